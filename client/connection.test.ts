import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from './clock.ts';
import { connect } from './connect.ts';
import type { Connection } from './connection.ts';
import { LicenseError } from './errors.ts';
import type { HistoryRecord } from './history.ts';
import type { Lease, LeaseEvents } from './lease.ts';
import type { ConnectOptions } from './options.ts';
import { SessionNotes, systemProcesses } from './stateFile.ts';
import { FakeTrio } from './testing/fakeTrio.ts';

let trio: FakeTrio;
let folder: string;
const open: Connection[] = [];

beforeEach(async () => {
  trio = await FakeTrio.start();
  folder = mkdtempSync(join(tmpdir(), 'lmtriad-client-'));
});

afterEach(async () => {
  // Nothing shall wait for a master when the connections are closed.
  trio.mute = false;
  if (!trio.master) trio.elect('b');
  await Promise.all(open.splice(0).map((connection) => connection.close()));
  trio.stop();
});

async function dial(options: ConnectOptions = {}): Promise<Connection> {
  const connection = await connect({ servers: trio.addresses, tls: false, stateFolder: folder, ...options });
  open.push(connection);
  return connection;
}

function next<K extends keyof LeaseEvents>(lease: Lease, event: K): Promise<LeaseEvents[K]> {
  return new Promise((resolve) => lease.on(event, resolve));
}

/** The machine's clocks, each of which can be put forward. */
function skewedClock(): Clock & { skew: { monotonic: number; boot: number; wall: number } } {
  const skew = { monotonic: 0, boot: 0, wall: 0 };
  return {
    skew,
    monotonic: () => systemClock.monotonic() + skew.monotonic,
    boot: () => systemClock.boot() + skew.boot,
    wall: () => systemClock.wall() + skew.wall,
  };
}

function warmServers(): string[] {
  return trio.servers.filter((server) => server.observers > 0).map((server) => server.name);
}

