/** What the histories say of each lease: when it was granted, when its client let go, when it was believed in. */
import type { HistoryRecord } from '../../client/index.ts';

/** Times in nanoseconds of the machine's monotonic clock; the end is not part of it. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** One granted lease. */
export interface Life {
  readonly lease: number;
  readonly client: string;
  readonly session: string;
  readonly feature: string;
  readonly count: number;
  /** Log index of the grant. */
  readonly index: number;
  /** When the checkout was called, and when its client knew of the grant. */
  readonly call: number;
  readonly granted: number;
  /** When its client called the checkin; null if it never did. */
  letGo: number | null;
  /** The checkin as it was answered; null if it never was, so that it may or may not have run. */
  returned: { readonly index: number; readonly at: number } | null;
  /** When its client believed in it: told so by no event, and before its session's deadline. */
  believed: readonly Interval[];
}

/** The leases that clients were told of, each once for every grant, in the order of the records. */
export function livesOf(records: readonly HistoryRecord[]): Life[] {
  const lives: Life[] = [];
  const byLease = new Map<number, Life>();
  for (const record of records) {
    const { lease, index, op } = record;
    if (op !== 'checkout' || !record.ok || lease === null || index === null || record.return === null) continue;
    const { client, session, feature, call } = record;
    const life: Life = {
      lease,
      client,
      session,
      feature,
      count: record.granted,
      index,
      call,
      granted: record.return,
      letGo: null,
      returned: null,
      believed: [],
    };
    lives.push(life);
    // A lease that was granted twice is a finding of its own; what is said of it later belongs to the first.
    if (!byLease.has(lease)) byLease.set(lease, life);
  }
  for (const { op, ok, lease, call, index, return: at } of records) {
    const life = lease === null ? undefined : byLease.get(lease);
    if (op !== 'checkin' || life === undefined) continue;
    life.letGo = Math.min(life.letGo ?? Number.POSITIVE_INFINITY, call);
    if (ok && index !== null && at !== null) life.returned = { index, at };
  }
  believe(lives, records);
  return lives;
}

function believe(lives: readonly Life[], records: readonly HistoryRecord[]): void {
  const covered = coverage(records);
  const turns = new Map<number, HistoryRecord[]>();
  for (const record of records) {
    if (record.lease === null || (record.op !== 'lost' && record.op !== 'regained')) continue;
    turns.set(record.lease, [...(turns.get(record.lease) ?? []), record]);
  }
  for (const life of lives) {
    const held: Interval[] = [];
    const end = life.letGo ?? Number.POSITIVE_INFINITY;
    let from: number | null = life.granted;
    for (const turn of (turns.get(life.lease) ?? []).toSorted((a, b) => a.call - b.call)) {
      if (turn.op === 'lost' && from !== null) held.push({ from, to: Math.min(turn.call, end) });
      from = turn.op === 'lost' ? null : (from ?? turn.call);
    }
    if (from !== null) held.push({ from, to: end });
    life.believed = intersect(held, covered.get(life.session) ?? []);
  }
}

/** When each session was before its deadline, by every record that names one. */
function coverage(records: readonly HistoryRecord[]): Map<string, Interval[]> {
  const bySession = new Map<string, Interval[]>();
  for (const { session, return: from, deadline: to } of records) {
    if (from === null || to === null) continue;
    const intervals = bySession.get(session) ?? [];
    if (intervals.length === 0) bySession.set(session, intervals);
    intervals.push({ from, to });
  }
  for (const [session, intervals] of bySession) bySession.set(session, merge(intervals));
  return bySession;
}

function merge(intervals: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const next of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && next.from <= last.to) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    } else if (next.to > next.from) merged.push(next);
  }
  return merged;
}

function intersect(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  return some.flatMap((one) =>
    others
      .map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }))
      .filter(({ from, to }) => from < to),
  );
}
