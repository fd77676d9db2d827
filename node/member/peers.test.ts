import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Peers } from './peers.ts';

/** Peers b and c whose clocks were so far ahead of 1,000 at monotonic time 0; null: not up. */
function peers(...offsets: (number | null)[]): Peers {
  const made = new Peers('a');
  offsets.forEach((offset, i) => {
    const peer = made.get(['b', 'c'][i] ?? '');
    peer.up = offset !== null;
    made.heardDate(peer, 1_000 + (offset ?? 0), 0);
  });
  return made;
}

const offset = (made: Peers) => made.date({ date: 1_000, monotonic: 0 }) - 1_000;

describe("the date of the log is the members' (R8)", () => {
  test('with three up it is the median', () => {
    expect(offset(peers(5, -3))).toBe(0);
    expect(offset(peers(5, 3))).toBe(3);
    expect(offset(peers(-5, -3))).toBe(-3);
  });

  test('with two up it is the earlier, alone our own', () => {
    expect(offset(peers(5))).toBe(0);
    expect(offset(peers(-5, null))).toBe(-5);
    expect(offset(peers(null, null))).toBe(0);
  });

  test('no single clock that jumps moves it out of the range of the two others', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -10, max: 10 }), (jumped, near) => {
        expect(Math.abs(offset(peers(jumped, near)))).toBeLessThanOrEqual(10);
      }),
    );
  });

  test('our own clock that jumps between two frames moves it no more', () => {
    const made = peers(0, 0);
    expect(made.date({ date: 9_999_999, monotonic: 40 })).toBe(1_040);
    expect(made.date({ date: 0, monotonic: 40 })).toBe(1_040);
  });
});

test('servers that are up are counted with this one', () => {
  expect(peers().countUp()).toBe(1);
  expect(peers(0, null).countUp()).toBe(2);
  expect(peers(0, 0).countUp()).toBe(3);
});

test('an incarnation is known by its server once learned', () => {
  const made = peers();
  made.learn(7, 'b');
  made.learn(0, 'c');
  expect(made.serverOf(7)).toBe('b');
  expect(made.serverOf(0)).toBeNull();
});
