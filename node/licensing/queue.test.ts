import { describe, expect, test } from 'vitest';
import type { CommandInit, PoolInit, ResultInit } from '../../proto/index.ts';
import { FlexCode, Minor } from './failures.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { ANN, granted, refused, TestLog } from './testKit.ts';

/** A log whose checkouts queue, and what was answered later to those that did. */
class QueueLog extends TestLog {
  readonly later = new Map<string, ResultInit>();
  private number = 0;

  override entry(...commands: CommandInit[]) {
    const applied = super.entry(...commands);
    for (const event of applied.events) {
      if (event.kind === 'answered') this.later.set(`${event.session.id}/${event.sequence}`, event.result);
    }
    return applied;
  }

  /** Asks for seats and waits for them; gives the key of the answer, once it is there. */
  wait(user: string, count = 1, feature = 'f'): string {
    if (this.state.session(user) === null) this.open(user, { identity: { ...ANN, user } });
    this.number += 1;
    const sequence = 1_000 + this.number;
    const result = this.run(this.queued(user, sequence, count, feature));
    const key = `${user}/${sequence}`;
    if (result?.queued == null) this.later.set(key, result ?? {});
    return key;
  }

  queued(session: string, sequence: number, count = 1, feature = 'f'): CommandInit {
    return { checkout: { session, sequence, checkout: { feature, count, queue: true } } };
  }

  /** The lease that was granted under that key; 0 while it waits. */
  leaseOf(key: string): number {
    return this.later.get(key)?.granted?.lease ?? 0;
  }
}

function full(options = '', ...pools: PoolInit[]): { log: QueueLog; lease: number } {
  const log = new QueueLog();
  log.licenseWith(options, ...(pools.length === 0 ? [{ count: 3 }] : pools));
  return { log, lease: granted(log.ask('holder', 3)) };
}

