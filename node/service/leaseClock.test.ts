import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LEASE_MS as LEASE, reclaimAfter } from '../licensing/index.ts';
import { granted, TestLog } from '../licensing/testKit.ts';
import { LeaseClock } from './leaseClock.ts';

const THIRD = LEASE / 3;

/** A log with the clock of the master of its term. */
class Office {
  readonly log = new TestLog();
  clock: LeaseClock;

  constructor() {
    this.log.license({ count: 10 });
    this.clock = new LeaseClock(this.log.state, 1, 0);
  }

  /** Applies, and tells the clock. */
  apply(now: number, ...commands: Parameters<TestLog['entry']>): void {
    this.clock.applied(this.log.entry(...commands).events, now);
  }

  open(now: number, session = 's'): void {
    this.apply(now, { openSession: { session, identity: { user: 'u', host: 'h' } } });
  }

  /** Puts into the log what is due. */
  pass(now: number): void {
    const due = this.clock.due(now);
    if (due.length > 0) this.apply(now, ...due);
  }

  newMaster(now: number): void {
    this.log.term += 1;
    this.clock = new LeaseClock(this.log.state, this.log.term, now);
  }

  get alive(): boolean {
    return this.log.state.session('s') !== null;
  }
}

describe('the master of a term', () => {
  test('takes seats back strictly later than the client stops believing (R2)', () => {
    expect(reclaimAfter(LEASE)).toBeGreaterThan(LEASE * 1.01);
    const office = new Office();
    office.open(0);
    const end = reclaimAfter(LEASE);
    for (let now = 0; now < end; now += 100) office.pass(now);
    office.pass(end - 1);
    expect(office.alive).toBe(true);
    office.pass(end);
    expect(office.alive).toBe(false);
  });

  test('counts from the renewal that was heard last', () => {
    const office = new Office();
    office.open(0);
    expect(office.clock.heard('s', 9_000)).toBe(true);
    const end = 9_000 + reclaimAfter(LEASE);
    for (let now = 9_000; now < end; now += 500) office.pass(now);
    expect(office.alive).toBe(true);
    office.pass(end);
    expect(office.alive).toBe(false);
  });

  test('marks a session after a third of its lease in silence, with the time left (R3)', () => {
    const office = new Office();
    office.open(0);
    expect(office.clock.due(THIRD - 1)).toEqual([]);
    expect(office.clock.due(THIRD)).toEqual([
      { markSilent: { session: 's', leaseVersion: 1, leftMilliseconds: reclaimAfter(LEASE) - THIRD } },
    ]);
  });

  test('sends renewals through the log while a mark is under way and while it stands', () => {
    const office = new Office();
    office.open(0);
    const due = office.clock.due(THIRD);
    expect(office.clock.heard('s', THIRD + 1)).toBe(false);
    office.apply(THIRD + 2, ...due);
    expect(office.clock.heard('s', THIRD + 3)).toBe(false);
    office.apply(THIRD + 4, { renew: { session: 's' } });
    expect(office.clock.heard('s', THIRD + 5)).toBe(true);
  });

  test('a renewal that overtakes its mark in the log makes the mark void', () => {
    const office = new Office();
    office.open(0);
    const mark = office.clock.due(THIRD);
    office.apply(THIRD, { renew: { session: 's' } });
    office.apply(THIRD, ...mark);
    expect(office.log.state.session('s')?.silent).toBe(false);
    expect(office.clock.heard('s', THIRD + 1)).toBe(true);
  });

  test('proposes again what was lost on its way into the log', () => {
    const office = new Office();
    office.open(0);
    expect(office.clock.due(THIRD)).toHaveLength(1);
    expect(office.clock.due(THIRD + 1)).toEqual([]);
    office.pass(THIRD + 2_000);
    expect(office.log.state.session('s')?.silent).toBe(true);
    const end = reclaimAfter(LEASE);
    const [expiry] = office.clock.due(end);
    expect(expiry).toHaveProperty('expireSession');
    expect(office.clock.due(end + 1)).toEqual([]);
    expect(office.clock.due(end + 2_000)).toEqual([expiry]);
  });

  test('knows nothing of sessions that are not there', () => {
    const office = new Office();
    expect(office.clock.heard('s', 0)).toBe(false);
    office.open(0);
    office.apply(1, { endSession: { session: 's' } });
    expect(office.clock.heard('s', 2)).toBe(false);
    expect(office.clock.due(10 * LEASE)).toEqual([]);
  });
});

