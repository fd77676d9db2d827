/** Times as a histogram in text, beside what they should be. */
import { percentile } from './load.ts';

const BUCKETS_MS = [10, 20, 30, 40, 50, 75, 100, 150, 200, 250, 300, 350, 400, 450, 500, 600, 750, 1_000, 2_000, 5_000];
/** Widest bar in characters. */
const WIDTH = 60;

/** What half of the times, and 99 of 100, should not exceed, in milliseconds. */
export interface Target {
  readonly p50: number;
  readonly p99: number;
}

/** The figures that are compared with a target. */
export function figures(times: readonly number[]): Target & { readonly worst: number } {
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), worst: percentile(times, 1) };
}

/** A headline with figures and targets, then a bar for each range that was met. */
export function histogram(title: string, times: readonly number[], target: Target): string {
  const { p50, p99, worst } = figures(times);
  const said = (value: number, most: number) =>
    `${value.toFixed(0)} ms (target ${most}${value <= most ? '' : ', MISSED'})`;
  const head = `${title}: ${times.length} times, p50 ${said(p50, target.p50)}, p99 ${said(p99, target.p99)}, worst ${worst.toFixed(0)} ms`;
  const counts = [...BUCKETS_MS, Number.POSITIVE_INFINITY].map((high, i) => {
    const low = BUCKETS_MS[i - 1] ?? 0;
    return { label: high === Number.POSITIVE_INFINITY ? 'more' : `< ${high}`, count: countWithin(times, low, high) };
  });
  const most = Math.max(...counts.map(({ count }) => count));
  const bars = counts
    .filter(({ count }) => count > 0)
    .map(({ label, count }) => `  ${label.padStart(7)} ms ${'#'.repeat(Math.ceil((count / most) * WIDTH))} ${count}`);
  return `${[head, ...bars].join('\n')}\n`;
}

function countWithin(times: readonly number[], low: number, high: number): number {
  return times.filter((time) => time >= low && time < high).length;
}
