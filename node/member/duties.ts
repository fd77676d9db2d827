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

/**
 * The license that two of three members have and that is not in force (R14); null if there is none. The same
 * text goes first; without one the same content does: three files that order the SERVER lines in three ways
 * say the same.
 */
export function licenseToTake(state: LicenseState, members: readonly MemberHoldings[]): CommandInit | null {
  const inForce = state.license;
  const text = sharedBy(members, sameText);
  if (text !== null) {
    const taken = inForce?.hash === text.licenseHash && inForce.revision === text.revision;
    return taken ? null : { setLicense: SetLicenseCodec.decode(text.license) };
  }
  const content = sharedBy(members, sameContent);
  if (content === null) return null;
  const taken = inForce?.content === content.licenseContent && inForce.revision === content.revision;
  return taken ? null : { setLicense: SetLicenseCodec.decode(content.license) };
}

/** The holdings of the first member that can use its file and has it in common with another. */
function sharedBy(members: readonly MemberHoldings[], same: (a: Holdings, b: Holdings) => boolean): Holdings | null {
  const usable = members.filter(({ holdings }) => holdings.licenseHash !== '' && holdings.license.length > 0);
  const first = usable.find(({ holdings }) => members.filter((other) => same(other.holdings, holdings)).length >= 2);
  return first?.holdings ?? null;
}

function sameText(a: Holdings, b: Holdings): boolean {
  return a.licenseHash === b.licenseHash && a.revision === b.revision;
}

function sameContent(a: Holdings, b: Holdings): boolean {
  return a.licenseContent !== '' && a.licenseContent === b.licenseContent && a.revision === b.revision;
}

/** Names of the members whose files say something else than what is in force; none before there is something. */
export function differingLicenses(state: LicenseState, members: readonly MemberHoldings[]): string[] {
  const { license } = state;
  if (license === null) return [];
  return members.filter(({ holdings }) => licenseDiffers(license, holdings)).map(({ server }) => server);
}

/** True if a file that can be used says something else than the license in force. */
export function licenseDiffers(
  inForce: { readonly hash: string; readonly content: string },
  { licenseHash, licenseContent }: Pick<Holdings, 'licenseHash' | 'licenseContent'>,
): boolean {
  if (licenseHash === '' || licenseHash === inForce.hash) return false;
  return licenseContent === '' || licenseContent !== inForce.content;
}

/**
 * The version of the rules that all three can act by and that is above the one in force (R20); null if there is
 * none. A slot without a disk might be filled by an older program.
 */
export function versionToRaise(state: LicenseState, members: readonly MemberHoldings[]): CommandInit | null {
  const slots = state.members.members;
  if (slots.length < 3 || members.length < slots.length || slots.some(({ incarnation }) => incarnation === 0))
    return null;
  const version = Math.min(...members.map(({ holdings }) => holdings.logVersion));
  return version > state.version ? { raiseVersion: { version } } : null;
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
