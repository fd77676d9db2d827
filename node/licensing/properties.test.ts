import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CommandInit, ResultCodec } from '../../proto/index.ts';
import { choosePool, KEEPS_WAITING } from './grant.ts';
import { decodeState, encodeState, SnapshotUnreadable } from './snapshot.ts';
import { LicenseState } from './state.ts';
import { ANN, BOB, batchOf, DATE, poolOf } from './testKit.ts';

const SESSIONS = ['s1', 's2', 's3'];

const session = fc.constantFrom(...SESSIONS);
const sequence = fc.integer({ min: 1, max: 8 });
const small = fc.integer({ min: 0, max: 6 });
const term = fc.integer({ min: 1, max: 2 });

const pool = fc.record({
  id: fc.constantFrom('p', 'q', 'r'),
  feature: fc.constantFrom('f', 'g'),
  count: small,
  overdraft: fc.integer({ min: 0, max: 2 }),
  uncounted: fc.boolean(),
  lingerSeconds: fc.constantFrom(0, 0, 5),
  dupGroup: fc.constantFrom('', '', 'NONE', 'U', 'HD', 'V', 'SITE'),
  suitePool: fc.constantFrom('', '', 'r'),
  borrowHours: fc.constantFrom(0, 1, 24),
  attributes: fc.dictionary(fc.constantFrom('a', 'b', '1'), fc.constant('x')),
});

const who = fc.constantFrom('USER ann', 'USER bob', 'HOST pc1', 'GROUP both', 'GROUP none', 'USER *');
const optionsLine = fc
  .tuple(
    fc.constantFrom(
      'RESERVE 1',
      'RESERVE 3',
      'MAX 1',
      'MAX 2',
      'INCLUDE',
      'EXCLUDE',
      'INCLUDE_BORROW',
      'EXCLUDE_BORROW',
    ),
    fc.constantFrom('f', 'g'),
    who,
  )
  .map((words) => `${words.join(' ')}\n`)
  .map((line) => `GROUP both ann bob\n${line}`);

const common = { session, sequence, answeredBelow: fc.integer({ min: 0, max: 3 }) };

/** Until an hour from the beginning at most, so that ends come within a log. */
const borrow = fc.record({
  until: fc.integer({ min: -1, max: 3_600 }).map((seconds) => Math.floor(DATE / 1000) + seconds),
  machine: fc.constantFrom('m1', 'm2'),
});

const operation: fc.Arbitrary<CommandInit>[] = [
  fc
    .record({
      ...common,
      checkout: fc.record({
        feature: fc.constantFrom('f', 'g'),
        count: small,
        queue: fc.boolean(),
        checkoutData: fc.constantFrom(new Uint8Array(0), Uint8Array.of(1)),
        borrow: fc.option(borrow),
      }),
    })
    .map((checkout) => ({ checkout })),
  fc.record({ ...common, lease: small }).map((checkin) => ({ checkin })),
  fc.record({ ...common, lease: small }).map((returnBorrow) => ({ returnBorrow })),
  fc.record({ lease: small }).map((endBorrow) => ({ endBorrow })),
  fc.record({ ...common, cancelledSequence: sequence }).map((cancel) => ({ cancel })),
  fc
    .record({
      session,
      identity: fc.constantFrom(ANN, BOB, { ...ANN, host: 'pc2' }),
      single: fc.boolean(),
      replaces: fc.constantFrom('', ...SESSIONS),
    })
    .map((openSession) => ({ openSession })),
];

const other: fc.Arbitrary<CommandInit>[] = [
  fc.record({ session }).map((endSession) => ({ endSession })),
  fc.record({ session, leaseVersion: small, leftMilliseconds: small }).map((markSilent) => ({ markSilent })),
  fc.integer({ min: 1, max: 3 }).map((byte) => ({ setBorrowKey: { seed: new Uint8Array(32).fill(byte) } })),
  fc.record({ session }).map((renew) => ({ renew })),
  fc.record({ session, term, leaseVersion: small }).map((expireSession) => ({ expireSession })),
  fc.record({ lease: small, reason: fc.constantFrom('', 'lmremove') }).map((revoke) => ({ revoke })),
  fc.record({ lease: small, term }).map((finishRevocation) => ({ finishRevocation })),
  fc
    .record({
      hash: fc.constantFrom('h1', 'h2'),
      pools: fc.uniqueArray(pool, { selector: (each) => each.id }),
      heartbeatInterval: fc.option(small),
      options: fc.array(optionsLine, { maxLength: 4 }).map((lines) => lines.join('')),
    })
    .map(({ pools, ...more }) => ({
      setLicense: { ...more, pools: pools.map((each, rank) => poolOf({ rank, ...each })) },
    })),
  fc.record({ server: fc.constantFrom('', 'a'), untilLeaseTime: small }).map((setHold) => ({ setHold })),
  fc
    .record({ servers: fc.constantFrom<string[][]>(['a', 'b', 'c'], []), mismatch: fc.boolean() })
    .map((setOrder) => ({ setOrder })),
  fc.constantFrom<CommandInit[]>(
    { setMembers: { members: [{ server: 'a', incarnation: 3 }], former: [1] } },
    { setLeaseTime: { milliseconds: 10_000 } },
    { raiseVersion: { version: 1 } },
  ),
];

