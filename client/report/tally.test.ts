import { expect, test } from 'vitest';
import type { ReportRecord } from '../../proto/reportRecord.ts';
import type { FeatureUse } from './featureUse.ts';
import { summarise } from './summary.ts';
import { Tally } from './tally.ts';
import { at, back, denied, mark, out, state } from './testing.ts';

const HOUR = 3_600_000;

function tallied(
  records: readonly ReportRecord[],
  from = at(0, 0, 1),
  to = at(0, 0, 30),
  feature: string | null = null,
) {
  const tally = new Tally({ from, to }, feature);
  for (const record of records) tally.take(record);
  tally.finish();
  const f = tally.features.get('f') as FeatureUse;
  const hoursOf = (user: string) => (tally.users.get(`${user}\0f`)?.seatMilliseconds ?? 0) / HOUR;
  return { tally, f, hoursOf };
}

const morning = [
  state(1, at(8), 3, 0),
  out(2, at(9)),
  out(3, at(10), { user: 'bob', count: 2, used: 3 }),
  denied(4, at(10, 30)),
  back(5, at(11), 2, at(9), { used: 2 }),
  back(6, at(13), 3, at(10), { user: 'bob', count: 2 }),
];

test('peak, time with all seats out, seat hours, checkouts and denials of a feature', () => {
  const { f, hoursOf, tally } = tallied(morning);
  expect(f).toMatchObject({ peak: 3, ownedAtPeak: 3, checkouts: 2, denied: 1, owned: 3 });
  expect(f.peakAt).toBe(at(10));
  expect(f.fullMilliseconds / HOUR).toBe(1);
  expect(f.seatMilliseconds / HOUR).toBe(2 + 6);
  expect([hoursOf('ann'), hoursOf('bob')]).toEqual([2, 6]);
  expect([...tally.denials.values()]).toMatchObject([
    { feature: 'f', code: -4, minor: 101, count: 1, last: at(10, 30) },
  ]);
});

test('only what falls into the times asked for counts, also of what went out before', () => {
  const { f, hoursOf } = tallied(morning, at(10, 30), at(12));
  expect(f).toMatchObject({ peak: 3, checkouts: 0, denied: 1 });
  expect(f.peakAt).toBe(at(10, 30));
  expect(f.seatMilliseconds / HOUR).toBe(0.5 * 3 + 2);
  expect([hoursOf('ann'), hoursOf('bob')]).toEqual([0.5, 3]);
});

test('use over midnight is split between the days', () => {
  const { f, tally } = tallied([
    state(1, at(8), 3, 0),
    out(2, at(22), { count: 2, used: 2 }),
    back(3, at(3, 0, 25), 2, at(22), { count: 2 }),
  ]);
  expect([...f.days].map(([day, use]) => [day, use.peak, use.seatMilliseconds / HOUR])).toEqual([
    ['2026-11-24', 2, 4],
    ['2026-11-25', 2, 6],
  ]);
  expect([...tally.userDays.values()].map(({ day, seatMilliseconds }) => [day, seatMilliseconds / HOUR])).toEqual([
    ['2026-11-24', 4],
    ['2026-11-25', 6],
  ]);
});

test('what is still out at the end counts until the last record; what was out at the beginning counts as well', () => {
  const { f, hoursOf } = tallied([
    state(1, at(8), 5, 2),
    back(2, at(10), 77, at(6), { count: 2, user: 'eve' }),
    out(3, at(10)),
    mark(9, at(12)),
  ]);
  expect(f.peak).toBe(2);
  expect(f.seatMilliseconds / HOUR).toBe(4 + 2);
  expect(hoursOf('ann')).toBe(2);
  expect(hoursOf('eve')).toBe(8);
});

test('after a gap the count is set right, and a use that has an unknown end is not counted on', () => {
  const { f, hoursOf } = tallied([
    state(1, at(8), 5, 0),
    out(2, at(9)),
    out(3, at(9), { user: 'bob', used: 2 }),
    // In the gap one of them came back, and three others went out.
    state(20, at(10), 5, 4),
    back(21, at(12), 3, at(9), { user: 'bob', used: 3 }),
    mark(30, at(15)),
  ]);
  expect(f.peak).toBe(4);
  expect(f.out).toBe(3);
  expect(hoursOf('ann')).toBe(1);
  expect(hoursOf('bob')).toBe(3);
});

test('seats that several share count once, and the use of each for itself', () => {
  const { f, hoursOf } = tallied([
    state(1, at(8), 3, 0),
    out(2, at(9)),
    out(3, at(9), { lease: 3 }),
    back(4, at(10), 2, at(9), { used: 1 }),
    back(5, at(11), 3, at(9)),
  ]);
  expect(f.peak).toBe(1);
  expect(f.seatMilliseconds / HOUR).toBe(2);
  expect(hoursOf('ann')).toBe(3);
});

test('a license that grows: the peak is held against what it gave at that time', () => {
  const { f } = tallied([
    state(1, at(8), 2, 0),
    out(2, at(9), { count: 2, used: 2 }),
    state(3, at(10), 10, 2),
    back(4, at(11), 2, at(9), { count: 2 }),
  ]);
  expect(f).toMatchObject({ peak: 2, ownedAtPeak: 2, owned: 10 });
  expect(f.fullMilliseconds / HOUR).toBe(1);
  expect(f.ownedSteps.map(({ owned }) => owned)).toEqual([2, 10]);
});

test('a cluster date that is set back takes nothing away', () => {
  const { f, tally } = tallied([state(1, at(8), 2, 0), out(2, at(9)), back(3, at(7), 2, at(9)), mark(4, at(6))]);
  expect([tally.first, tally.last]).toEqual([at(8), at(9)]);
  expect(f.seatMilliseconds).toBe(0);
  expect(f.peak).toBe(1);
});

test('one feature can be asked for by itself', () => {
  const { tally } = tallied([...morning, out(9, at(14), { feature: 'g' })], undefined, undefined, 'g');
  expect([...tally.features.keys()]).toEqual(['g']);
});

test('names that programs make up cannot fill the memory', () => {
  const { tally } = tallied(
    Array.from({ length: 30_000 }, (_, i) =>
      denied(i + 1, at(8), { feature: `made-up-${i}`, vendor: '', user: `u${i}` }),
    ),
  );
  expect(tally.features.size).toBeLessThanOrEqual(20_001);
  expect(tally.features.get('(others)')?.denied).toBe(10_000);
});

test('features of the license that nobody used are in the report', () => {
  const { tally } = tallied([
    { kind: 'state', index: 1, date: new Date(at(8)).toISOString(), owned: { g: 4 }, out: {} },
  ]);
  const [section] = summarise(tally, ['features']);
  expect(section?.rows).toEqual([['g', '', 4, 0, null, 0, 0, 0, 0, 0]]);
});
