import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock } from './lock.ts';

describe('the lock', () => {
  let dir: string;
  let path: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lmtriad-lock-'));
    path = join(dir, 'below', 'lock');
  });

  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('is held by one at a time', async () => {
    const order: string[] = [];
    const first = await acquireLock(path);
    const second = acquireLock(path).then(async (lock) => {
      order.push('second');
      await lock.release();
    });
    order.push('first');
    await first.release();
    await second;
    expect(order).toEqual(['first', 'second']);
  });

  it('gives up in time', async () => {
    await using _ = await acquireLock(path);
    await expect(acquireLock(path, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('stops waiting when it is told to', async () => {
    await using _ = await acquireLock(path);
    const enough = new Error('enough');
    await expect(acquireLock(path, { signal: AbortSignal.abort(enough) })).rejects.toBe(enough);
    const later = new AbortController();
    const waiting = acquireLock(path, { signal: later.signal });
    setImmediate(() => later.abort(enough));
    await expect(waiting).rejects.toBe(enough);
  });

  it('is free once its holder was killed', async () => {
    const script = `
      const { acquireLock } = await import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))});
      await acquireLock(${JSON.stringify(path)});
      console.log('held');
      setInterval(() => undefined, 1000);
    `;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve) => holder.stdout.once('data', () => resolve()));
    holder.kill('SIGKILL');
    await using _ = await acquireLock(path, { timeoutMs: 5000 });
  });
});
