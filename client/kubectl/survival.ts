/** "Will licenses be served without node X?": the judgement, by what the servers say of each other. */

/** A server as it is now. */
export interface Seat {
  readonly name: string;
  /** Null if its pod runs nowhere. */
  readonly node: string | null;
  /** It is up and has a vote. */
  readonly counts: boolean;
  readonly master: boolean;
}

/** What is left after a loss. */
export interface Survival {
  readonly lost: readonly Seat[];
  readonly left: readonly Seat[];
  /** Two are left: licenses go on being served. */
  readonly serves: boolean;
  /** The master then, null without a quorum. The first of those left in SERVER order takes it over. */
  readonly master: string | null;
}

const majority = 2;

/**
 * Judges the loss of a server or of a node, by name.
 * @param seats in the order of the SERVER lines
 */
export function survival(seats: readonly Seat[], what: string): Survival {
  const lost = seats.filter(({ name, node }) => name === what || node === what);
  const left = seats.filter((seat) => seat.counts && !lost.includes(seat));
  const serves = left.length >= majority;
  const heir = left.find(({ master }) => master) ?? left[0];
  return { lost, left, serves, master: serves ? (heir?.name ?? null) : null };
}

/** The judgement in words. */
export function survivalText(seats: readonly Seat[], what: string): string {
  const { lost, left, serves, master } = survival(seats, what);
  const names = (list: readonly Seat[]) => list.map((seat) => seat.name + (seat.master ? ' (master)' : '')).join(', ');
  const away = lost.length === 0 ? `${what} has none of the servers.` : `${what} takes away ${names(lost)}.`;
  const count = `${left.length} of 3 left${left.length === 0 ? '' : `: ${names(left)}`}.`;
  if (!serves) {
    return `${away} ${count}\nNO: nothing is served until two are up again. Programs keep what they hold until their leases end.`;
  }
  const change = lost.some((seat) => seat.master) ? `${master} takes over as master` : `${master} stays master`;
  const spare = left.length === majority ? '; the loss of one more stops it' : '';
  return `${away} ${count}\nYES: licenses go on being served, ${change}${spare}.`;
}
