/** Any member is a door (R12): a client that knows only one that is not the master is served through it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Program } from './program.ts';
import { startTrio, statusOf, type Trio } from './trio.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28410
SERVER 127.0.0.2 ANY TCP:28411
SERVER 127.0.0.3 ANY TCP:28412
DAEMON usoft
FEATURE studio usoft 1.0 permanent 5
`;

let folder: string;
let trio: Trio;
let program: Program | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-forward-'));
  trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE });
});

afterEach(async () => {
  await program?.end('SIGKILL');
  await Promise.all(trio.members.map((member) => member.end()));
  await rm(folder, { recursive: true, force: true });
});

test('a session through a standby goes on beyond its first message, and its end frees the seats at once', async () => {
  const master = await trio.master();
  const standby = trio.members.find((member) => member !== master);
  program = await Program.start(`${standby?.port}@${standby?.host}`);
  const first = await program.ask({ do: 'checkout', feature: 'studio', count: 2 });
  const second = await program.ask({ do: 'checkout', feature: 'studio', count: 2 });
  expect([first.ok, second.ok]).toEqual([true, true]);
  expect((await program.ask({ do: 'checkin', lease: first.lease })).ok).toBe(true);
  const used = async () => (await statusOf(master.host, master.port)).features[0]?.used;
  expect(await used()).toBe(2);
  await program.end();
  expect(await used()).toBe(0);
});