describe('a new master', () => {
  test('gives unmarked sessions a whole lease, and marked ones the time that was left (R3)', () => {
    const office = new Office();
    office.open(0);
    office.open(0, 'talks');
    office.pass(THIRD);
    office.apply(THIRD, { renew: { session: 'talks' } });
    const start = 100_000;
    office.newMaster(start);
    const left = reclaimAfter(LEASE) - THIRD;
    for (let now = start; now < start + left; now += 500) office.pass(now);
    expect(office.alive).toBe(true);
    office.pass(start + left);
    expect(office.alive).toBe(false);
    expect(office.log.state.session('talks')).not.toBeNull();
  });

  test('an expiry that the old master proposed is void (R5)', () => {
    const office = new Office();
    office.open(0);
    office.pass(THIRD);
    const expiry = office.clock.due(reclaimAfter(LEASE));
    expect(expiry[0]).toHaveProperty('expireSession');
    office.newMaster(reclaimAfter(LEASE));
    office.apply(reclaimAfter(LEASE), ...expiry);
    expect(office.alive).toBe(true);
  });

  test("a dead client's seats are free within two leases, however often masters change, if each lasts a third (R3)", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: LEASE }),
        fc.array(fc.integer({ min: THIRD, max: 2 * LEASE }), { minLength: 30, maxLength: 30 }),
        (first, terms) => {
          const office = new Office();
          office.open(0);
          const step = 250;
          let end = first;
          let now = 0;
          for (const term of terms) {
            for (; now < end && office.alive; now += step) office.pass(now);
            if (!office.alive) break;
            office.newMaster(now);
            end = now + term;
          }
          expect(office.alive).toBe(false);
          // Looked at every `step`: each of the marks and the expiry is late by as much.
          expect(now).toBeLessThanOrEqual(2 * reclaimAfter(LEASE) + 6 * step);
        },
      ),
    );
  });

  test('never takes seats back before a whole lease has passed since the last renewal that could be confirmed (R2)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: LEASE }), fc.constantFrom('renew', 'master', 'pass'))),
        (steps) => {
          const office = new Office();
          office.open(0);
          let now = 0;
          let heard = 0;
          for (const [wait, what] of steps) {
            now += wait;
            if (what === 'master') office.newMaster(now);
            else if (what === 'pass') office.pass(now);
            else if (office.alive) {
              if (!office.clock.heard('s', now)) office.apply(now, { renew: { session: 's' } });
              heard = now;
            }
            if (!office.alive) expect(now - heard).toBeGreaterThan(LEASE);
            if (!office.alive) return;
          }
        },
      ),
    );
  });
});

describe('taking back (R4)', () => {
  test('revoked seats stay out until their client has had its time, also under a new master', () => {
    const office = new Office();
    office.open(0);
    const lease = granted(office.log.checkout('s'));
    office.apply(1_000, { revoke: { lease, reason: 'lmremove' } });
    const keepAlive = (now: number) => {
      if (!office.clock.heard('s', now)) office.apply(now, { renew: { session: 's' } });
    };
    keepAlive(20_000);
    office.newMaster(20_000);
    const end = 20_000 + reclaimAfter(LEASE);
    for (let now = 20_000; now < end; now += 1_000) {
      keepAlive(now);
      office.pass(now);
    }
    expect(office.log.state.held.has(lease)).toBe(true);
    keepAlive(end);
    office.pass(end);
    expect(office.log.state.held.has(lease)).toBe(false);
    expect(office.alive).toBe(true);
  });

  test('what the client gave back needs no end of its time', () => {
    const office = new Office();
    office.open(0);
    const lease = granted(office.log.checkout('s'));
    office.apply(0, { revoke: { lease, reason: '' } });
    office.apply(1, { checkin: { session: 's', sequence: 9, lease } });
    office.clock.heard('s', reclaimAfter(LEASE) - 1);
    expect(office.clock.due(reclaimAfter(LEASE) + 1)).toEqual([]);
  });
});

test('an entry is proposed when who waits may be served again', () => {
  const office = new Office();
  office.log.license({ count: 1 });
  office.open(0);
  const lease = granted(office.log.checkout('s'));
  const checkout = { session: 's', sequence: 98, checkout: { feature: 'f', count: 1, queue: true } };
  office.apply(0, { checkout });
  office.log.state.noGrantsBefore = 5_000;
  office.apply(1_000, { checkin: { session: 's', sequence: 99, lease } });
  expect(office.log.state.held.size).toBe(0);
  const opens = 1_000 + 5_000 - office.log.state.leaseTime;
  expect(office.clock.due(opens - 1).filter((command) => command.freeLingering)).toEqual([]);
  expect(office.clock.due(opens).filter((command) => command.freeLingering)).toHaveLength(1);
});

test('seats that linger are freed when their time is over, also by the master after this one', () => {
  const office = new Office();
  office.log.license({ count: 1, lingerSeconds: 60 });
  office.open(0);
  const lease = granted(office.log.checkout('s'));
  office.apply(1_000, { checkin: { session: 's', sequence: 99, lease } });
  office.clock.heard('s', 61_000);
  office.newMaster(31_000);
  office.log.now = 30_000;
  office.open(31_000);
  office.log.now = 59_999;
  office.clock.heard('s', 60_999);
  expect(office.clock.due(60_999).filter((command) => command.freeLingering)).toEqual([]);
  office.log.now = 60_000;
  office.clock.heard('s', 61_000);
  office.pass(61_000);
  expect(office.log.state.used.size).toBe(0);
});
