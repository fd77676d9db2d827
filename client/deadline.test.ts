import { describe, expect, test } from 'vitest';
import { type Clock, instant } from './clock.ts';
import { SessionDeadline } from './deadline.ts';

function fakeClock() {
  const at = { monotonic: 1000, boot: 50_000, wall: 1_700_000_000_000 };
  const clock: Clock = { monotonic: () => at.monotonic, boot: () => at.boot, wall: () => at.wall };
  const pass = (milliseconds: number) => {
    at.monotonic += milliseconds;
    at.boot += milliseconds;
    at.wall += milliseconds;
  };
  return { at, clock, pass };
}

describe('the deadline of a session', () => {
  test('counts from the sending of what was confirmed, not from the answer', () => {
    const { clock, pass } = fakeClock();
    const deadline = new SessionDeadline(clock);
    const sent = instant(clock);
    pass(4000);
    deadline.confirm(sent, 10_000);
    expect(deadline.remaining).toBe(6000);
    expect(deadline.at).toBe(11_000);
  });

  test('has passed as long as nothing was confirmed', () => {
    const deadline = new SessionDeadline(fakeClock().clock);
    expect(deadline.remaining).toBe(0);
    expect(deadline.at).toBeNull();
  });

  test('is not moved back by a confirmation that comes late', () => {
    const { clock, pass } = fakeClock();
    const deadline = new SessionDeadline(clock);
    const first = instant(clock);
    pass(3000);
    const second = instant(clock);
    deadline.confirm(second, 10_000);
    deadline.confirm(first, 10_000);
    expect(deadline.remaining).toBe(10_000);
  });

  test.each([
    ['the monotonic clock', 'monotonic'],
    ['the boot clock of a machine that was suspended', 'boot'],
    ['the wall clock of a machine whose other clocks stood still', 'wall'],
  ] as const)('passes by %s alone', (_, name) => {
    const { at, clock } = fakeClock();
    const deadline = new SessionDeadline(clock);
    deadline.confirm(instant(clock), 10_000);
    at[name] += 10_000;
    expect(deadline.remaining).toBe(0);
  });

  test('is not put off by a wall clock that is set back', () => {
    const { at, clock, pass } = fakeClock();
    const deadline = new SessionDeadline(clock);
    deadline.confirm(instant(clock), 10_000);
    pass(9000);
    at.wall -= 3_600_000;
    expect(deadline.remaining).toBe(1000);
  });
});
