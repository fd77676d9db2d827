/** Options files with real servers and programs: who may, by what the servers see; reservations in lmstat; lmreread. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Connection, connect } from '../../client/index.ts';
import { startTrio, type Trio } from './trio.ts';
import { until } from './wait.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28670
SERVER 127.0.0.2 ANY TCP:28671
SERVER 127.0.0.3 ANY TCP:28672
DAEMON usoft
FEATURE studio usoft 1.0 permanent 5
FEATURE batch usoft 1.0 permanent 5
`;
const OPTIONS = `GROUP team ann bob
NONSENSE
RESERVE 2 studio GROUP team
EXCLUDE studio USER mallory
INCLUDE batch INTERNET 10.*.*.*
`;

let folder: string;
let trio: Trio;
let connections: Connection[];

async function lmutil(...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(join(import.meta.dirname, '../../bin/lmutil'), words);
  return stdout;
}

/** What a checkout of that user says: 0, or the code that it is refused with. */
async function codeFor(user: string, feature: string): Promise<number> {
  const options = { servers: trio.servers, tls: false, identity: { user }, stateFolder: false } as const;
  const connection = await connect({ ...options, timeoutMs: 30_000 });
  connections.push(connection);
  try {
    await connection.checkout({ feature, timeoutMs: 30_000 });
    return 0;
  } catch (error) {
    return (error as { code: number }).code;
  }
}

async function reread(text: string, inForce: (out: string) => boolean): Promise<void> {
  for (const member of trio.members) await writeFile(join(member.folder, 'usoft.opt'), text);
  await lmutil('lmreread', '-c', trio.servers);
  await until('the options in force', async () =>
    inForce(await lmutil('lmstat', '-a', '-c', trio.servers)) ? true : null,
  );
}

beforeEach(async () => {
  connections = [];
  folder = await mkdtemp(join(tmpdir(), 'lmt-options-'));
  trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE });
});

afterEach(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await Promise.all(trio.members.map((member) => member.end()));
  await rm(folder, { recursive: true, force: true });
});

test('an options file that is reread rules new checkouts; a bad line is told and the rest stands', async () => {
  expect(await codeFor('mallory', 'studio')).toBe(0);
  expect(await codeFor('ann', 'batch')).toBe(0);
  await reread(OPTIONS, (out) => /2 RESERVATIONs? for GROUP team/.test(out));
  expect(await codeFor('mallory', 'studio')).toBe(-38);
  expect(await codeFor('ann', 'batch')).toBe(-39);
  // One is out by mallory from before, two are reserved for the team: two are left for others.
  expect([await codeFor('eve', 'studio'), await codeFor('eve', 'studio'), await codeFor('eve', 'studio')]).toEqual([
    0, 0, -101,
  ]);
  expect(await codeFor('bob', 'studio')).toBe(0);
  const { warnings } = await trio.statusOf(await trio.master());
  expect(warnings.filter((warning) => warning.includes('usoft.opt:2'))).toHaveLength(1);
  await reread(OPTIONS.replace('10.*.*.*', '127.0.0.*'), () => true);
  await until('the address let in', async () => ((await codeFor('ann', 'batch')) === 0 ? true : null));
});
