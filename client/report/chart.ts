/** What the plots in the terminal and as SVG have in common: which features, which times, which scale. */
import type { FeatureUse } from './featureUse.ts';
import type { Tally } from './tally.ts';

/** The use of one feature, ready to be drawn. */
export interface Chart {
  readonly feature: string;
  /** Unix milliseconds at the left and the right edge. */
  readonly from: number;
  readonly to: number;
  /** For each column from left to right: most seats out, refusals, seats of the license (null: not known). */
  readonly used: readonly number[];
  readonly denied: readonly number[];
  readonly owned: readonly (number | null)[];
  readonly peak: number;
  /** The highest value on the axis, and the steps of its labels. */
  readonly top: number;
  readonly step: number;
}

/** The features that are worth a plot: those with the most use, at most so many. */
export function chartsOf(tally: Tally, window: { from: number; to: number }, columns: number, most: number): Chart[] {
  const from = Math.max(window.from, tally.first);
  const to = Math.max(Math.min(window.to, tally.last), from + 1);
  return [...tally.features.values()]
    .filter((each) => each.peak > 0 || each.denied > 0)
    .sort((a, b) => b.seatMilliseconds - a.seatMilliseconds || b.peak - a.peak)
    .slice(0, most)
    .map((each) => chartOf(each, from, to, columns));
}

function chartOf(use: FeatureUse, from: number, to: number, columns: number): Chart {
  const owned = ownedColumns(use, from, to, columns);
  const highest = Math.max(use.peak, ...owned.map((each) => each ?? 0), 1);
  const step = niceStep(highest / 4);
  return {
    feature: use.feature,
    from,
    to,
    used: use.used.columns(from, to, columns),
    denied: use.denials.columns(from, to, columns),
    owned,
    peak: use.peak,
    top: Math.ceil(highest / step) * step,
    step,
  };
}

function ownedColumns(use: FeatureUse, from: number, to: number, columns: number): (number | null)[] {
  const { ownedSteps } = use;
  let at = -1;
  return Array.from({ length: columns }, (_, column) => {
    const time = from + ((column + 0.5) / columns) * (to - from);
    while ((ownedSteps[at + 1]?.at ?? Number.POSITIVE_INFINITY) <= time) at += 1;
    return ownedSteps[at]?.owned ?? null;
  });
}

/** 1, 2 or 5 times a power of ten, at least 1: seats are whole. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? power;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR];
const DAY_STEPS = [1, 2, 3, 7, 14, 28, 91, 182, 364];

export interface TimeTick {
  readonly at: number;
  readonly label: string;
}

/** Round times by the local clock, at most so many. */
export function timeTicks(from: number, to: number, most: number): TimeTick[] {
  const span = to - from;
  const step = STEPS.find((each) => span / each <= most);
  const ticks: TimeTick[] = [];
  if (step !== undefined) {
    const midnight = new Date(from).setHours(0, 0, 0, 0);
    for (let at = midnight + Math.ceil((from - midnight) / step) * step; at <= to; at += step) {
      const time = new Date(at);
      ticks.push({ at, label: time.getHours() + time.getMinutes() === 0 ? dayLabel(time) : clockLabel(time) });
    }
    return ticks;
  }
  const days = DAY_STEPS.find((each) => span / (each * DAY) <= most) ?? Math.ceil(span / DAY / most);
  const first = new Date(from);
  for (let i = 0; ; i++) {
    const day = new Date(first.getFullYear(), first.getMonth(), first.getDate() + i * days);
    if (day.getTime() > to) return ticks;
    if (day.getTime() < from) continue;
    ticks.push({ at: day.getTime(), label: dayLabel(day) });
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dayLabel(date: Date): string {
  return `${date.getDate()} ${MONTHS[date.getMonth()]}`;
}

function clockLabel(date: Date): string {
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}