describe('the queue', () => {
  test('seats that come free go to who came first; handle and number stay the same', () => {
    const { log, lease } = full();
    const first = log.wait('ann');
    const second = log.wait('bob', 2);
    const third = log.wait('eve');
    const handles = [...log.state.waiting.keys()];
    log.checkin('holder@pc1', lease);
    expect([first, second, third].map((key) => log.leaseOf(key))).toEqual([handles[0], handles[1], 0]);
    expect(log.state.used.get('p')).toBe(3);
    log.checkin('ann', log.leaseOf(first));
    expect(log.leaseOf(third)).toBe(handles[2]);
    expect(log.state.waiting.size).toBe(0);
  });

  test('a large request is not overtaken by small ones that would fit (no starvation)', () => {
    const { log } = full('', { count: 4 });
    const large = log.wait('ann', 2);
    const small = log.wait('bob', 1);
    expect([log.leaseOf(large), log.leaseOf(small)]).toEqual([0, 0]);
    expect(refused(log.ask('eve'))[0]).toBe(FlexCode.UsersQueued);
    expect(log.state.used.get('p')).toBe(3);
  });

  test('who wants to wait for nothing is served at once', () => {
    const log = new QueueLog();
    log.license({ count: 1 });
    expect(log.leaseOf(log.wait('ann'))).not.toBe(0);
  });

  test('what can never be served is refused, not queued', () => {
    const { log } = full('EXCLUDE f USER bob\nMAX 1 f USER eve\n');
    const code = (key: string) => log.later.get(key)?.failure?.code;
    expect(code(log.wait('ann', 4))).toBe(FlexCode.TooMany);
    expect(code(log.wait('bob'))).toBe(FlexCode.Excluded);
    expect(code(log.wait('eve', 2))).toBe(FlexCode.ExceedsMax);
    expect(code(log.wait('ann', 1, 'g'))).toBe(FlexCode.NoSuchFeature);
  });

  test('the place is told, also to a retry', () => {
    const { log } = full();
    log.wait('ann');
    log.open('bob');
    expect(log.run(log.queued('bob', 5))?.queued?.position).toBe(2);
    log.run({ endSession: { session: 'ann' } });
    expect(log.run(log.queued('bob', 5))?.queued?.position).toBe(1);
    expect(log.state.waiting.size).toBe(1);
  });

  test('a retry after the grant hears of it (R9)', () => {
    const { log, lease } = full();
    log.open('bob');
    log.run(log.queued('bob', 5));
    log.checkin('holder@pc1', lease);
    const again = granted(log.run(log.queued('bob', 5)));
    expect(log.state.held.get(again)?.session.id).toBe('bob');
    expect(log.state.used.get('p')).toBe(1);
  });

  test.each<[string, (log: QueueLog, sequence: number) => void]>([
    ['its session ends', (log) => log.run({ endSession: { session: 'ann' } })],
    ['its session runs out', (log) => log.run({ expireSession: { session: 'ann', term: 1, leaseVersion: 1 } })],
    ['it is cancelled', (log, sequence) => log.cancel('ann', sequence)],
    ['its client takes it for answered', (log) => log.checkin('ann', 999)],
  ])('a request leaves when %s, and who comes after it is served', (_, leave) => {
    const { log } = full('', { count: 4 });
    const large = log.wait('ann', 2);
    const small = log.wait('bob', 1);
    const sequence = Number(large.split('/')[1]);
    leave(log, sequence);
    if (log.state.waiting.size > 1) {
      log.run({ checkin: { session: 'ann', sequence: 9_000, answeredBelow: 9_000, lease: 1 } });
    }
    expect(log.state.waiting.size).toBe(0);
    expect(log.leaseOf(small)).not.toBe(0);
  });

  test('a retry after its session ended hears that it waits no more, also from a server that started since', () => {
    const { log } = full();
    log.open('ann');
    log.run(log.queued('ann', 5));
    log.run({ endSession: { session: 'ann' } });
    const before = log.run(log.queued('ann', 5));
    log.state = decodeState(encodeState(log.state));
    expect(log.run(log.queued('ann', 5))).toMatchObject({ failure: before?.failure });
    expect(refused(before)).toEqual([FlexCode.NotCheckedOut, Minor.LeaseGone]);
  });

  test('who waits on a stream hears that the request was cancelled', () => {
    const { log } = full();
    const key = log.wait('ann');
    log.cancel('ann', Number(key.split('/')[1]));
    expect(log.later.get(key)?.failure?.minor).toBe(Minor.Cancelled);
  });

  test('nobody is served while nothing may be granted, not by another license either; then all are (R17)', () => {
    const { log, lease } = full();
    const waiting = log.wait('ann');
    log.state.noGrantsBefore = 30_000;
    log.checkin('holder@pc1', lease);
    log.license({ count: 4 });
    expect(log.leaseOf(waiting)).toBe(0);
    log.state = decodeState(encodeState(log.state));
    log.now = 30_000;
    log.entry();
    expect(log.leaseOf(waiting)).not.toBe(0);
    expect(log.state.seats.pool('p')?.queue.size).toBe(0);
  });

  test('nobody is served by a server alone; the second that joins brings grants (R18)', () => {
    const { log, lease } = full();
    const waiting = log.wait('ann');
    const member = (server: string, incarnation: number) => ({ server, incarnation, host: server, port: 1 });
    log.run({ setMembers: { members: [member('a', 1), member('b', 0), member('c', 0)], former: [] } });
    log.checkin('holder@pc1', lease);
    expect(log.leaseOf(waiting)).toBe(0);
    log.index += 1;
    log.state.applyMemberChange({ ...member('b', 2), replaces: 0 }, log.index);
    log.state = decodeState(encodeState(log.state));
    log.now += 1;
    log.entry();
    expect(log.leaseOf(waiting)).not.toBe(0);
  });

  test('survives a failover and a snapshot', () => {
    const { log, lease } = full();
    const first = log.wait('ann', 2);
    const second = log.wait('bob', 2);
    log.state = decodeState(encodeState(log.state));
    log.term = 2;
    log.checkin('holder@pc1', lease);
    expect(log.leaseOf(first)).not.toBe(0);
    expect(log.leaseOf(second)).toBe(0);
    log.run({ endSession: { session: 'ann' } });
    expect(log.leaseOf(second)).not.toBe(0);
  });

  test('idle reservations go to those they are for, past others who wait for free seats', () => {
    const log = new QueueLog();
    log.licenseWith('RESERVE 1 f USER ann\n', { count: 2 });
    granted(log.ask('holder'));
    const bob = log.wait('bob');
    expect(log.leaseOf(bob)).toBe(0);
    const ann = log.wait('ann');
    expect(log.leaseOf(ann)).not.toBe(0);
    log.checkin('ann', log.leaseOf(ann));
    expect(log.leaseOf(bob)).toBe(0);
  });

  test('who can share what another was granted meanwhile is served', () => {
    const log = new QueueLog();
    log.licenseWith('RESERVE 2 f USER ann\n', { count: 4, dupGroup: 'H' });
    const bob = log.wait('bob', 3);
    expect(log.leaseOf(bob)).toBe(0);
    granted(log.ask('ann'));
    expect(log.leaseOf(bob)).not.toBe(0);
    expect(log.state.used.get('p')).toBe(3);
  });

  test('who waits for a MAX of their own holds up nobody', () => {
    const { log, lease } = full('MAX 1 f USER ann\n', { count: 5 });
    const rest = granted(log.ask('holder', 2));
    const first = log.wait('ann');
    const second = log.wait('ann');
    const third = log.wait('bob');
    log.checkin('holder@pc1', lease);
    expect([first, second, third].map((key) => log.leaseOf(key) > 0)).toEqual([true, false, true]);
    log.checkin('holder@pc1', rest);
    expect(log.leaseOf(second)).toBe(0);
    log.checkin('ann', log.leaseOf(first));
    expect(log.leaseOf(second)).not.toBe(0);
  });

  test('any pool that could serve does, the first that has seats', () => {
    const log = new QueueLog();
    log.license({ id: 'p', count: 1 }, { id: 'q', count: 1 });
    granted(log.ask('holder'));
    const second = granted(log.ask('holder'));
    const waiting = log.wait('ann');
    log.checkin('holder@pc1', second);
    expect(log.state.held.get(log.leaseOf(waiting))?.pool).toBe('q');
    expect(log.state.seats.pool('p')?.queue.size).toBe(0);
  });

  test('a component waits for a seat of its suite', () => {
    const log = new QueueLog();
    log.license(
      { id: 's', feature: 'pack', isSuite: true, count: 1 },
      { id: 'p', feature: 'f', suitePool: 's', count: 5 },
      { id: 'q', feature: 'g', suitePool: 's', count: 5 },
    );
    const lease = granted(log.ask('holder'));
    const first = log.wait('ann');
    expect(refused(log.ask('bob', 1, { feature: 'g' }))[0]).toBe(FlexCode.Exhausted);
    const second = log.wait('bob', 1, 'g');
    log.checkin('holder@pc1', lease);
    expect([log.leaseOf(first) > 0, log.leaseOf(second)]).toEqual([true, 0]);
  });

  test('lmremove takes a request out of its queue', () => {
    const { log } = full();
    const key = log.wait('ann');
    const [lease = 0] = log.state.waiting.keys();
    log.run({ revoke: { lease, reason: 'lmremove by root' } });
    expect(log.later.get(key)?.failure?.detail).toContain('lmremove by root');
    expect(log.state.waiting.size).toBe(0);
  });

  test('another license serves, keeps or refuses those who wait, in their order', () => {
    const { log } = full();
    const large = log.wait('ann', 3);
    const small = log.wait('bob', 1);
    log.license({ count: 4 });
    expect([log.leaseOf(large), log.leaseOf(small)]).toEqual([0, 0]);
    log.license({ count: 2 });
    expect(log.later.get(large)?.failure?.code).toBe(FlexCode.TooMany);
    expect(log.leaseOf(small)).toBe(0);
    log.license({ count: 4 });
    expect(log.leaseOf(small)).not.toBe(0);
  });

  test('seats that lingered long enough go to the queue', () => {
    const log = new QueueLog();
    log.license({ count: 1, lingerSeconds: 60 });
    log.checkin('holder@pc1', granted(log.ask('holder')));
    const waiting = log.wait('ann');
    expect(log.leaseOf(waiting)).toBe(0);
    log.now = 60_000;
    log.run({ freeLingering: {} });
    expect(log.leaseOf(waiting)).not.toBe(0);
  });

  test('who waits for more than they had takes over what lingers of their own', () => {
    const log = new QueueLog();
    log.license({ count: 2, lingerSeconds: 60 });
    log.open('ann');
    const first = granted(log.checkout('ann'));
    const more = log.wait('ann', 2);
    log.checkin('ann', first);
    expect(log.leaseOf(more)).not.toBe(0);
  });

  test('QUEUED and DEQUEUED are told once each', () => {
    const { log } = full();
    log.open('ann');
    const kinds = (command: CommandInit) => log.entry(command).events.map((event) => event.kind);
    expect(kinds(log.queued('ann', 5))).toEqual(['queued']);
    expect(kinds(log.queued('ann', 5))).toEqual([]);
    expect(kinds({ endSession: { session: 'holder@pc1' } })).toEqual([
      'returned',
      'sessionEnded',
      'dequeued',
      'granted',
      'answered',
    ]);
  });
});
