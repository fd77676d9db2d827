/** Help, completion and links: what a person meets first. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lmutil, tools } from './program.ts';
import { fakeTerminal } from './testing.ts';
import { toolGroups } from './tool.ts';

const exec = promisify(execFile);
const linked = tools.filter((tool) => tool.linked).map(({ name }) => name);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lmtriad-program-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]) {
  const terminal = fakeTerminal();
  const code = await lmutil(args, undefined, terminal);
  return { code, out: terminal.stdout, err: terminal.stderr };
}

test('the help lists every tool once, under the heading of its group', async () => {
  const { code, out } = await run('--help');
  expect(code).toBe(0);
  const headings = toolGroups.map((group) => out.indexOf(`\n${group}\n`));
  expect(headings.every((at) => at > 0)).toBe(true);
  expect(headings.toSorted((a, b) => a - b)).toEqual(headings);
  for (const { name } of tools) expect(out.match(new RegExp(`^  ${name} `, 'gm'))).toHaveLength(1);
  expect(await run('-help')).toMatchObject({ code: 0, out });
});

describe('install-links', () => {
  test('makes links that run the tool of that name', async () => {
    expect((await run('install-links', folder)).code).toBe(0);
    const { stdout } = await exec(join(folder, 'lmstat'), ['-v']);
    expect(stdout).toMatch(/^lmstat - /);
    for (const name of linked) expect(readlinkSync(join(folder, name))).toBe(resolve('bin/lmutil'));
  }, 30_000);

  test('replaces links of an earlier place, and nothing else unless told to', async () => {
    symlinkSync('/old/bin/lmutil', join(folder, 'lmstat'));
    expect((await run('install-links', folder)).code).toBe(0);
    expect(readlinkSync(join(folder, 'lmstat'))).toBe(resolve('bin/lmutil'));
    rmSync(join(folder, 'lmdown'));
    writeFileSync(join(folder, 'lmdown'), 'a program of FlexNet');
    rmSync(join(folder, 'lmstat'));
    const refused = await run('install-links', folder);
    expect(refused.code).toBe(214);
    expect(refused.err).toContain(join(folder, 'lmdown'));
    expect((await run('install-links', folder, '--force')).code).toBe(0);
    expect(readlinkSync(join(folder, 'lmdown'))).toBe(resolve('bin/lmutil'));
  });
});

describe('completion', () => {
  test('of bash completes tools, and the options of a tool under both of its names', async () => {
    const script = join(folder, 'completion.bash');
    writeFileSync(script, (await run('completion', 'bash')).out);
    const complete = async (...words: string[]) => {
      const program = `. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lmutil; echo "\${COMPREPLY[*]}"`;
      return (await exec('bash', ['-c', program, script, ...words])).stdout.trim().split(' ');
    };
    expect(await complete('lmutil', 'lmst')).toEqual(['lmstat']);
    expect(await complete('lmutil', 'lmdown', '--f')).toEqual(['--force']);
    expect(await complete('/usr/bin/lmdown', '--f')).toEqual(['--force']);
    expect(await complete('lmutil', 'certs', 'in')).toEqual(['init']);
    expect(await complete('lmutil', 'nothing', '')).toEqual(['']);
  });

  test.each(['zsh', 'fish'])('of %s names every tool and its options', async (shell) => {
    const { code, out } = await run('completion', shell);
    expect(code).toBe(0);
    for (const { name } of tools) expect(out).toContain(name);
    expect(out).toContain('kill-on-lost');
  });

  test.each(['csh', 'toString'])('refuses %s, and says for which shells it is', async (shell) => {
    expect(await run('completion', shell)).toMatchObject({
      code: 214,
      err: expect.stringContaining('bash, zsh or fish'),
    });
  });
});
