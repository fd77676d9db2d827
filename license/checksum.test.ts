import { expect, test } from 'vitest';
import { lineChecksum } from './checksum.ts';
import type { FeatureLine, ServerLine } from './model.ts';
import { parseLicense } from './parseLicense.ts';

function feature(text: string): FeatureLine {
  const [line] = parseLicense(text).file.features;
  if (line === undefined) throw new Error('no feature');
  return line;
}

function server(text: string): ServerLine {
  const [line] = parseLicense(text).file.servers;
  if (line === undefined) throw new Error('no server');
  return line;
}

const plain = lineChecksum(feature('FEATURE f1 usoft 1.0 permanent 5 SN=17 SIGN="AB12 34"\n'));

test.each([
  'FEATURE  f1 usoft 1.0 \\\n permanent 5 SN=17 SIGN="AB12 34"\n',
  'feature F1 usoft 1.0 PERMANENT 5 SN=17 SIGN=ab1234\n',
  'FEATURE f1 usoft 1.0 permanent 5 SN=17 SIGN="AB12 34" ck=9 sort=3 user_info="x y"\n',
])('does not look at what may be edited: %j', (text) => {
  expect(lineChecksum(feature(text))).toBe(plain);
});

test.each([
  'FEATURE f2 usoft 1.0 permanent 5 SN=17 SIGN="AB12 34"\n',
  'FEATURE f1 usoft 1.0 permanent 6 SN=17 SIGN="AB12 34"\n',
  'FEATURE f1 usoft 1.0 permanent 5 SN=71 SIGN="AB12 34"\n',
  'FEATURE f1 usoft 1.0 permanent 5 SN=17 SIGN="AB12 43"\n',
])('finds a mistyped letter: %j', (text) => {
  expect(lineChecksum(feature(text))).not.toBe(plain);
});

test('the case of a key counts only when asked for', () => {
  const lower = feature('FEATURE f1 usoft 1.0 permanent 5 SN=17 SIGN="ab12 34"\n');
  expect(lineChecksum(lower)).toBe(plain);
  expect(lineChecksum(lower, true)).not.toBe(plain);
});

test('of a SERVER line only the host id counts', () => {
  expect(lineChecksum(server('SERVER a 17007ea8 2830\n'))).toBe(lineChecksum(server('SERVER b 17007EA8 27000\n')));
  expect(lineChecksum(server('SERVER a 17007ea8\n'))).not.toBe(lineChecksum(server('SERVER a 17007ea9\n')));
});
