/** The operations sorted by log index: each once, in real-time order, never more out than is owned. */
import type { HistoryRecord } from '../../client/index.ts';
import type { Life } from './lives.ts';

/** No lease is granted twice, and none is checked in before it was granted. */
export function checkOnce(lives: readonly Life[]): string[] {
  const violations: string[] = [];
  const seen = new Map<number, Life>();
  for (const life of lives) {
    const before = seen.get(life.lease);
    seen.set(life.lease, life);
    if (before !== undefined) {
      violations.push(`lease ${life.lease} was granted to ${before.client} and again to ${life.client}`);
    }
    if (life.returned !== null && life.returned.index <= life.index) {
      violations.push(
        `lease ${life.lease} was granted at index ${life.index} and checked in at ${life.returned.index}`,
      );
    }
  }
  return violations;
}

/** What returned before another was called stands before it in the log. */
export function checkOrder(lives: readonly Life[], records: readonly HistoryRecord[]): string[] {
  const checkins = records.filter((record) => record.op === 'checkin' && record.ok);
  const operations = [
    ...lives.map((life) => ({ name: `grant of ${life.lease}`, call: life.call, end: life.granted, index: life.index })),
    ...checkins.map(({ lease, call, return: end, index }) => ({ name: `checkin of ${lease}`, call, end, index })),
  ].flatMap(({ name, call, end, index }) => (end === null || index === null ? [] : [{ name, call, end, index }]));
  const returned = operations.toSorted((a, b) => a.end - b.end);
  const violations: string[] = [];
  let newest: (typeof operations)[number] | null = null;
  let at = 0;
  for (const operation of operations.toSorted((a, b) => a.call - b.call)) {
    for (let next = returned[at]; next !== undefined && next.end < operation.call; next = returned[++at]) {
      if (newest === null || next.index > newest.index) newest = next;
    }
    if (newest !== null && newest.index >= operation.index) {
      violations.push(
        `${newest.name} (index ${newest.index}) had returned before ${operation.name} (index ${operation.index}) was called`,
      );
    }
  }
  return violations;
}

/**
 * Replays grants and checkins by log index. A lease whose checkin was never answered counts as out only as long
 * as the log must have gone on with it: while its client still believed in it. Commands of one index ride in one
 * entry whose inner order no client knows: what is given back there is counted first.
 */
export function checkReplay(lives: readonly Life[], owned: ReadonlyMap<string, number>): string[] {
  const known = new Known(lives);
  const violations: string[] = [];
  for (const feature of new Set(lives.map((life) => life.feature))) {
    const edges = lives
      .filter((life) => life.feature === feature)
      .flatMap((life) => [
        { index: life.index, seats: life.count },
        { index: life.returned?.index ?? known.outThrough(life) + 1, seats: -life.count },
      ])
      .sort((a, b) => a.index - b.index || a.seats - b.seats);
    let sum = 0;
    for (const { index, seats } of edges) {
      sum += seats;
      if (seats > 0 && sum > (owned.get(feature) ?? 0)) {
        violations.push(`${feature}: ${sum} out at log index ${index} of ${owned.get(feature) ?? 0} owned`);
      }
    }
  }
  return violations;
}

/** How far the log had come at a time, as far as clients can know. */
class Known {
  private readonly times: number[] = [];
  private readonly indexes: number[] = [];

  constructor(lives: readonly Life[]) {
    const answers = lives.flatMap((life) => [
      { at: life.granted, index: life.index },
      ...(life.returned === null ? [] : [life.returned]),
    ]);
    let highest = 0;
    for (const { at, index } of answers.sort((a, b) => a.at - b.at)) {
      highest = Math.max(highest, index);
      this.times.push(at);
      this.indexes.push(highest);
    }
  }

  /** The highest index at which the lease was out for certain. */
  outThrough(life: Life): number {
    const until = life.believed.at(-1)?.to ?? life.granted;
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.times[middle] ?? 0) < until) low = middle + 1;
      else high = middle;
    }
    return Math.max(life.index, this.indexes[low - 1] ?? 0);
  }
}
