/** What a report says, as tables of plain values: for text, CSV and JSON alike. */
import { FLEX_CODES } from '../../license/index.ts';
import { localTime } from './days.ts';
import type { Tally } from './tally.ts';

export const SECTIONS = ['features', 'denials', 'users', 'days', 'user-days'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** A value of a table; null is not known, or does not apply. */
export type Cell = string | number | null;

export interface Section {
  readonly name: SectionName;
  readonly title: string;
  /** Names of the columns: also the keys in JSON. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const HOUR_MS = 3_600_000;

/** The sections asked for, in their order. */
export function summarise(tally: Tally, names: readonly SectionName[]): Section[] {
  return names.map((name) => MAKERS[name](tally));
}

const MAKERS: Readonly<Record<SectionName, (tally: Tally) => Section>> = {
  features: (tally) => ({
    name: 'features',
    title: 'Features',
    columns: [
      'feature',
      'vendor',
      'owned',
      'peak',
      'peak_at',
      'full_hours',
      'checkouts',
      'denied',
      'queued',
      'seat_hours',
    ],
    rows: [...tally.features.values()]
      .sort((a, b) => b.seatMilliseconds - a.seatMilliseconds || byText(a.feature, b.feature))
      .map((each) => [
        each.feature,
        each.vendor,
        each.peakAt === null ? each.owned : each.ownedAtPeak,
        each.peak,
        each.peakAt === null ? null : localTime(each.peakAt),
        hours(each.fullMilliseconds),
        each.checkouts,
        each.denied,
        each.queued,
        hours(each.seatMilliseconds),
      ]),
  }),
  denials: (tally) => ({
    name: 'denials',
    title: 'Denials',
    columns: ['feature', 'code', 'minor', 'reason', 'denials', 'seats_asked', 'last'],
    rows: [...tally.denials.values()]
      .sort((a, b) => b.count - a.count || byText(a.feature, b.feature) || b.code - a.code)
      .map(({ feature, code, minor, count, seats, last }) => {
        const reason = FLEX_CODES.get(code)?.text ?? 'Unknown error';
        return [feature, code, minor, reason, count, seats, localTime(last)];
      }),
  }),
  users: (tally) => ({
    name: 'users',
    title: 'Use by user',
    columns: ['user', 'feature', 'checkouts', 'denied', 'seat_hours'],
    rows: [...tally.users.values()]
      .sort((a, b) => b.seatMilliseconds - a.seatMilliseconds || byText(a.user, b.user) || byText(a.feature, b.feature))
      .map(({ user, feature, checkouts, denied, seatMilliseconds }) => [
        user === '' ? '(hidden)' : user,
        feature,
        checkouts,
        denied,
        hours(seatMilliseconds),
      ]),
  }),
  days: (tally) => ({
    name: 'days',
    title: 'Use by day',
    columns: ['day', 'feature', 'peak', 'checkouts', 'denied', 'seat_hours'],
    rows: [...tally.features.values()]
      .flatMap(({ feature, days }) => [...days].map(([day, use]) => ({ feature, day, use })))
      .sort((a, b) => byText(a.day, b.day) || byText(a.feature, b.feature))
      .map(({ feature, day, use }) => [day, feature, use.peak, use.checkouts, use.denied, hours(use.seatMilliseconds)]),
  }),
  'user-days': (tally) => ({
    name: 'user-days',
    title: 'Use by user and day',
    columns: ['user', 'day', 'seat_hours'],
    rows: [...tally.userDays.values()]
      .sort((a, b) => byText(a.user, b.user) || byText(a.day, b.day))
      .map(({ user, day, seatMilliseconds }) => [user === '' ? '(hidden)' : user, day, hours(seatMilliseconds)]),
  }),
};

/** Hours, to a hundredth. */
function hours(milliseconds: number): number {
  return Math.round((milliseconds / HOUR_MS) * 100) / 100;
}

/** The same order wherever the report is made. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
