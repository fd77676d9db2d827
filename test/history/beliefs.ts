/** Promise 1 as clients live it: what they believe they hold, by their own deadlines, added up. */
import type { Life } from './lives.ts';

/** Sweeps over the times at which clients believed; the sum for a feature never exceeds what is owned. */
export function checkBeliefs(lives: readonly Life[], owned: ReadonlyMap<string, number>): string[] {
  const violations: string[] = [];
  for (const feature of new Set(lives.map((life) => life.feature))) {
    const edges = lives
      .filter((life) => life.feature === feature)
      .flatMap((life) =>
        life.believed.flatMap(({ from, to }) => [
          { at: from, seats: life.count, life },
          { at: to, seats: -life.count, life },
        ]),
      )
      // An end at the same time as a beginning is before it: the end is not part of an interval.
      .sort((a, b) => a.at - b.at || a.seats - b.seats);
    const holders = new Set<Life>();
    let sum = 0;
    for (const { at, seats, life } of edges) {
      sum += seats;
      if (seats > 0) holders.add(life);
      else holders.delete(life);
      if (seats > 0 && sum > (owned.get(feature) ?? 0)) {
        const who = [...holders].map((each) => `${each.client} lease ${each.lease} (${each.count})`).join(', ');
        violations.push(`${feature}: ${sum} believed at ${at} of ${owned.get(feature) ?? 0} owned: ${who}`);
      }
    }
  }
  return violations;
}
