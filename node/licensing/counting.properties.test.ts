/** Programs that take and give back seats under all rules at once, against a count that is made anew each time. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CommandInit, ResultCodec } from '../../proto/index.ts';
import { choosePool, KEEPS_WAITING } from './grant.ts';
import type { Held } from './model.ts';
import { decodeState, encodeState } from './snapshot.ts';
import type { Applied, LicenseState } from './state.ts';
import { ANN, BOB, licenseOf, TestLog } from './testKit.ts';

/** Askers that are alike in some of user, host, display and project. */
const ASKERS = [
  ANN,
  { ...ANN, host: 'pc2' },
  { ...ANN, display: ':1', project: 'moon' },
  { ...ANN, project: 'moon' },
  BOB,
  { ...BOB, host: 'pc1' },
];

type Step =
  | { kind: 'ask'; asker: number; feature: string; count: number; queue: boolean; data: number }
  | { kind: 'back'; which: number }
  | { kind: 'revoke'; which: number }
  | { kind: 'end'; asker: number }
  | { kind: 'pass'; seconds: number }
  | { kind: 'license'; command: CommandInit };

const dupGroup = fc.constantFrom('', '', '', 'U', 'HD', 'V', 'SITE');
const lingerSeconds = fc.constantFrom(0, 0, 5);
const pools = fc
  .record({
    p: fc.record({ count: fc.integer({ min: 1, max: 6 }), overdraft: fc.nat(1), dupGroup, lingerSeconds }),
    q: fc.record({ count: fc.integer({ min: 1, max: 3 }), dupGroup, lingerSeconds }),
    r: fc.record({ count: fc.integer({ min: 1, max: 4 }), dupGroup, lingerSeconds }),
    suite: fc.record({ count: fc.integer({ min: 1, max: 6 }), dupGroup, suiteReserved: fc.boolean() }),
    inSuite: fc.boolean(),
  })
  .map(({ p, q, r, suite, inSuite }) => [
    { id: 'p', ...p, suitePool: inSuite ? 's' : '' },
    { id: 'q', ...q },
    { id: 'r', feature: 'g', ...r, suitePool: inSuite ? 's' : '' },
    { id: 's', feature: 'pack', isSuite: true, ...suite },
  ]);
const options = fc
  .array(
    fc
      .tuple(
        fc.constantFrom('RESERVE 1', 'RESERVE 2', 'MAX 1', 'MAX 3', 'EXCLUDE'),
        fc.constantFrom('f', 'g', 'pack'),
        fc.constantFrom('USER ann', 'USER bob', 'HOST pc2', 'GROUP both', 'PROJECT moon', 'DISPLAY :1'),
      )
      .map((words) => `${words.join(' ')}\n`),
    { maxLength: 3 },
  )
  .map((lines) => `GROUP both ann bob\n${lines.join('')}`);
const license = fc.tuple(pools, options).map(([its, text]) => licenseOf(its, text));

const asker = fc.nat(ASKERS.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      asker,
      feature: fc.constantFrom('f', 'f', 'g'),
      count: fc.constantFrom(1, 1, 2, 3),
      queue: fc.boolean(),
      data: fc.nat(1),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('back' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), asker }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), seconds: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('license' as const), command: license }) },
);
const steps = fc.array(step, { maxLength: 60 });

/** A log of such steps; each is one entry. */
class Office extends TestLog {
  private number = 0;

  take(its: Step): Applied {
    switch (its.kind) {
      case 'ask': {
        const { feature, count, queue } = its;
        const checkout = { feature, count, queue, checkoutData: Uint8Array.of(its.data) };
        return this.entry(
          { openSession: { session: `s${its.asker}`, identity: ASKERS[its.asker] ?? ANN } },
          { checkout: { session: `s${its.asker}`, sequence: this.sequenceOf(), checkout } },
        );
      }
      case 'back': {
        const held = this.nth(its.which);
        if (held === undefined) return this.entry();
        return this.entry({
          checkin: { session: held.session.id, sequence: this.sequenceOf(), lease: held.lease },
        });
      }
      case 'revoke': {
        const lease = this.nth(its.which)?.lease ?? 0;
        return this.entry({ revoke: { lease, reason: 'test' } }, { finishRevocation: { lease, term: 1 } });
      }
      case 'end':
        return this.entry({ endSession: { session: `s${its.asker}` } });
      case 'pass':
        this.now += its.seconds * 1_000;
        return this.entry();
      case 'license':
        return this.entry(its.command);
    }
  }

  private nth(which: number): Held | undefined {
    const held = [...this.state.held.values()];
    return held[which % Math.max(1, held.length)];
  }

