import { expect, test } from 'vitest';
import { awakeClock } from './awakeClock.ts';

test('what is looked at often counts whole, what the process slept through counts half a second', () => {
  let now = 1_000;
  const clock = awakeClock(() => now);
  const since = clock();
  for (let look = 0; look < 100; look++) {
    now += 100;
    clock();
  }
  expect(clock() - since).toBe(10_000);
  now += 60_000;
  expect(clock() - since).toBe(10_500);
});
