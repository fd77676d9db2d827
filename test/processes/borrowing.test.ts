/** Borrowing from real servers: taken home, used without them, kept over their deaths, given back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Connection, connect } from '../../client/index.ts';
import { lmutil } from '../../client/lmutil/program.ts';
import { fakeTerminal } from '../../client/lmutil/testing.ts';
import { startTrio, statusOf, type Trio } from './trio.ts';
import { until } from './wait.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28440
SERVER 127.0.0.2 ANY TCP:28441
SERVER 127.0.0.3 ANY TCP:28442
DAEMON usoft
FEATURE studio usoft 1.0 permanent 2 BORROW=48
FEATURE plain usoft 1.0 permanent 2
`;
const HOUR = 3_600_000;

let folder: string;
let trio: Trio;
const connections: Connection[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lmt-borrow-'));
  trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE });
});

afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await Promise.all(trio.members.map((member) => member.end()));
  await rm(folder, { recursive: true, force: true });
});

/** A program on the machine whose borrows lie in that folder. */
async function program(name: string, timeoutMs = 5000): Promise<Connection> {
  const borrowFolder = join(folder, name);
  const connection = await connect({ servers: trio.servers, borrowFolder, stateFolder: false, timeoutMs });
  connections.push(connection);
  return connection;
}

/** Runs a tool on that machine. */
async function tool(name: string, ...args: string[]) {
  const terminal = fakeTerminal([], { LMTRIAD_BORROW_DIR: join(folder, name) });
  const code = await lmutil(args, 'lmutil', terminal);
  return { code, text: terminal.stdout + terminal.stderr };
}

async function borrowers(): Promise<number[]> {
  const { host, port } = await trio.master();
  const status = await statusOf(host, port, true);
  const users = status.features.flatMap((feature) => feature.users);
  return users.filter((user) => user.borrowedUntil > 0).map((user) => user.lease);
}

test('a borrow is used while no server is up, outlives them all, and is given back', async () => {
  const until24 = new Date(Date.now() + 24 * HOUR);
  const laptop = await program('laptop');
  const lease = await laptop.borrow({ feature: 'studio', until: until24 });
  expect(lease.borrowedUntil).toBe(Math.floor(until24.getTime() / 1000));
  await laptop.close();
  expect(await borrowers()).toEqual([lease.id]);

  // The master dies; the seat is still out on the next one.
  await (await trio.master()).end('SIGKILL');
  expect(await borrowers()).toEqual([lease.id]);
  await Promise.all(trio.members.map((member) => member.end('SIGKILL')));

  const offline = await program('laptop', 500);
  const taken = await offline.checkout({ feature: 'studio' });
  expect(taken.id).toBe(lease.id);
  expect(taken.held).toBe(true);
  await expect(offline.checkout({ feature: 'plain', timeoutMs: 500 })).rejects.toMatchObject({ code: -15 });
  await taken.checkin();
  await offline.close();

  for (const member of trio.members) await member.start();
  await trio.ready();
  expect(await borrowers()).toEqual([lease.id]);
  const other = await program('other');
  const second = await other.checkout({ feature: 'studio' });
  await expect(other.checkout({ feature: 'studio' })).rejects.toMatchObject({ code: -4 });

  const listed = await tool('laptop', 'lmstat', '-a', '-c', trio.servers);
  expect(listed.text).toMatch(/\(linger: 8\d{4} \/ 86\d{3}\)/);

  const down = await tool('laptop', 'lmdown', '-all', '-q', '-c', trio.servers);
  expect(down.text).toContain('(-120,309)');
  expect(down.code).toBe(136);
  const removed = await tool('laptop', 'lmremove', '-h', 'studio', 'h', '1', String(lease.id), '-c', trio.servers);
  expect(removed.text).toContain('(-100,310)');
  expect((await tool('laptop', 'lmborrow', '-status')).text).toContain('studio');

  const returned = await tool('laptop', 'lmborrow', '-return', 'studio');
  expect(returned.text).toContain(`Returned studio, 1 license, lease ${lease.id}`);
  expect(await borrowers()).toEqual([]);
  expect((await tool('laptop', 'lmborrow', '-status')).text).toContain('Nothing is borrowed');
  await (await other.checkout({ feature: 'studio' })).checkin();
  await second.checkin();

  // Forced, with something borrowed: they go, and still know of it when they are back.
  const again = await other.borrow({ feature: 'studio', until: until24 });
  await other.close();
  expect((await tool('laptop', 'lmdown', '-all', '-q', '-force', '-c', trio.servers)).code).toBe(0);
  await until('all servers to end', async () => (trio.members.some((member) => member.running) ? null : true));
  for (const member of trio.members) await member.start();
  await trio.ready();
  expect(await borrowers()).toEqual([again.id]);
});

test('the wish of lmborrow has checkouts of that vendor borrow, and leaves alone what cannot be or would wait', async () => {
  const tomorrow = new Date(Date.now() + 24 * HOUR);
  const day = `${tomorrow.getDate()}-${tomorrow.toLocaleString('en', { month: 'short' })}-${tomorrow.getFullYear()}`;
  expect((await tool('laptop', 'lmborrow', 'usoft', day)).code).toBe(0);
  const laptop = await program('laptop');
  const studio = await laptop.checkout({ feature: 'studio', queue: true });
  const plain = await laptop.checkout({ feature: 'plain' });
  expect(studio.borrowedUntil).toBeGreaterThan(0);
  expect(plain.borrowedUntil).toBe(0);
  expect(await borrowers()).toEqual([studio.id]);
  await expect(laptop.borrow({ feature: 'plain', until: tomorrow })).rejects.toMatchObject({ code: -68 });
  const tooLong = new Date(Date.now() + 49 * HOUR);
  await expect(laptop.borrow({ feature: 'studio', until: tooLong })).rejects.toMatchObject({ code: -104 });
  const other = await program('other');
  const elsewhere = await other.borrow({ feature: 'studio', until: tomorrow });
  const places: number[] = [];
  const waits = laptop.checkout({ feature: 'studio', queue: true, onQueued: (place) => places.push(place) });
  await until('a place in the queue', async () => (places.length > 0 ? true : null));
  await laptop.returnBorrow(studio);
  const waited = await waits;
  expect([waited.borrowedUntil, await borrowers()]).toEqual([0, [elsewhere.id]]);
  await waited.checkin();
  await other.returnBorrow(elsewhere);
  expect(await borrowers()).toEqual([]);
  await plain.checkin();
});
