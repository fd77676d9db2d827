import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Peers } from './peers.ts';

function peers(...offsets: (number | null)[]): Peers {
  const made = new Peers('a');
  offsets.forEach((offset, i) => {
    const peer = made.get(['b', 'c'][i] ?? '');
    peer.up = offset !== null;
    peer.heardAt = 1;
    peer.dateOffset = offset ?? 0;
  });
  return made;
}

describe("the date of the log is the members' (R8)", () => {
  test('with three up it is the median', () => {
    expect(peers(5, -3).dateOffset()).toBe(0);
    expect(peers(5, 3).dateOffset()).toBe(3);
    expect(peers(-5, -3).dateOffset()).toBe(-3);
  });

  test('with two up it is the earlier, alone our own', () => {
    expect(peers(5).dateOffset()).toBe(0);
    expect(peers(-5, null).dateOffset()).toBe(-5);
    expect(peers(null, null).dateOffset()).toBe(0);
  });

  test('no single clock that jumps moves it out of the range of the two others', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -10, max: 10 }), (jumped, near) => {
        expect(Math.abs(peers(jumped, near).dateOffset())).toBeLessThanOrEqual(10);
      }),
    );
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