describe('checkout', () => {
  test('gives a lease with id, index and count that is held until the checkin', async () => {
    const connection = await dial();
    const lease = await connection.checkout({ feature: 'f1', count: 2 });
    expect(lease).toMatchObject({ id: 1, feature: 'f1', count: 2, server: 'a', held: true });
    expect(lease.index).toBeGreaterThan(0);
    await lease.checkin();
    expect(lease.held).toBe(false);
    expect(trio.used).toBe(0);
  });

  test('rejects what the server refuses at once, with code, minor, text and feature', async () => {
    const connection = await dial();
    await expect(connection.checkout({ feature: 'f2' })).rejects.toMatchObject({ code: -5, minor: 100, feature: 'f2' });
    await expect(connection.checkout({ feature: 'f1', count: 3 })).rejects.toMatchObject({
      code: -4,
      text: 'Licensed number of users already reached. (-4,100)',
    });
    await expect(connection.checkout({ feature: 'f1', count: 0 })).rejects.toMatchObject({ code: -42 });
  });

  test('gives the seats back at the end of an await using block', async () => {
    const connection = await dial();
    {
      await using lease = await connection.checkout({ feature: 'f1' });
      expect(lease.held).toBe(true);
    }
    expect(trio.used).toBe(0);
  });

  test('sends what is asked for in one turn in one message, under rising sequences', async () => {
    trio.seats = 10;
    const connection = await dial();
    const leases = await Promise.all([1, 2, 3].map(() => connection.checkout({ feature: 'f1' })));
    expect(new Set(leases.map((lease) => lease.id)).size).toBe(3);
    const sequences = trio.log.filter(({ operation }) => operation.checkout).map(({ operation }) => operation.sequence);
    expect(sequences).toEqual([1, 2, 3]);
  });

  test('that is aborted rejects with the reason and sends a Cancel of its sequence', async () => {
    const connection = await dial();
    trio.mute = true;
    const abort = new AbortController();
    const checkout = connection.checkout({ feature: 'f1', signal: abort.signal });
    await trio.until(() => trio.used === 1);
    abort.abort(new Error('changed my mind'));
    await expect(checkout).rejects.toThrow('changed my mind');
    await trio.until(() => trio.used === 0);
    expect(trio.log.at(-1)?.operation.cancel?.cancelledSequence).toBe(1);
  });

  test('that was aborted before it was sent never reaches a server', async () => {
    const connection = await dial();
    trio.elect(null, 'quorum lost: 1 of 3 up');
    await expect(connection.checkout({ feature: 'f1', signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow(
      'no',
    );
    expect(trio.log.some(({ operation }) => operation.checkout)).toBe(false);
  });
});

describe('without a quorum', () => {
  test('a checkout is refused with -96 and the reason', async () => {
    const connection = await dial();
    trio.elect(null, 'quorum lost: 1 of 3 up');
    const error = await connection.checkout({ feature: 'f1', timeoutMs: 50 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LicenseError);
    expect(error).toMatchObject({ code: -96, detail: 'quorum lost: 1 of 3 up', feature: 'f1', retry: true });
  });

  test('connecting fails with the reason', async () => {
    trio.elect(null, 'quorum lost: 1 of 3 up');
    await expect(dial({ timeoutMs: 200 })).rejects.toMatchObject({ code: -96, detail: 'quorum lost: 1 of 3 up' });
  });

  test('and without any server, connecting fails with -15', async () => {
    trio.stop();
    await expect(dial({ timeoutMs: 200 })).rejects.toMatchObject({ code: -15 });
  });

  test('a checkout waits for the next master if that comes in time', async () => {
    const connection = await dial();
    trio.elect(null, 'quorum lost: 1 of 3 up');
    const checkout = connection.checkout({ feature: 'f1' });
    trio.elect('b');
    expect((await checkout).server).toBe('b');
  });

  test('an answer "not now" is asked again under the same sequence', async () => {
    const connection = await dial();
    const run = trio.run.bind(trio);
    let refusals = 0;
    trio.run = (id, session, operation) => {
      if (operation.checkout && refusals++ === 0) {
        return {
          sequence: operation.sequence,
          failure: { code: -96, text: 'down', detail: 'quorum lost', retry: true },
        };
      }
      return run(id, session, operation);
    };
    expect((await connection.checkout({ feature: 'f1' })).held).toBe(true);
    const sequences = trio.log.filter(({ operation }) => operation.checkout).map(({ operation }) => operation.sequence);
    expect(sequences).toEqual([1, 1]);
  });
});

describe('when the master is lost', () => {
  test('the lease stays, the session is taken up again under the same id', async () => {
    const connection = await dial();
    const lease = await connection.checkout({ feature: 'f1' });
    const session = connection.session;
    trio.server('a').kill();
    trio.elect('b');
    const second = await connection.checkout({ feature: 'f1' });
    expect(second.server).toBe('b');
    expect(lease.held).toBe(true);
    expect(connection.session).toBe(session);
    expect([...trio.sessions.keys()]).toEqual([session]);
    await lease.checkin();
    expect(trio.used).toBe(1);
  });

  test('an unanswered checkout is sent again under its sequence and granted once', async () => {
    const connection = await dial();
    trio.mute = true;
    const checkout = connection.checkout({ feature: 'f1' });
    await trio.until(() => trio.used === 1);
    trio.server('a').kill();
    trio.mute = false;
    trio.elect('c');
    const lease = await checkout;
    expect(lease.id).toBe(1);
    expect(trio.used).toBe(1);
    const sent = trio.log.filter(({ operation }) => operation.checkout);
    expect(sent.map(({ server, operation }) => [server, operation.sequence])).toEqual([
      ['a', 1],
      ['c', 1],
    ]);
  });

  test('news on the warm stream moves the session although the old line still stands', async () => {
    const connection = await dial();
    await trio.until(() => warmServers().length === 1);
    trio.server('a').frozen = true;
    const before = performance.now();
    const checkout = connection.checkout({ feature: 'f1' });
    trio.elect('b');
    expect((await checkout).server).toBe('b');
    // Far below any limit on silence: nothing but the news can have moved it.
    expect(performance.now() - before).toBeLessThan(1000);
  });

  test('a new master that refuses because it does not know yet is asked again as soon as it does', async () => {
    const connection = await dial();
    await trio.until(() => warmServers().length === 1);
    const b = trio.server('b');
    b.knows = false;
    trio.elect('b');
    const checkout = connection.checkout({ feature: 'f1' });
    await trio.until(() => trio.refusals > 0);
    b.knows = true;
    b.tell();
    expect((await checkout).server).toBe('b');
  });

  test('a server that ends its streams in an orderly way is left at once', async () => {
    const connection = await dial();
    await connection.checkout({ feature: 'f1' });
    trio.elect('b');
    trio.server('a').endSessions();
    expect((await connection.checkout({ feature: 'f1' })).server).toBe('b');
  });

  test('one warm stream to another member stands, and a new one is opened when that member dies', async () => {
    await dial();
    await trio.until(() => warmServers().length === 1);
    const [warm] = warmServers();
    expect(warm).not.toBe('a');
    if (warm) trio.server(warm).kill();
    const other = warm === 'b' ? 'c' : 'b';
    await trio.until(() => trio.server(other).observers === 1);
  });

  test('a master out of reach for this client only is used through another member', async () => {
    trio.server('a').kill();
    trio.seats = 1;
    const connection = await dial({ timeoutMs: 3000 });
    expect(connection.master).toBe('a');
    expect((await connection.checkout({ feature: 'f1' })).held).toBe(true);
    expect(trio.log.find(({ operation }) => operation.checkout)?.server).not.toBe('a');
  });
});

describe('one address for all servers', () => {
  test('is enough: it passes on', async () => {
    trio.elect('c');
    const connection = await dial({ servers: `${trio.server('b').port}@127.0.0.1` });
    await connection.checkout({ feature: 'f1' });
    expect(connection.master).toBe('c');
    expect(new Set(trio.log.map(({ server }) => server))).toEqual(new Set(['b']));
  });

  test('keeps the session when the master behind it changes', async () => {
    const connection = await dial({ servers: `${trio.server('b').port}@127.0.0.1` });
    const lease = await connection.checkout({ feature: 'f1' });
    trio.elect('c');
    expect((await connection.checkout({ feature: 'f1' })).server).toBe('c');
    expect(lease.held).toBe(true);
  });
});

describe('a lease', () => {
  test('is lost when no renewal is confirmed before the deadline, and regained by an attach that finds it', async () => {
    trio.leaseMilliseconds = 300;
    const connection = await dial();
    const lease = await connection.checkout({ feature: 'f1' });
    const lost = next(lease, 'lost');
    const regained = next(lease, 'regained');
    trio.elect(null, 'quorum lost: 1 of 3 up');
    expect(await lost).toMatchObject({ final: false });
    expect(lease.held).toBe(false);
    trio.elect('b');
    await regained;
    expect(lease.held).toBe(true);
  });

  test('counts its deadline from the sending of the attach, not from the answer', async () => {
    const clock = skewedClock();
    const answer = Promise.withResolvers<void>();
    trio.held = answer.promise;
    const connecting = dial({ clock });
    await trio.until(() => trio.log.some(({ operation }) => operation.attach?.observe === false));
    clock.skew.monotonic += 5000;
    answer.resolve();
    const connection = await connecting;
    const lease = await connection.checkout({ feature: 'f1' });
    expect(lease.deadline - clock.monotonic()).toBeLessThanOrEqual(25_000);
  });

  test.each([
    ['boot', 'a machine that was suspended'],
    ['wall', 'a machine that was stopped and restored'],
  ] as const)('is not held any more by the %s clock of %s, before any event could say so', async (name, _) => {
    const clock = skewedClock();
    const connection = await dial({ clock });
    const lease = await connection.checkout({ feature: 'f1' });
    expect(lease.held).toBe(true);
    clock.skew[name] += 30_000;
    expect(lease.held).toBe(false);
  });

  test('that was lost while the machine slept is regained by the next renewal and the attach that follows', async () => {
    trio.leaseMilliseconds = 300;
    const clock = skewedClock();
    const connection = await dial({ clock });
    const lease = await connection.checkout({ feature: 'f1' });
    const events: string[] = [];
    lease.on('lost', () => events.push('lost'));
    const regained = next(lease, 'regained');
    clock.skew.boot += 300;
    await regained;
    expect(events).toEqual(['lost']);
    expect(lease.held).toBe(true);
  });

  test('is kept beyond its lease time by renewals', async () => {
    trio.leaseMilliseconds = 300;
    const records: HistoryRecord[] = [];
    const connection = await dial({ observe: (record) => record.op === 'renew' && records.push(record) });
    const lease = await connection.checkout({ feature: 'f1' });
    const events: string[] = [];
    lease.on('lost', () => events.push('lost'));
    const first = lease.deadline;
    await trio.until(() => trio.log.filter(({ operation }) => operation.renew).length >= 5);
    expect(events).toEqual([]);
    expect(lease.held).toBe(true);
    expect(lease.deadline).toBeGreaterThan(first + 200);
    // Each confirmation is worth one lease from its own sending.
    const worth = records.map(({ call, deadline }) => Math.round(((deadline ?? 0) - call) / 1000));
    expect(worth.length).toBeGreaterThanOrEqual(4);
    expect(new Set(worth)).toEqual(new Set([300_000]));
  });

  test('is lost for good when the server finds the session new', async () => {
    const connection = await dial();
    const lease = await connection.checkout({ feature: 'f1' });
    const lost = next(lease, 'lost');
    trio.sessions.clear();
    // A cluster that was formed anew counts from the beginning.
    trio.index = 0;
    trio.elect('b');
    expect(await lost).toMatchObject({ final: true });
    expect(lease.held).toBe(false);
    expect(connection.leases).toEqual([]);
  });

  test('that is taken back is checked in when the handlers have done their part', async () => {
    trio.leaseMilliseconds = 300;
    const connection = await dial();
    const lease = await connection.checkout({ feature: 'f1' });
    const order: string[] = [];
    const saved = Promise.withResolvers<void>();
    const told = new Promise<void>((resolve) => {
      lease.on('revoked', async () => {
        order.push('revoked');
        resolve();
        await saved.promise;
        order.push('saved');
      });
    });
    for (const session of trio.sessions.values()) for (const held of session.leases.values()) held.revoking = true;
    await told;
    expect(trio.used).toBe(1);
    saved.resolve();
    await trio.until(() => trio.used === 0);
    expect(order).toEqual(['revoked', 'saved']);
    expect(lease.state).toBe('returned');
  });
});

describe('the session', () => {
  test('is ended by close, its seats free at once', async () => {
    const connection = await dial();
    const lease = await connection.checkout({ feature: 'f1' });
    await connection.close();
    expect(trio.sessions.size).toBe(0);
    expect(lease.held).toBe(false);
    await expect(connection.checkout({ feature: 'f1' })).rejects.toMatchObject({ code: -42 });
  });

  test('is ended and disconnected when idle, and another is opened by the next checkout', async () => {
    const connection = await dial({ idleMs: 20 });
    const first = [...trio.sessions.keys()][0];
    await trio.until(() => trio.sessions.size === 0 && warmServers().length === 0);
    expect((await connection.checkout({ feature: 'f1' })).held).toBe(true);
    expect(trio.sessions.has(first ?? '')).toBe(false);
  });

  test('leaves a history with call, return, lease and deadline of each operation', async () => {
    const records: HistoryRecord[] = [];
    const connection = await dial({ observe: (record) => records.push(record), client: 'tester' });
    const lease = await connection.checkout({ feature: 'f1' });
    await connection.checkout({ feature: 'nope' }).catch(() => undefined);
    await lease.checkin();
    const operations = records.filter(({ op }) => op !== 'renew');
    expect(operations.map(({ op, ok, granted, lease: id }) => [op, ok, granted, id])).toEqual([
      ['checkout', true, 1, 1],
      ['checkout', false, 0, null],
      ['checkin', true, 0, 1],
    ]);
    for (const { call, return: end, deadline } of operations) {
      expect(end).toBeGreaterThanOrEqual(call);
      expect(deadline).toBeGreaterThan(call);
    }
    // The deadline is 30 s after the attach was sent; the grant did not move it.
    expect(new Set(operations.map(({ deadline }) => deadline)).size).toBe(1);
  });
});

test('a session that no server has heard of leaves no note', async () => {
  trio.elect(null, 'quorum lost: 1 of 3 up');
  await dial({ timeoutMs: 100 }).catch(() => undefined);
  expect(readdirSync(folder)).toEqual([]);
});

test('a program started again ends the session that its dead predecessor left', async () => {
  const servers = trio.servers.map((server) => `${server.port}@127.0.0.1`).join(',');
  const gone = { startTime: () => 1, place: systemProcesses.place };
  new SessionNotes(folder, gone).write('session-of-the-dead-one', servers);
  trio.attach({ session: 'session-of-the-dead-one', identity: null, replaces: '', observe: false });
  await dial();
  await trio.until(() => !trio.sessions.has('session-of-the-dead-one'));
  expect(readdirSync(folder)).toHaveLength(1);
  expect(new SessionNotes(folder).dead(servers)).toEqual([]);
});
