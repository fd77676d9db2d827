import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram, type Commands } from './cliProgram.ts';

/** Parses a line and tells which command it called with what. */
async function parse(...line: string[]): Promise<unknown[]> {
  const calls: unknown[] = [];
  const commands = new Proxy({} as Commands, {
    get:
      (_, name) =>
      async (...args: unknown[]) => {
        calls.push(name, ...args);
      },
  });
  const program = buildProgram(commands);
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  }
  await program.parseAsync(line, { from: 'user' });
  return calls;
}

describe('the command line', () => {
  it('starts with quick timers and nodes unless told otherwise', async () => {
    expect(await parse('up')).toEqual(['up', { apiOnly: false, stockTimers: false }]);
    expect(await parse('up', '--stock-timers')).toEqual(['up', { apiOnly: false, stockTimers: true }]);
  });

  it('hands everything after kubectl and helm on as it is', async () => {
    expect(await parse('kubectl', 'get', 'pods', '-o', 'wide', '--help')).toEqual([
      'kubectl',
      ['get', 'pods', '-o', 'wide', '--help'],
    ]);
    expect(await parse('helm', '--namespace', 'x', 'list')).toEqual(['helm', ['--namespace', 'x', 'list']]);
    expect(await parse('kubectl', 'exec', 'pod', '--', 'ls')).toEqual(['kubectl', ['exec', 'pod', '--', 'ls']]);
  });

  it('cuts one direction, both, or one port', async () => {
    expect(await parse('cut', 'node1', '--in')).toEqual(['cut', 'node1', [{ direction: 'in' }]]);
    expect(await parse('cut', 'node1', '--in', '--out', '--port', '27000')).toEqual([
      'cut',
      'node1',
      [
        { direction: 'in', port: 27000 },
        { direction: 'out', port: 27000 },
      ],
    ]);
  });

  it('waits for a node that comes back unless told not to', async () => {
    expect(await parse('power-on', 'node1')).toEqual(['powerOn', 'node1', { wait: true }]);
    expect(await parse('heal', 'node1', '--no-wait')).toEqual(['heal', 'node1', { wait: false }]);
  });

  it.each([
    [['cut', 'node1']],
    [['cut', 'node1', '--in', '--port', '0']],
    [['cut', 'node1', '--in', '--port', '80x']],
    [['power-off']],
    [['unknown']],
    [['up', '--unknown']],
  ])('refuses %j', async (line) => {
    await expect(parse(...line)).rejects.toThrow(CommanderError);
  });
});
