/** Waiting in the queue, with real programs: through a failover, and given up. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Connection, connect } from '../../client/index.ts';
import { startTrio, type Trio } from './trio.ts';
import { until } from './wait.ts';

const LICENSE = `SERVER 127.0.0.1 ANY TCP:28460
SERVER 127.0.0.2 ANY TCP:28461
SERVER 127.0.0.3 ANY TCP:28462
DAEMON usoft
FEATURE studio usoft 1.0 permanent 1
`;

let folder: string;
let trio: Trio;
let connections: Connection[];

async function program(user: string): Promise<Connection> {
  const options = { servers: trio.servers, tls: false, identity: { user }, stateFolder: false } as const;
  const connection = await connect({ ...options, timeoutMs: 30_000 });
  connections.push(connection);
  return connection;
}

beforeEach(async () => {
  connections = [];
  folder = await mkdtemp(join(tmpdir(), 'lmt-queue-'));
  trio = await startTrio({ folder, licensePath: 'license.dat', licenseText: LICENSE });
});

afterEach(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await Promise.all(trio.members.map((member) => member.end()));
  await rm(folder, { recursive: true, force: true });
});

test('who waits is served first come, first served, also by the next master', async () => {
  const [ann, bob, eve] = [await program('ann'), await program('bob'), await program('eve')];
  const held = await ann.checkout({ feature: 'studio' });
  const places: number[] = [];
  const queued = (connection: Connection, signal?: AbortSignal) =>
    connection.checkout({
      feature: 'studio',
      queue: true,
      timeoutMs: 60_000,
      signal,
      onQueued: (place) => places.push(place),
    });
  const givenUp = new AbortController();
  const first = queued(bob, givenUp.signal).catch(() => null);
  await until('bob in the queue', async () => (places.length === 1 ? true : null));
  const second = queued(eve);
  await until('eve in the queue', async () => (places.length === 2 ? true : null));
  expect(places).toEqual([1, 2]);
  const master = await trio.master();
  await master.end();
  await trio.master();
  givenUp.abort();
  expect(await first).toBeNull();
  const waiting = async () => {
    const status = await trio.status();
    const users = await trio.statusOf(await trio.master(), true);
    return [status.features[0]?.queued, users.features[0]?.users.map((user) => `${user.user} ${user.queued}`)];
  };
  await until('bob gone', async () => ((await waiting())[0] === 1 ? true : null));
  expect((await waiting())[1]).toEqual(['ann false', 'eve true']);
  await held.checkin({ timeoutMs: 30_000 });
  const lease = await second;
  expect(lease.held).toBe(true);
});
