/**
 * What a master sees to besides answering: that the license and the order in force are those that the members
 * have. Decisions only; pure.
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
