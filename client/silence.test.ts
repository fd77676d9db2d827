import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SilenceWatch } from './silence.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('a line that owes an answer and says nothing for two seconds is given up', () => {
  const silent = vi.fn();
  const watch = new SilenceWatch(() => true, silent);
  watch.expect();
  vi.advanceTimersByTime(1999);
  expect(silent).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(silent).toHaveBeenCalledWith(2000);
});

test('a line that says something is kept', () => {
  const silent = vi.fn();
  const watch = new SilenceWatch(() => true, silent);
  watch.expect();
  for (let second = 0; second < 10; second++) {
    vi.advanceTimersByTime(1000);
    watch.heard();
  }
  expect(silent).not.toHaveBeenCalled();
});

test('a line that owes nothing may be silent', () => {
  const silent = vi.fn();
  const watch = new SilenceWatch(() => false, silent);
  watch.expect();
  vi.advanceTimersByTime(60_000);
  expect(silent).not.toHaveBeenCalled();
});

test('patience doubles with each line given up, until something is heard', () => {
  const silent = vi.fn();
  const watch = new SilenceWatch(() => true, silent);
  for (let round = 0; round < 5; round++) {
    watch.expect();
    vi.advanceTimersByTime(20_000);
  }
  expect(silent.mock.calls.map(([waited]) => waited)).toEqual([2000, 4000, 8000, 16_000, 16_000]);
  watch.heard();
  watch.expect();
  vi.advanceTimersByTime(2000);
  expect(silent).toHaveBeenLastCalledWith(2000);
});
