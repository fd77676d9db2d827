/** The leases at the end, as the master lists them, against what clients were told. */
import type { HistoryRecord } from '../../client/index.ts';
import type { Life } from './lives.ts';

/** All leases that a master listed. */
export interface FinalState {
  /** When it was asked, and when it had answered. */
  readonly call: number;
  readonly return: number;
  readonly leases: readonly {
    readonly lease: number;
    readonly session: string;
    readonly feature: string;
    readonly count: number;
    readonly index: number;
  }[];
}

/** No grant that still stands is missing, none that was checked in is there, none is there that nobody asked for. */
export function checkFinal(
  lives: readonly Life[],
  records: readonly HistoryRecord[],
  final: FinalState,
  model: { readonly owned: ReadonlyMap<string, number>; readonly died?: ReadonlySet<string> },
): string[] {
  const violations: string[] = [];
  const listed = new Map(final.leases.map((lease) => [lease.lease, lease]));
  for (const life of lives) {
    const found = listed.get(life.lease);
    const said = `lease ${life.lease} of ${life.client} (${life.feature}, index ${life.index})`;
    const returned = life.returned !== null && life.returned.at < final.call;
    const believed = life.believed.some(({ from, to }) => from <= final.call && to > final.return);
    if (returned && found !== undefined) violations.push(`${said} was checked in and is still out`);
    if (believed && found === undefined) violations.push(`${said} is lost: its client holds it, the master does not`);
    if (found === undefined) continue;
    const same =
      found.session === life.session &&
      found.feature === life.feature &&
      found.count === life.count &&
      found.index === life.index;
    if (!same) violations.push(`${said} is listed as ${JSON.stringify(found)}`);
  }
  const granted = new Set(lives.map((life) => life.lease));
  // What was never answered may have been granted.
  const open = new Set(
    records
      .filter(({ op, client, return: end }) => model.died?.has(client) === true || (op === 'checkout' && end === null))
      .map(({ session }) => session),
  );
  const sums = new Map<string, number>();
  for (const lease of final.leases) {
    sums.set(lease.feature, (sums.get(lease.feature) ?? 0) + lease.count);
    if (!granted.has(lease.lease) && !open.has(lease.session)) {
      violations.push(`lease ${lease.lease} of session ${lease.session} is out and nobody was granted it`);
    }
  }
  for (const [feature, sum] of sums) {
    const most = model.owned.get(feature) ?? 0;
    if (sum > most) violations.push(`${feature}: ${sum} listed as out of ${most} owned`);
  }
  return violations;
}
