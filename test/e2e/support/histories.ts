/**
 * Judges the histories that programs have written: how many seats were believed in at once. Times are of this
 * machine's one monotonic clock.
 */
import { readFile } from 'node:fs/promises';
import type { HistoryRecord } from '../../../client/index.ts';

/** Seats that a program believed in from one moment to another, in nanoseconds. */
export interface Belief {
  readonly client: string;
  readonly lease: number;
  readonly feature: string;
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** Reads NDJSON; a last line that was cut short by a kill is left out. */
export async function readHistory(path: string): Promise<HistoryRecord[]> {
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as HistoryRecord);
}

/**
 * From the answer to a checkout to the call of its checkin, as far as the program's own deadline reached. A lease
 * that was lost is not believed in until it is regained.
 */
export function beliefs(records: readonly HistoryRecord[]): Belief[] {
  const sessions = Map.groupBy(records, (record) => record.session);
  return [...sessions.values()].flatMap(beliefsOfSession);
}

function beliefsOfSession(records: readonly HistoryRecord[]): Belief[] {
  const found: Belief[] = [];
  const open = new Map<number, { record: HistoryRecord; from: number; until: number }>();
  const close = (lease: number, at: number) => {
    const held = open.get(lease);
    if (held === undefined) return;
    open.delete(lease);
    const { client, feature } = held.record;
    found.push({ client, lease, feature, count: held.record.count, from: held.from, to: Math.min(at, held.until) });
  };
  // The order of the lines is the order in which the program came to know.
  for (const record of records) {
    const { op, lease, deadline } = record;
    const now = record.return ?? record.call;
    if (lease !== null && op === 'checkin') close(lease, record.call);
    if (lease !== null && op === 'lost') close(lease, record.call);
    for (const [id, held] of open) {
      if (now > held.until) close(id, held.until);
      else if (deadline !== null) held.until = Math.max(held.until, deadline);
    }
    if (lease !== null && deadline !== null && ((op === 'checkout' && record.ok) || op === 'regained')) {
      open.set(lease, { record, from: now, until: deadline });
    }
  }
  for (const id of [...open.keys()]) close(id, Number.POSITIVE_INFINITY);
  return found;
}

/** The most seats of a feature that were believed in at one moment. */
export function mostBelieved(all: readonly Belief[], feature: string): number {
  const changes = all
    .filter((belief) => belief.feature === feature && belief.to > belief.from)
    .flatMap(({ from, to, count }) => [
      { at: from, by: count },
      { at: to, by: -count },
    ])
    .sort((one, other) => one.at - other.at || one.by - other.by);
  let sum = 0;
  let most = 0;
  for (const { by } of changes) {
    sum += by;
    most = Math.max(most, sum);
  }
  return most;
}

/** Leases that were granted twice, to whomever. */
export function grantedTwice(records: readonly HistoryRecord[]): number[] {
  const granted = records.filter(({ op, ok }) => op === 'checkout' && ok).map(({ lease }) => lease ?? 0);
  return granted.filter((lease, position) => granted.indexOf(lease) !== position);
}
