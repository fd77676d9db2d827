import { expect, test } from 'vitest';
import { parseBorrowEnd, standingRequest } from './request.ts';
import { HOUR, machine, START } from './testKit.ts';

test('an end is a date with or without a time, in local time', () => {
  expect(parseBorrowEnd('29-jan-2026:17:05')).toBe(new Date(2026, 0, 29, 17, 5).getTime());
  expect(parseBorrowEnd('1-FEB-2026')).toBe(new Date(2026, 1, 2).getTime());
});

test.each([
  '',
  'tomorrow',
  '30-feb-2026',
  '1-jan-0000',
  '1-jan-26',
  '1-jan-2026:24:00',
  '1-jan-2026:1',
  '1-jan-2026:10:60',
])('the end "%s" is refused with -11', (text) => {
  expect(() => parseBorrowEnd(text)).toThrow(expect.objectContaining({ code: -11 }));
});

test('a wish counts on its day, until its end, and for its vendor', () => {
  const { borrows, at } = machine();
  expect(borrows.request(undefined)).toBeNull();
  borrows.folder.write('request', { vendor: 'usoft', until: START + 50 * HOUR, asked: START });
  expect(borrows.request('usoft')?.until).toBe(START + 50 * HOUR);
  expect(borrows.request(undefined)?.vendor).toBe('usoft');
  expect(borrows.request('other')).toBeNull();
  at.now += 24 * HOUR;
  expect(borrows.request('usoft')).toBeNull();
  borrows.folder.write('request', { vendor: 'all', until: START + HOUR, asked: START });
  expect(standingRequest(borrows.folder, START + HOUR)).toBeNull();
  expect(standingRequest(borrows.folder, START)?.vendor).toBe('all');
  borrows.folder.write('request', { vendor: 7 });
  expect(standingRequest(borrows.folder, START)).toBeNull();
});