/** Any command, also such as no honest master would propose. */
const command = fc.oneof(
  { weight: 2, arbitrary: fc.oneof(...operation) },
  { weight: 1, arbitrary: fc.oneof(...other) },
);

interface TestEntry {
  commands: CommandInit[];
  passed: number;
  term: number;
}

const log = fc.array(
  fc.record({
    commands: fc.array(command, { maxLength: 4 }),
    passed: fc.constantFrom(0, 0, 10, 9_000, 31_000, 4_000_000),
    term,
  }),
  { maxLength: 40 },
);

/** Mostly borrows and what may end them, in sessions that are open. */
const borrowing: fc.Arbitrary<CommandInit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ ...common, checkout: fc.record({ feature: fc.constant('f'), count: fc.constant(1), borrow }) })
      .map((checkout) => ({ checkout })),
  },
  { weight: 4, arbitrary: fc.record({ lease: small }).map((endBorrow) => ({ endBorrow })) },
  { weight: 1, arbitrary: command },
);

const borrowLog = fc
  .array(
    fc.record({
      commands: fc.array(borrowing, { maxLength: 4 }),
      passed: fc.constantFrom(0, 60_000, 1_800_000, 4_000_000),
      term,
    }),
    { maxLength: 20 },
  )
  .map((entries): TestEntry[] => [
    { commands: SESSIONS.map((name) => ({ openSession: { session: name, identity: ANN } })), passed: 0, term: 1 },
    ...entries,
  ]);

function play(state: LicenseState, entries: readonly TestEntry[], from: number, leaseTime: number): number {
  let now = leaseTime;
  entries.forEach((entry, i) => {
    now += entry.passed;
    if (entry.commands.length === 0) state.applyEmpty(from + i);
    else state.apply(batchOf(entry.commands, now, DATE + now), from + i, entry.term);
  });
  return now;
}

function withLicense(): LicenseState {
  const state = new LicenseState();
  state.apply(
    batchOf([
      {
        setLicense: {
          hash: 'h',
          pools: [poolOf({ count: 4, borrowHours: 24 }), poolOf({ id: 'q', feature: 'g', count: 2, rank: 1 })],
        },
      },
    ]),
    1,
    1,
  );
  return state;
}

/** Every field of the seats that are out and of the sessions, messages as bytes. */
function contentOf(state: LicenseState): unknown {
  return {
    held: [...state.held.values()].map(({ session, ...held }) => ({ ...held, session: session.id })),
    used: state.used,
    waiting: [...state.waiting.values()].map(({ session, ...rest }) => ({ ...rest, session: session.id })),
    sessions: [...state.sessions.values()].map((session) => ({
      ...session,
      identity: { ...ANN, ...session.identity },
      answers: [...session.answers].map(([number, { result, lease, cancelled }]) => [
        number,
        lease,
        cancelled,
        ResultCodec.encode(result),
      ]),
    })),
  };
}

/** Seats out of a pool, counted anew: of those who share by DUP_GROUP the largest, of all others each. */
function naiveUsed(state: LicenseState, id: string): number {
  const inForce = state.license?.pools.find((its) => its.id === id);
  const largest = new Map<string, number>();
  for (const { lease, pool: of, suite, count, checkoutData, session: its } of state.held.values()) {
    if (of !== id && suite?.pool !== id) continue;
    const { user, host, display } = its.identity;
    const keys: Record<string, string> = { V: checkoutData.join(), U: user, HD: `${host} ${display}`, SITE: 'all' };
    const key = inForce?.uncounted === false ? (keys[inForce.dupGroup] ?? `${lease}`) : `${lease}`;
    largest.set(key, Math.max(largest.get(key) ?? 0, count));
  }
  return [...largest.values()].reduce((sum, count) => sum + count, 0);
}

