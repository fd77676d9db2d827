import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeTrio } from '../testing/fakeTrio.ts';
import { lmutil } from './program.ts';
import { fakeTerminal } from './testing.ts';

let trio: FakeTrio;
let home: string;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'lmtriad-home-'));
  vi.stubEnv('HOME', home);
  vi.stubEnv('XDG_STATE_HOME', '');
  trio = await FakeTrio.start();
});

afterEach(() => {
  vi.unstubAllEnvs();
  trio.stop();
});

function start(terminal: ReturnType<typeof fakeTerminal>, ...args: string[]): Promise<number> {
  return lmutil(['checkout', '-c', trio.addresses, ...args], undefined, terminal);
}

const forever = [process.execPath, '-e', 'setInterval(() => {}, 1000)'];

describe('lmutil checkout', () => {
  test('holds the license while the command runs, and ends as the command does', async () => {
    const terminal = fakeTerminal();
    const history = join(home, 'history');
    const code = await start(
      terminal,
      'f1',
      '--count',
      '2',
      '--history',
      history,
      '--',
      process.execPath,
      '-e',
      'process.exit(7)',
    );
    expect(code).toBe(7);
    expect(terminal.stderr).toMatch(/lmutil: checked out f1 \(2 licenses\), lease 1, log index \d+ from a\n/);
    const operations = readFileSync(history, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).op);
    expect(operations).toEqual(['renew', 'checkout', 'checkin']);
    expect(trio.sessions.size).toBe(0);
  });

  test('ends with the code of the refusal and does not run the command', async () => {
    const terminal = fakeTerminal();
    expect(await start(terminal, 'f1', '--count', '3', '--', process.execPath, '-e', 'process.exit(7)')).toBe(252);
    expect(terminal.stderr).toContain('lmutil: Licensed number of users already reached. (-4,100)\n');
  });

  test('says why there is no license without a quorum', async () => {
    trio.elect(null, 'quorum lost: 1 of 3 up');
    const terminal = fakeTerminal();
    expect(await start(terminal, 'f1', '--timeout', '0.2', '--', 'true')).toBe(160);
    expect(terminal.stderr).toContain('(-96,7) quorum lost: 1 of 3 up\n');
  });

  test('says that the license is lost, and ends the command if told to', async () => {
    const terminal = fakeTerminal();
    const ended = start(terminal, 'f1', '--kill-on-lost', '--', ...forever);
    await terminal.written('checked out f1');
    trio.sessions.clear();
    trio.elect('b');
    expect(await ended).toBe(128 + 15);
    expect(terminal.stderr).toContain('lmutil: lost (');
  });

  test('gives 127 for a command that is not there, the license given back', async () => {
    const terminal = fakeTerminal();
    expect(await start(terminal, 'f1', '--', '/nowhere/command')).toBe(127);
    expect(terminal.stderr).toContain('lmutil: /nowhere/command: no such command\n');
    expect(trio.used).toBe(0);
  });

  test('refuses numbers that are none', async () => {
    expect(await start(fakeTerminal(), 'f1', '--count', 'x', '--', 'true')).toBe(214);
    expect(await start(fakeTerminal(), 'f1', '--timeout', 'x', '--', 'true')).toBe(214);
  });
});
