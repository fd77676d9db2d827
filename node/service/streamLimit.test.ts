import { expect, test } from 'vitest';
import { StreamLimit } from './streamLimit.ts';

test('one connection cannot open streams without end, and costs others nothing', () => {
  const limit = new StreamLimit(2);
  expect([limit.take('a:1'), limit.take('a:1'), limit.take('a:1')]).toEqual([true, true, false]);
  expect(limit.take('a:2')).toBe(true);
  limit.give('a:1');
  expect([limit.take('a:1'), limit.take('a:1')]).toEqual([true, false]);
});