  private sequenceOf(): number {
    this.number += 1;
    return this.number;
  }
}

/** What those have in common who share seats of a pool. */
function groupOf(state: LicenseState, id: string, { session, checkoutData, lease }: Held): string {
  const pool = state.license?.pools.find((its) => its.id === id);
  const { user, host, display } = session.identity;
  const reserved = pool?.isSuite === true && pool.suiteReserved && pool.dupGroup === '';
  const letters = pool === undefined || pool.dupGroup === '' ? (reserved ? 'UHD' : null) : pool.dupGroup;
  if (letters === null) return `${lease}`;
  if (letters === 'SITE') return 'all';
  const parts: Record<string, string> = { U: user, H: host, D: display, V: checkoutData.join() };
  return [...letters].map((letter) => parts[letter]).join(' ');
}

function used(state: LicenseState, id: string): number {
  const largest = new Map<string, number>();
  for (const held of state.held.values()) {
    if (held.pool !== id && held.suite?.pool !== id) continue;
    const group = groupOf(state, id, held);
    largest.set(group, Math.max(largest.get(group) ?? 0, held.count));
  }
  return [...largest.values()].reduce((sum, count) => sum + count, 0);
}

/** Seats that the state counts for the lines of a kind in a pool, summed from the leases. */
function reservedOf(state: LicenseState, id: string): number[] {
  const sums = (state.seats.pool(id)?.rules.reservations ?? []).map(() => 0);
  for (const held of state.held.values()) {
    for (const place of [held, held.suite]) {
      if (place?.pool !== id) continue;
      for (const { reservation, count } of place.reserved) sums[reservation] = (sums[reservation] ?? 0) + count;
    }
  }
  return sums;
}

function checkGrant(state: LicenseState, held: Held): void {
  for (const place of [held, held.suite]) {
    const seats = state.seats.pool(place?.pool ?? '');
    if (place === null || seats === null) continue;
    expect(used(state, place.pool)).toBeLessThanOrEqual(seats.rules.owned);
    for (const index of seats.standing(held.session).limits) {
      // One who takes no seats of their own is under no MAX.
      if (place.taken > 0) expect(seats.limitUsed[index]).toBeLessThanOrEqual(seats.rules.limits[index]?.count ?? 0);
    }
  }
}

function checkCounts(state: LicenseState): void {
  for (const id of ['p', 'q', 'r', 's']) {
    const seats = state.seats.pool(id);
    if (seats === null) continue;
    expect(state.used.get(id) ?? 0).toBe(used(state, id));
    const reserved = reservedOf(state, id);
    expect(seats.reservedUsed).toEqual(reserved);
    const sum = seats.rules.reservations.reduce((all, { count }) => all + count, 0);
    expect(seats.idle).toBe(sum - reserved.reduce((all, count) => all + count, 0));
    seats.rules.reservations.forEach(({ count }, i) => {
      expect(reserved[i]).toBeLessThanOrEqual(count);
    });
  }
}

function checkQueue(state: LicenseState): void {
  for (const { lease, session, request } of state.waiting.values()) {
    const choice = choosePool(request, session, state, state.seats, lease, null);
    expect('refused' in choice && choice.step >= KEEPS_WAITING).toBe(true);
  }
}

describe('programs under all rules at once', () => {
  test('no grant takes a pool above what it owns or a MAX above its number; all counts are what is held (R13)', () => {
    fc.assert(
      fc.property(license, steps, (first, all) => {
        const office = new Office();
        office.entry(first);
        for (const its of all) {
          const { events } = office.take(its);
          // An entry of several grants is looked at after its last one.
          const granted = events.filter((event) => event.kind === 'granted');
          for (const { held } of granted)
            if (office.state.held.get(held.lease) === held) checkGrant(office.state, held);
          checkCounts(office.state);
          checkQueue(office.state);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a state restored from a snapshot goes on as the one that it was made of', () => {
    fc.assert(
      fc.property(license, steps, steps, (first, before, after) => {
        const straight = new Office();
        straight.entry(first);
        for (const its of before) straight.take(its);
        const restored = Object.assign(new Office(), { ...straight, state: decodeState(encodeState(straight.state)) });
        for (const its of after) {
          const answers = [straight.take(its), restored.take(its)].map(({ outcomes }) =>
            outcomes.map(({ result }) => (result === null ? null : ResultCodec.encode(result))),
          );
          expect(answers[1]).toEqual(answers[0]);
        }
        expect(encodeState(restored.state)).toEqual(encodeState(straight.state));
      }),
      { numRuns: 100 },
    );
  });
});
