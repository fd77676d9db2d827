/** What simulations met: a run that never met a failover proves nothing about failovers. */

/** Kinds of events that are counted, with the least number that a hundred seeds must meet together. */
export const MINIMUMS = {
  operations: 50_000,
  faults: 500,
  grants: 10_000,
  elections: 300,
  failovers: 100,
  transfers: 50,
  snapshotsInstalled: 40,
  membershipChanges: 40,
  expiries: 100,
  revocations: 40,
  cancelledRequests: 100,
  damagedDisks: 10,
  lostDisks: 10,
  failedWrites: 10,
  rereads: 50,
  fullDisks: 10,
  upgrades: 10,
} as const;

export type CountName = keyof typeof MINIMUMS;

export type Counts = Record<CountName, number>;

export const COUNT_NAMES = Object.keys(MINIMUMS) as CountName[];

export function newCounts(): Counts {
  const counts: Partial<Counts> = {};
  for (const name of COUNT_NAMES) counts[name] = 0;
  return counts as Counts;
}

export function addCounts(to: Counts, more: Counts): void {
  for (const name of COUNT_NAMES) to[name] += more[name];
}

/** The counts that stay below what so many seeds must meet. Few seeds demand nothing. */
export function belowMinimum(counts: Counts, seeds: number): CountName[] {
  if (seeds < 100) return [];
  return COUNT_NAMES.filter((name) => counts[name] < Math.floor((MINIMUMS[name] * seeds) / 100));
}
