/**
 * What a master sees to besides answering: that the license, the order and the lease time in force are those
 * that the members have, and that whoever should be master can become it. Decisions only; pure.
 */
import { type CommandInit, type Holdings, SetLicenseCodec } from '../../proto/index.ts';
import type { LicenseState } from '../licensing/index.ts';

/** What one member has on its disk. */
export interface MemberHoldings {
  readonly server: string;
  readonly holdings: Holdings;
}

/** The license text that two of three members have and that is not in force (R14); null if there is none. */
export function licenseToTake(state: LicenseState, members: readonly MemberHoldings[]): CommandInit | null {
  for (const { holdings } of members) {
    if (holdings.licenseHash === '' || holdings.license.length === 0) continue;
    const same = members.filter((other) => sameText(other.holdings, holdings)).length;
    if (same < 2) continue;
    const inForce = state.license;
    if (inForce !== null && inForce.hash === holdings.licenseHash && inForce.revision === holdings.revision)
      return null;
    return { setLicense: SetLicenseCodec.decode(holdings.license) };
  }
  return null;
}

function sameText(a: Holdings, b: Holdings): boolean {
  return a.licenseHash === b.licenseHash && a.revision === b.revision;
}

/**
 * The order of preference that should be in force. Files that disagree give the alphabetical order; in
 * Kubernetes only files of one revision are compared.
 */
export function orderToTake(state: LicenseState, members: readonly MemberHoldings[]): CommandInit | null {
  const named = members.filter(({ holdings }) => holdings.serverOrder.length === 3);
  // Of the revision that two have: one whose file is late must not hold up the others.
  const ofRevision = ({ holdings }: MemberHoldings) =>
    named.filter((other) => other.holdings.revision === holdings.revision);
  const first = named.find((member) => ofRevision(member).length >= 2);
  if (first === undefined) return null;
  const comparable = ofRevision(first);
  const wanted = first.holdings.serverOrder;
  const mismatch = comparable.some(({ holdings }) => !sameOrder(holdings.serverOrder, wanted));
  // Two alone cannot tell that all the files agree again.
  if (!mismatch && state.order.mismatch && comparable.length < 3) return null;
  const servers = mismatch ? [...wanted].sort() : [...wanted];
  if (state.order.mismatch === mismatch && sameOrder(state.order.servers, servers)) return null;
  return { setOrder: { servers, mismatch } };
}

/** True if two files name the servers in the same order. */
export function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((server, i) => server === b[i]);
}

/** A member as a possible next master. */
export interface Candidate {
  readonly server: string;
  /** Has all, or nearly all, of the log on its disk, and answers. */
  readonly caughtUp: boolean;
  /** Milliseconds for which that has been so without a break. */
  readonly steadyFor: number;
  /** Going down, or its disk is slow. */
  readonly noMaster: boolean;
}

/**
 * Whom the master should hand over to by order of preference (R19), or null. The first takes mastership back
 * when PRIMARY_IS_MASTER is set, once steady for `hold` milliseconds; the third never keeps it while one of
 * the first two can take it.
 */
export function successor(
  self: string,
  order: readonly string[],
  primaryIsMaster: boolean,
  candidates: readonly Candidate[],
  hold: number,
): string | null {
  const rank = order.indexOf(self);
  if (rank <= 0) return null;
  for (const server of order.slice(0, rank)) {
    const wanted = rank === 2 || (primaryIsMaster && server === order[0]);
    if (!wanted) continue;
    const candidate = candidates.find((each) => each.server === server);
    if (candidate === undefined || candidate.noMaster || !candidate.caughtUp) continue;
    if (candidate.steadyFor >= (rank === 2 ? 0 : hold)) return server;
  }
  return null;
}

/** The best member to hand over to when this one leaves: by order, caught up, not leaving itself. */
export function heir(self: string, order: readonly string[], candidates: readonly Candidate[]): string | null {
  const able = candidates.filter((each) => each.server !== self && each.caughtUp && !each.noMaster);
  const rank = ({ server }: Candidate) => (order.includes(server) ? order.indexOf(server) : order.length);
  able.sort((a, b) => rank(a) - rank(b));
  return able[0]?.server ?? null;
}