describe('any log', () => {
  test('no sequence of commands grants seats above what the pool owned then (R13)', () => {
    fc.assert(
      fc.property(log, (entries) => {
        const state = withLicense();
        let now = 0;
        entries.forEach((entry, i) => {
          now += entry.passed;
          for (const each of entry.commands) {
            const { events } = state.apply(batchOf([each], now, DATE), i + 2, entry.term);
            for (const event of events) {
              if (event.kind !== 'granted') continue;
              const inForce = state.license?.pools.find((its) => its.id === event.held.pool);
              expect(inForce?.feature).toBe(event.held.feature);
              for (const place of [event.held, event.held.suite]) {
                const from = state.license?.pools.find((its) => its.id === place?.pool);
                if (from === undefined || from.uncounted) continue;
                expect(naiveUsed(state, from.id)).toBeLessThanOrEqual(from.count + from.overdraft);
              }
            }
          }
        });
      }),
    );
  });

  test('what is counted as out is what is held by sessions that live, lingers, or is borrowed', () => {
    fc.assert(
      fc.property(log, (entries) => {
        const state = withLicense();
        play(state, entries, 2, 0);
        const sums = new Map<string, number>();
        for (const held of state.held.values()) {
          if (held.lingerUntil === 0 && held.borrowedUntil === 0)
            expect(state.session(held.session.id)).toBe(held.session);
          expect(held.session.leases.has(held.lease)).toBe(held.lingerUntil === 0);
          for (const place of held.suite === null ? [held] : [held, held.suite]) {
            if (place.taken > 0) sums.set(place.pool, (sums.get(place.pool) ?? 0) + place.taken);
          }
        }
        expect(state.used).toEqual(sums);
        for (const id of sums.keys()) expect(sums.get(id)).toBe(naiveUsed(state, id));
      }),
    );
  });

  test('borrowed seats stay out until they are returned, cancelled, or an hour past their end', () => {
    fc.assert(
      fc.property(borrowLog, (entries) => {
        const state = withLicense();
        let now = 0;
        entries.forEach((entry, i) => {
          now += entry.passed;
          for (const each of entry.commands) {
            const before = new Map(state.borrowed);
            state.apply(batchOf([each], now, DATE + now), i + 2, entry.term);
            for (const [lease, held] of before) {
              if (state.held.has(lease)) continue;
              const asked = each.returnBorrow?.lease === lease || each.cancel != null;
              expect(asked || DATE + now >= held.borrowedUntil * 1000 + 3_600_000).toBe(true);
            }
            const borrowed = [...state.held.values()].filter((held) => held.borrowedUntil > 0);
            expect([...state.borrowed.values()]).toEqual(borrowed);
          }
        });
      }),
    );
  });

  test('a number is granted once at most in a session, whatever is retried, cancelled or reopened (R9)', () => {
    fc.assert(
      fc.property(log, (entries) => {
        const state = withLicense();
        const granted = new Map<string, number>();
        entries.forEach((entry, i) => {
          // Time stands still, so that no answer is forgotten.
          const { events } = state.apply(batchOf(entry.commands), i + 2, entry.term);
          for (const event of events) {
            if (event.kind !== 'granted') continue;
            const key = `${event.held.session.id}/${event.held.sequence}`;
            expect(granted.has(key)).toBe(false);
            granted.set(key, event.held.lease);
          }
        });
      }),
    );
  });
});

describe('the queue', () => {
  test('nobody waits who could be served, and nobody is served before who waits for the same (no starvation)', () => {
    fc.assert(
      fc.property(log, (entries) => {
        const state = withLicense();
        let now = 0;
        entries.forEach((entry, i) => {
          now += entry.passed;
          state.apply(batchOf(entry.commands, now, DATE), i + 2, entry.term);
          expect(state.freed.size).toBe(0);
          for (const { lease, session: its, request, pools } of state.waiting.values()) {
            expect(state.session(its.id)).toBe(its);
            expect(pools.length).toBeGreaterThan(0);
            const choice = choosePool(request, its, state, state.seats, lease, null);
            expect('refused' in choice && choice.step >= KEEPS_WAITING).toBe(true);
            for (const id of pools) expect(state.seats.pool(id)?.queue.get(lease)?.session).toBe(its);
          }
        });
      }),
    );
  });
});

describe('snapshots', () => {
  test('a state that was encoded and decoded encodes to the same bytes', () => {
    fc.assert(
      fc.property(log, (entries) => {
        const state = withLicense();
        play(state, entries, 2, 0);
        const bytes = encodeState(state);
        expect(encodeState(decodeState(bytes))).toEqual(bytes);
      }),
    );
  });

  test('a snapshot in the middle of the log changes nothing of what comes after it', () => {
    fc.assert(
      fc.property(log, log, (before, after) => {
        const straight = withLicense();
        const now = play(straight, before, 2, 0);
        const restored = decodeState(encodeState(straight));
        expect(contentOf(restored)).toEqual(contentOf(straight));
        play(straight, after, before.length + 2, now);
        play(restored, after, before.length + 2, now);
        expect(contentOf(restored)).toEqual(contentOf(straight));
        expect(encodeState(restored)).toEqual(encodeState(straight));
      }),
    );
  });

  test('bytes that are no snapshot, or one of another format or rules version, are refused', () => {
    expect(() => decodeState(Uint8Array.of(0xff, 0xff))).toThrow(SnapshotUnreadable);
    expect(() => decodeState(new Uint8Array(0))).toThrow('format 0');
    const newer = new LicenseState();
    newer.version = 2;
    expect(() => decodeState(encodeState(newer))).toThrow('version 2 of the rules');
  });
});
