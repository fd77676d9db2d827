import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Coverage, missing } from './coverage.ts';

function told(after: number, ...reached: number[]): Coverage {
  const coverage = new Coverage();
  coverage.begin(after);
  for (const index of reached) coverage.reach(index);
  return coverage;
}

test('a file tells all from its beginning to its last record, but for what it says is missing', () => {
  const coverage = told(4, 7, 20);
  coverage.miss({ from: 21, to: 30 });
  coverage.reach(40);
  coverage.begin(50);
  coverage.reach(60);
  expect(coverage.ranges()).toEqual([
    { from: 5, to: 20 },
    { from: 31, to: 40 },
    { from: 51, to: 60 },
  ]);
});

test('a gap that is told afterwards counts as one', () => {
  const coverage = told(0, 10);
  coverage.miss({ from: 3, to: 5 });
  coverage.reach(12);
  expect(coverage.ranges()).toEqual([
    { from: 1, to: 2 },
    { from: 6, to: 12 },
  ]);
});

test('what one file misses another fills; what all miss is missing', () => {
  expect(missing([told(0, 10), told(8, 20)])).toEqual([]);
  expect(missing([told(0, 10), told(10, 20)])).toEqual([]);
  expect(missing([told(0, 10), told(14, 20), told(12, 16)])).toEqual([{ from: 11, to: 12 }]);
  expect(missing([told(0)])).toEqual([]);
});

test('for any files and gaps, just those indexes are missing that no file tells of', () => {
  const piece = fc.tuple(fc.nat(60), fc.nat(30), fc.array(fc.tuple(fc.nat(90), fc.nat(10)), { maxLength: 4 }));
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) => {
      const known = new Set<number>();
      let high = 0;
      const files = pieces.map(([after, length, gaps]) => {
        const last = after + length;
        high = Math.max(high, last);
        const file = told(after, ...(length > 0 ? [last] : []));
        const own = new Set(Array.from({ length }, (_, i) => after + 1 + i));
        for (const [from, size] of gaps) {
          // As writers do it: a gap is told when it is over, within what the file has come to.
          const to = Math.min(from + size, last);
          if (from < after + 1 || from > to) continue;
          file.miss({ from, to });
          for (let i = from; i <= to; i++) own.delete(i);
        }
        for (const index of own) known.add(index);
        return file;
      });
      const low = Math.min(...known);
      const expected = [];
      for (let i = low; i <= high; i++) if (!known.has(i)) expected.push(i);
      const found = missing(files).flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
      expect(found).toEqual(known.size === 0 ? [] : expected);
    }),
  );
});
