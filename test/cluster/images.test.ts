import { expect, it } from 'vitest';
import { isImageFile } from './images.ts';

it.each([
  ['node/lmgrd.ts', true],
  ['proto/gen/lmtriad.js', true],
  ['node/lmgrd.test.ts', false],
  ['node/consensus/testdata/campaign.txt', false],
  ['node/.cache/x', false],
])('lets %s into an image: %s', (path, expected) => {
  expect(isImageFile(path)).toBe(expected);
});
