import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, parseProcessStat, readRecord, startDaemon } from './processRecord.ts';
import { waitFor } from './wait.ts';

describe('process records', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lmtriad-process-'));
  });

  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('reads a stat line whose command has spaces and parentheses', () => {
    const line = `42 (a) b (c)) S 7 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1 2`;
    expect(parseProcessStat(line)).toEqual({ pid: 42, state: 'S', parent: 7, startTime: 98765 });
  });

  it('takes nothing from an empty or cut line', () => {
    expect(parseProcessStat('')).toBeUndefined();
    expect(parseProcessStat('42 (sleep) S 1 2')).toBeUndefined();
  });

  it('has none for a process that was never started', async () => {
    expect(await readRecord(join(dir, 'none'))).toBeUndefined();
  });

  it('does not take another process with the same number for the recorded one', async () => {
    const own = parseProcessStat(await readFile('/proc/self/stat', 'utf8'));
    if (own === undefined) throw new Error('no stat');
    expect(await isAlive(own)).toBe(true);
    expect(await isAlive({ pid: own.pid, startTime: own.startTime + 1 })).toBe(false);
  });

  it('records a daemon before it runs, in the groups it was told to join', async () => {
    const group = join(dir, 'cgroup.procs');
    const seen = join(dir, 'seen');
    await writeFile(group, '');
    const recordFile = join(dir, 'record');
    const record = await startDaemon({
      argv: ['sh', '-c', `cat ${recordFile} > ${seen}; exec sleep 60`],
      logFile: join(dir, 'log'),
      recordFile,
      groups: [group],
    });
    await waitFor('the daemon has run', async () => (await readFile(seen, 'utf8')) || undefined, { timeoutMs: 5000 });
    expect(parseProcessStat(await readFile(seen, 'utf8'))?.pid).toBe(record.pid);
    expect(Number(await readFile(group, 'utf8'))).toBe(record.pid);
    expect(await isAlive(record)).toBe(true);
    process.kill(record.pid, 'SIGKILL');
    await waitFor('it has ended', async () => ((await isAlive(record)) ? undefined : true), { timeoutMs: 5000 });
  });
});
