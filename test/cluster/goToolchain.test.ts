import { expect, it } from 'vitest';
import { isNewEnough } from './goToolchain.ts';

it.each([
  ['go1.26.6', true],
  ['go1.26.8', true],
  ['go1.27.0', true],
  ['go1.27rc1', true],
  ['go2.0', true],
  ['go1.26.5', false],
  ['go1.26', false],
  ['go1.19.8', false],
  ['', false],
])('takes %s for new enough: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});
