import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { electionTicks, HEARTBEAT_TICKS, TICK_MS, timeoutTicks } from './preference.ts';

/** From 0 up to but not including 1, as Math.random. */
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('timeouts by the order of the SERVER lines (R19)', () => {
  test("the lowest is above the voters' lease by a tick and a heartbeat", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: -1, max: 2 }), random, (tick, place, luck) => {
        expect(timeoutTicks(tick, place, () => luck)).toBeGreaterThanOrEqual(tick + 1 + HEARTBEAT_TICKS);
      }),
    );
  });

  test('an earlier one in the order always campaigns before a later one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), random, random, (tick, one, other) => {
        const [first, second, third] = [0, 1, 2].map((place) => timeoutTicks(tick, place, () => one));
        expect(first).toBeLessThan(timeoutTicks(tick, 1, () => other));
        expect(second).toBeLessThan(timeoutTicks(tick, 2, () => other));
        expect(timeoutTicks(tick, -1, () => one)).toBe(third);
      }),
    );
  });
});

describe('the election timeout (R7)', () => {
  test('is that of the settings unless HEARTBEAT_INTERVAL asks for a slower detection of 3n + n - 1 seconds', () => {
    expect(electionTicks(300, null) * TICK_MS).toBe(300);
    expect(electionTicks(300, 0) * TICK_MS).toBe(300);
    expect(electionTicks(300, 1) * TICK_MS).toBe(3_000);
    expect(electionTicks(300, 20) * TICK_MS).toBe(79_000);
    expect(electionTicks(10_000, 1) * TICK_MS).toBe(10_000);
  });

  test('is whole ticks, rounded up', () => {
    expect(electionTicks(301, null)).toBe(31);
  });
});
