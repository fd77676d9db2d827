/**
 * Debian's check_flexlm, unchanged, asks lmstat: OK while all three servers are up, WARNING with two, CRITICAL with
 * fewer. The plugin comes from this machine, else from Debian's mirror; without either the test says so and is left out.
 */
import { execFile } from 'node:child_process';
import { chmod, copyFile, cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTrio, statusOf, type Trio } from './trio.ts';
import { until } from './wait.ts';

const run = promisify(execFile);
const PLUGINS = '/usr/lib/nagios/plugins';
const LICENSE = `SERVER 127.0.0.1 ANY TCP:28530
SERVER 127.0.0.2 ANY TCP:28531
SERVER 127.0.0.3 ANY TCP:28532
DAEMON usoft
FEATURE studio usoft 1.0 permanent 5
`;
const [OK, WARNING, CRITICAL] = [0, 1, 2];

let folder: string;
let trio: Trio;

/** Puts the plugin and its utils.pm into the folder; the reason if that cannot be had. */
async function fetchPlugin(to: string): Promise<string | null> {
  try {
    const installed = await readdir(PLUGINS).catch((): string[] => []);
    let from = PLUGINS;
    if (!installed.includes('check_flexlm')) {
      const packages = ['monitoring-plugins-standard', 'monitoring-plugins-common'];
      await run('apt-get', ['download', '-o', 'APT::Sandbox::User=root', ...packages], { cwd: to, timeout: 120_000 });
      for (const name of await readdir(to))
        if (name.endsWith('.deb')) await run('dpkg-deb', ['-x', join(to, name), to]);
      from = join(to, PLUGINS);
    }
    await copyFile(join(from, 'check_flexlm'), join(to, 'check_flexlm'));
    await cp(join(from, 'utils.pm'), join(to, 'utils.pm'));
    await run('perl', ['-v']);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** As a monitoring system calls it, with lmstat as a link to lmutil. */
async function check(): Promise<{ code: number; out: string }> {
  const licensePath = join(folder, 'server1', 'license.dat');
  try {
    const { stdout } = await run(join(folder, 'check_flexlm'), ['-F', licensePath, '-t', '60']);
    return { code: 0, out: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, out: stdout };
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-check-flexlm-'));
});

afterAll(async () => {
  if (trio) await Promise.all(trio.members.map((member) => member.end()));
  await rm(folder, { recursive: true, force: true });
});

test('check_flexlm of Debian says OK, WARNING and CRITICAL for three, two and fewer servers', async (context) => {
  const missing = await fetchPlugin(folder);
  if (missing !== null) context.skip(`check_flexlm cannot be had: ${missing}`);
  const lmstat = join(folder, 'lmstat');
  await symlink(join(import.meta.dirname, '../../bin/lmutil'), lmstat);
  const utils = join(folder, 'utils.pm');
  const setting = /\$PATH_TO_LMSTAT\s*=\s*"[^"]*"/;
  const text = await readFile(utils, 'utf8');
  expect(text).toMatch(setting);
  await writeFile(utils, text.replace(setting, `$PATH_TO_LMSTAT = "${lmstat}"`));
  await chmod(join(folder, 'check_flexlm'), 0o755);

  trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE });
  const [first, second, third] = trio.members;
  const up = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];
  expect(await check()).toEqual({
    code: OK,
    out: `License Servers running:${up.join(',')},\n|flexlm::up:3;down:0\n`,
  });

  await first?.end();
  await until('another master', async () => {
    const status = await statusOf(second?.host ?? '', second?.port ?? 0);
    return status.master === '' || status.master === first?.host ? null : status;
  });
  expect(await check()).toMatchObject({ code: WARNING, out: expect.stringContaining('|flexlm::up:2;down:1\n') });

  await third?.end();
  await until('no master', async () => {
    const status = await statusOf(second?.host ?? '', second?.port ?? 0);
    return status.master === '' ? status : null;
  });
  expect((await check()).code).toBe(CRITICAL);
  await second?.end();
  expect((await check()).code).toBe(CRITICAL);
});
