/** The administrator's tools against three real servers with an options file. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ReadFeature, readLmstat } from '../../client/testing/lmstatGrammar.ts';
import { Program } from './program.ts';
import { startTrio, type Trio } from './trio.ts';
import { until } from './wait.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28540
SERVER 127.0.0.2 ANY TCP:28541
SERVER 127.0.0.3 ANY TCP:28542
DAEMON usoft
FEATURE studio usoft 10.0 permanent 10
FEATURE plan usoft 1.0 1-jan-2038 2 DUP_GROUP=U
FEATURE slow usoft 1.0 permanent 3 LINGER=600
`;
const OPTIONS = 'RESERVE 2 studio USER robert\n';
const LMUTIL = join(import.meta.dirname, '../../bin/lmutil');

let folder: string;
let trio: Trio;
const programs: Program[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-tools-'));
  for (const name of ['server1', 'server2', 'server3']) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'usoft.opt'), OPTIONS);
  }
  trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE });
});

afterEach(async () => {
  for (const program of programs.splice(0)) await program.end('SIGKILL');
  await Promise.all(trio.members.map((member) => member.end()));
  await rm(folder, { recursive: true, force: true });
});

async function lmutil(...args: string[]): Promise<{ code: number; stdout: string }> {
  const [tool = '', ...rest] = args;
  try {
    const { stdout } = await promisify(execFile)(LMUTIL, [tool, '-c', trio.servers, ...rest]);
    return { code: 0, stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, stdout };
  }
}

async function holder(...checkouts: { feature: string; count?: number }[]): Promise<Program> {
  const program = await Program.start(trio.servers);
  programs.push(program);
  for (const checkout of checkouts) {
    expect(await program.ask({ do: 'checkout', ...checkout })).toMatchObject({ ok: true });
  }
  return program;
}

async function feature(name: string): Promise<ReadFeature> {
  const { code, stdout } = await lmutil('lmstat', '-a');
  expect(code).toBe(0);
  const found = readLmstat(stdout)[0]?.features.find((each) => each.feature === name);
  if (found === undefined) throw new Error(`lmstat shows no ${name}`);
  return found;
}

test('lmstat shows what is used, kept, shared and lingering, in lines that its readers know', async () => {
  const first = await holder({ feature: 'studio', count: 3 }, { feature: 'plan' });
  await holder({ feature: 'plan' });
  expect(await feature('studio')).toMatchObject({ issued: 10, used: 3, reserved: 2, users: [{ count: 3 }] });
  // Two checkouts of one user share a seat: the second is listed only when asked for.
  expect(await feature('plan')).toMatchObject({ used: 1, users: [{ count: 1 }] });
  const { stdout } = await lmutil('lmstat', '-f', 'plan', '--shared');
  expect(readLmstat(stdout)[0]?.features[0]?.users).toHaveLength(2);

  const { lease } = await first.ask({ do: 'checkout', feature: 'slow' });
  await first.ask({ do: 'checkin', lease });
  await until('the seat to linger', async () => /linger: \d+/.test((await lmutil('lmstat', '-a')).stdout) || null);
  expect(await feature('slow')).toMatchObject({ used: 1, users: [{ handle: lease }] });
  expect((await lmutil('lmremove', '-h', 'slow', '127.0.0.1', '28540', String(lease))).code).toBe(156);
});

test('lmdiag says of each license that it can be checked out, and leaves none out', async () => {
  const { code, stdout } = await lmutil('lmdiag', '-n');
  expect(code).toBe(0);
  expect(stdout.match(/^This license can be checked out$/gm)).toHaveLength(3);
  expect(await feature('studio')).toMatchObject({ used: 0 });
});

test('lmremove takes a seat back from a program that runs, and ends when it is free', async () => {
  const program = await holder({ feature: 'studio' });
  const [user] = (await feature('studio')).users;
  const { user: name = '', host = '', display = '' } = user ?? {};
  const { code, stdout } = await lmutil('lmremove', 'studio', name, host, display);
  expect(code).toBe(0);
  expect(stdout).toContain('1 license removed: studio\n');
  expect(await feature('studio')).toMatchObject({ used: 0, users: [] });
  expect(await program.ask({ do: 'held', lease: user?.handle })).toMatchObject({ held: false });
  expect((await lmutil('lmremove', 'studio', name, host, display)).code).toBe(215);
});

test('lmswitch has the debug log of each server go on in another file of its log folder, and nowhere else', async () => {
  expect((await lmutil('lmswitch', 'usoft', '../../license.dat')).code).toBe(214);
  const { code, stdout } = await lmutil('lmswitch', 'usoft', 'next.log');
  expect(code).toBe(0);
  expect(stdout).toMatch(/\nlmswitch successful\n$/);
  await holder({ feature: 'studio' });
  const master = await trio.master();
  const next = join(master.folder, 'data', 'logs', 'next.log');
  await until(
    'the checkout in the new file',
    async () => (await readFile(next, 'utf8')).includes('OUT: "studio"') || null,
  );
  expect(await readFile(join(master.folder, 'license.dat'), 'utf8')).toBe(LICENSE);
});

test('lmdown -all ends all three, each in good order', async () => {
  const { code, stdout } = await lmutil('lmdown', '-all', '-q');
  expect(code).toBe(0);
  expect(stdout).toMatch(/\n {4}3 FlexNet License Servers shut down\n$/);
  expect(await Promise.all(trio.members.map((member) => member.ended()))).toEqual([0, 0, 0]);
  expect((await lmutil('lmstat')).code).toBe(241);
});
