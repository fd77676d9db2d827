import { expect, test } from 'vitest';
import { pathFromOptions, pathInside } from './logPath.ts';

test.each(['debug.log', './debug.log', '/logs/debug.log', 'x/../debug.log'])(
  '%s is a file of the log folder',
  (name) => {
    expect(pathInside('/logs', name)).toBe('/logs/debug.log');
  },
);

test.each([
  '',
  '.',
  '..',
  '/logs',
  '../debug.log',
  '/etc/passwd',
  '/logs2/a',
  'sub/a',
  '.hidden',
  'a\0b',
  'a\nb',
  'x'.repeat(300),
])('%j is refused', (name) => {
  expect(() => pathInside('/logs', name)).toThrow(expect.objectContaining({ code: 'PathRefused' }));
});

test.each(['/var/log/usoft.log', 'c:\\flexlm\\usoft.log', '../../usoft.log', 'usoft.log'])(
  'an options file that names %s means usoft.log in the log folder',
  (name) => {
    expect(pathFromOptions('/logs', name)).toBe('/logs/usoft.log');
  },
);
