/** Members killed at any time under load: no granted checkout is lost or doubled (promises 1 to 3). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { check } from '../history/check.ts';
import { parseHistory } from '../history/records.ts';
import { Program } from './program.ts';
import { startTrio, statusOf, type Trio } from './trio.ts';
import { until } from './wait.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28420
SERVER 127.0.0.2 ANY TCP:28421
SERVER 127.0.0.3 ANY TCP:28422
DAEMON usoft
FEATURE studio usoft 1.0 permanent 5
FEATURE held usoft 1.0 permanent 2
`;
const OWNED = new Map([
  ['studio', 5],
  ['held', 2],
]);
const LEASE_SECONDS = 10;

let folder: string;
let trio: Trio;
let program: Program | null = null;
let hungry: ChildProcess | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-killed-'));
  const extra = ['--lease', String(LEASE_SECONDS)];
  trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE, extra });
});

afterEach(async () => {
  hungry?.kill('SIGKILL');
  await program?.end('SIGKILL');
  await Promise.all(trio.members.map((member) => member.end()));
  await rm(folder, { recursive: true, force: true });
});

async function history(name: string) {
  const path = join(folder, name);
  return parseHistory(await readFile(path, 'utf8'), path);
}

test('every member is killed once under load, and then all three: nothing is lost, nothing over-issued', async () => {
  const main = join(import.meta.dirname, '../e2e/support/loadMain.ts');
  hungry = spawn(process.execPath, [main, trio.servers, join(folder, 'load.ndjson'), 'studio', '3'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  program = await Program.start(trio.servers, { history: join(folder, 'program.ndjson') });
  const held = await program.ask({ do: 'checkout', feature: 'held' });
  expect(held.ok, JSON.stringify(held)).toBe(true);

  const grants = async () =>
    (await history('load.ndjson')).filter((record) => record.op === 'checkout' && record.ok).length;
  const served = async () => {
    const before = await grants();
    await until('more grants', async () => ((await grants()) >= before + 10 ? true : null));
  };
  await until('the load to begin', async () => ((await grants().catch(() => 0)) > 10 ? true : null));
  for (const member of trio.members) {
    await member.end('SIGKILL');
    await served();
    await member.start();
    await trio.ready();
  }
  await Promise.all(trio.members.map((member) => member.end('SIGKILL')));
  await Promise.all(trio.members.map((member) => member.start()));
  await trio.ready();
  await served();
  expect(await program.ask({ do: 'held', lease: held.lease })).toMatchObject({ held: true });

  const ended = once(hungry, 'exit');
  hungry.stdin?.end();
  expect((await ended)[0]).toBe(0);
  const master = await trio.master();
  const call = Number(process.hrtime.bigint());
  const { features } = await statusOf(master.host, master.port, true);
  const leases = features.flatMap(({ feature, users }) => users.map((user) => ({ ...pick(user), feature })));
  const final = { call, return: Number(process.hrtime.bigint()), leases };
  expect(leases).toEqual([
    { lease: held.lease, session: leases[0]?.session, count: 1, index: held.index, feature: 'held' },
  ]);
  const records = [...(await history('load.ndjson')), ...(await history('program.ndjson'))];
  const verdict = check(records, { owned: OWNED, lease: LEASE_SECONDS * 1e9, final });
  expect(verdict.violations).toEqual([]);
  expect(verdict.grants).toBeGreaterThan(40);
});

function pick(user: { lease: number; session: string; count: number; index: number }) {
  return { lease: user.lease, session: user.session, count: user.count, index: user.index };
}
