/** lmpath, lmcksum, lminstall and lmhostid: what asks no server. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lmutil } from './program.ts';
import { fakeTerminal } from './testing.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lmtriad-files-'));
  vi.stubEnv('HOME', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function run(env: NodeJS.ProcessEnv, ...args: string[]) {
  const terminal = fakeTerminal([], { HOME: folder, ...env });
  const code = await lmutil(args, undefined, terminal);
  return { code, out: terminal.stdout, err: terminal.stderr };
}

function fileWith(text: string): string {
  const path = join(folder, 'license.dat');
  writeFileSync(path, text, 'latin1');
  return path;
}

describe('lmpath', () => {
  const kept = () => readFileSync(join(folder, '.lmtriad/license-path'), 'utf8');

  test('-add puts a path in front and discards doubles, -override replaces, "" takes away', async () => {
    expect((await run({}, 'lmpath', '-add', 'all', '1@a')).code).toBe(0);
    await run({}, 'lmpath', '-add', 'all', '2@b:1@a');
    await run({}, 'lmpath', '-add', 'usoft', '/x/license.dat');
    expect(kept()).toBe('LM_LICENSE_FILE=2@b:1@a\nUSOFT_LICENSE_FILE=/x/license.dat\n');
    await run({}, 'lmpath', '-override', 'all', '3@c');
    await run({}, 'lmpath', '-override', 'usoft', '');
    expect(kept()).toBe('LM_LICENSE_FILE=3@c\n');
    expect(statSync(join(folder, '.lmtriad/license-path')).mode & 0o777).toBe(0o600);
  });

  test('-status shows what is in force: the environment before what is kept, else the default', async () => {
    expect((await run({}, 'lmpath', '-status')).out).toContain('\n/usr/local/flexlm/licenses/license.dat\n');
    await run({}, 'lmpath', '-add', 'usoft', '1@a');
    const { out } = await run({ USOFT_LICENSE_FILE: '9@z' }, 'lmpath', '-status');
    expect(out).toContain('Known Vendors:\n_____________\nusoft:\t9@z    (hides the kept 1@a)\n');
  });

  test.each([
    [[]],
    [['-add', 'all']],
    [['-status', 'x']],
    [['-add', 'all', '-override', 'all', 'x']],
    [['-add', 'a/b', 'x']],
    [['-add', 'all', '1@a\nPATH=x']],
  ])('refuses %j', async (args) => {
    expect((await run({}, 'lmpath', ...args)).code).toBe(214);
  });

  test('is followed by the other tools', async () => {
    const path = fileWith('SERVER h ANY 27000\nVENDOR usoft\nFEATURE f1 usoft 15.0 permanent 2\n');
    await run({}, 'lmpath', '-add', 'usoft', path);
    expect((await run({}, 'lmstat', '-i')).out).toContain('\nf1  ');
  });
});

describe('lmcksum', () => {
  const line = 'FEATURE f1 usoft 1.0 permanent 5 \\\n\tSN=1';

  test('prints every line with its sum, OK or BAD by its ck=, and the sum of the file', async () => {
    const first = await run({}, 'lmcksum', '-c', fileWith(`SERVER h 17007ea8 27000\nVENDOR usoft\n${line}\n`));
    expect(first.code).toBe(0);
    const sum = Number(/(\d+): FEATURE/.exec(first.out)?.[1]);
    expect(first.out).toMatch(
      /\nlmcksum: using license file".*license\.dat"\n\n\t *\d+: SERVER h 17007ea8 27000\n\t *\d+: FEATURE f1 usoft 1\.0 permanent 5 \\\n\tSN=1\n\t *\d+: \(overall file checksum\)\n$/,
    );
    const text = `SERVER h 17007ea8 27000\nVENDOR usoft\n${line} ck=${sum}\n`;
    expect((await run({}, 'lmcksum', '-c', fileWith(text))).out).toMatch(/^OK: {2}\t *\d+: FEATURE/m);
    const bad = await run({}, 'lmcksum', '-c', fileWith(text.replace('SN=1', 'SN=2')));
    expect(bad.code).toBe(248);
    expect(bad.out).toMatch(/^BAD: \t *\d+: FEATURE/m);
  });

  test("prints only one daemon's lines, and files without SERVER lines too", async () => {
    const path = fileWith('VENDOR a\nVENDOR b\nFEATURE f1 a 1.0 permanent 1\nFEATURE f2 b 1.0 permanent 1\n');
    const { code, out } = await run({}, 'lmcksum', '-c', path, 'b');
    expect(code).toBe(0);
    expect(out).not.toContain('f1');
    expect(out).toContain('FEATURE f2');
  });
});

describe('lminstall', () => {
  const text = 'SERVER h ANY 27000\nVENDOR usoft\nFEATURE f1 usoft 1.0 permanent 5 NOTICE="M\xfcller" \\\n   SN=1\n';

  test('writes the file anew, byte for byte what it is but for the wrapping', async () => {
    const to = join(folder, 'out.dat');
    const { code } = await run({}, 'lminstall', '-i', fileWith(text), '-o', to, '-maxlen', '200');
    expect(code).toBe(0);
    expect(readFileSync(to, 'latin1')).toBe(text.replace(' \\\n   ', ' '));
  });

  test('writes to standard output, with DAEMON before version 6', async () => {
    const { out } = await run({}, 'lminstall', '-i', fileWith(text), '-overfmt', '5.1');
    expect(out).toContain('\nDAEMON usoft\n');
    expect(out).toContain('M\xfcller');
  });

  test('refuses formats that cannot say a signed line, and names the line', async () => {
    const path = fileWith(`${text}FEATURE f2 usoft 1.0 permanent 5 BORROW=9 SIGN="00"\n`);
    const { code, err } = await run({}, 'lminstall', '-i', path, '-overfmt', '6');
    expect(code).toBe(166);
    expect(err).toContain('license.dat:5: format 6 has no BORROW, SIGN\n');
    expect((await run({}, 'lminstall', '-i', path, '-overfmt', '8')).code).toBe(0);
  });

  test.each([['-odecimal'], ['-overfmt', '9'], ['-maxlen', '3'], ['-maxlen', 'x']])(
    'refuses %s %s',
    async (...args) => {
      expect((await run({}, 'lminstall', '-i', fileWith(text), ...args)).code).toBe(214);
    },
  );
});

describe('lmhostid', () => {
  test('prints one id in quotes, and only it with -n', async () => {
    const { out } = await run({}, 'lmhostid', '-hostname');
    const name = /host ID of this machine is "HOSTNAME=(.+)"\n$/.exec(out)?.[1];
    expect(await run({}, 'lmhostid', '-hostname', '-n')).toMatchObject({ code: 0, out: `HOSTNAME=${name}\n` });
  });

  test('prints zeros for what this machine has none of', async () => {
    expect((await run({}, 'lmhostid', '-flexid')).out).toContain(' is "000000000000"\n');
    expect((await run({}, 'lmhostid', '-vsn', '-n')).out).toBe('000000000000\n');
  });

  test('takes the whole list of options', async () => {
    for (const option of ['-ether', '-internet', '-user', '-display', '-hostdomain', '-string', '-long', '-utf8']) {
      expect((await run({}, 'lmhostid', option)).code).toBe(0);
    }
    expect((await run({}, 'lmhostid', '-internet', 'v6')).code).toBe(0);
    expect((await run({}, 'lmhostid', '-ptype', 'VM', '-uuid')).code).toBe(0);
    expect((await run({}, 'lmhostid', '-internet', 'v5')).code).toBe(214);
    expect((await run({}, 'lmhostid', '-ptype', 'cloud')).code).toBe(214);
  });
});
