/**
 * How three empty disks become one cluster, and how one empty disk finds back to it (R16, R17). Decisions
 * only: what was heard comes in, what to do comes out.
 */
import type { Composition, HelloResponse } from '../../proto/index.ts';
import type { NodeId } from '../consensus/index.ts';

/** What a member that has no log yet knows. */
export interface Newcomer {
  /** Lower case. */
  readonly server: string;
  readonly incarnation: NodeId;
  /** What it has agreed to durably. */
  readonly agreed: Composition | null;
  /** Cluster that it must belong to (from the operator); empty if any. */
  readonly expectedClusterId: string;
}

/** Which disk a server has. */
type Disk = Pick<Newcomer, 'server' | 'incarnation'>;

/** The newest answer of each other server; missing if it does not answer. */
type Answers = ReadonlyMap<string, HelloResponse>;

export type FormingStep =
  /** All that are named have agreed: begin with this composition. */
  | { readonly kind: 'begin'; readonly composition: Composition }
  /** Agree to this ourselves, and ask the named others to. */
  | { readonly kind: 'propose'; readonly composition: Composition }
  /** The cluster exists and does not know this disk: ask to be taken in. */
  | { readonly kind: 'join'; readonly clusterId: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'wait'; readonly reason: string };

export interface FormingInput {
  readonly self: Newcomer;
  /** Lower case names in the order of our SERVER lines. */
  readonly order: readonly string[];
  readonly answers: Answers;
  /** Milliseconds for which one other has answered and the third has not. */
  readonly waited: number;
  /** Milliseconds after which two form without a silent third. */
  readonly grace: number;
  /** Makes a new cluster id: 32 hex digits. */
  readonly newClusterId: () => string;
}

export function nextFormingStep(input: FormingInput): FormingStep {
  const { self, answers } = input;
  const existing = [...answers.values()].find((answer) => answer.clusterId !== '' && answer.holdsEntries);
  const id = existing?.clusterId ?? '';
  if (existing !== undefined) {
    if (existing.former.includes(self.incarnation)) {
      return {
        kind: 'refused',
        reason: 'this disk was replaced by another and is refused for ever; start with an empty one',
      };
    }
    if (self.expectedClusterId !== '' && id !== self.expectedClusterId) {
      return { kind: 'refused', reason: `cluster ${id} answers, but this member belongs to ${self.expectedClusterId}` };
    }
    // The others may have begun while we were still collecting agreements: we are one of the voters then.
    if (self.agreed !== null && self.agreed.clusterId === id) return { kind: 'begin', composition: self.agreed };
    return { kind: 'join', clusterId: id };
  }
  if (self.expectedClusterId !== '' && self.agreed?.clusterId !== self.expectedClusterId) {
    return { kind: 'wait', reason: `waiting for a member of cluster ${self.expectedClusterId} to join it` };
  }
  return form(input);
}

function form(input: FormingInput): FormingStep {
  const { self, order, answers } = input;
  const agreed = self.agreed;
  if (agreed !== null) {
    const others = agreed.slots.filter((slot) => slot.incarnation !== 0 && slot.server !== self.server);
    const all = others.every((slot) => {
      const answer = answers.get(slot.server);
      return answer?.incarnation === slot.incarnation && answer.agreed?.clusterId === agreed.clusterId;
    });
    if (all) return { kind: 'begin', composition: agreed };
    if (fate(agreed, answers, self) === 'stands') return { kind: 'propose', composition: agreed };
  }
  if (self.expectedClusterId !== '') {
    return { kind: 'wait', reason: `cluster ${self.expectedClusterId} has lost disks: it needs to be recovered` };
  }
  // A composition that another has agreed to and that names us rightly is as good as a new one.
  for (const answer of answers.values()) {
    const theirs = answer.agreed;
    if (theirs === null || fate(theirs, answers, self) !== 'stands') continue;
    if (mayAgree({ ...self, begun: false }, theirs, answers)) return { kind: 'propose', composition: theirs };
  }
  if (agreed !== null && fate(agreed, answers, self) === 'superseded') {
    return { kind: 'wait', reason: 'waiting for the composition that the others have agreed to' };
  }
  const present = order.filter((server) => server === self.server || answers.has(server));
  const missing = order.filter((server) => !present.includes(server));
  if (present.length < 2) return { kind: 'wait', reason: 'one server alone never forms a cluster: 1 of 3 up' };
  // By name: files may disagree on the order, and then each could wait for another.
  const [proposer] = [...present].sort();
  if (proposer !== self.server) return { kind: 'wait', reason: `waiting for ${proposer} to form the cluster` };
  if (missing.length > 0 && input.waited < input.grace) {
    const seconds = Math.ceil((input.grace - input.waited) / 1000);
    return { kind: 'wait', reason: `${missing.join(', ')} silent: two form without it in ${seconds} s` };
  }
  const slots = order.map((server) => ({
    server,
    incarnation: server === self.server ? self.incarnation : (answers.get(server)?.incarnation ?? 0),
  }));
  return { kind: 'propose', composition: { clusterId: input.newClusterId(), slots } };
}

function names(composition: Composition, disk: Disk): boolean {
  return composition.slots.some((slot) => slot.server === disk.server && slot.incarnation === disk.incarnation);
}

/**
 * Whether a composition may still begin. It cannot once one that it names has another disk, nor once one is
 * bound to a composition that precedes it: from that it never comes back. Without the second rule two that were
 * proposed at a time would block each other for ever.
 */
function fate(composition: Composition, answers: Answers, self: Disk): 'stands' | 'gone' | 'superseded' {
  if (hasLostDisk(composition, answers, self)) return 'gone';
  const superseded = composition.slots.some((slot) => {
    if (slot.server === self.server || slot.incarnation === 0) return false;
    const other = answers.get(slot.server)?.agreed ?? null;
    return other !== null && precedes(other, composition) && !hasLostDisk(other, answers, self);
  });
  return superseded ? 'superseded' : 'stands';
}

/**
 * Whether a composition comes before another: it names fewer of the same disks, or the same and has the lower
 * id. Whatever disk it loses, the other has lost as well; so who left the other for it never returns.
 */
function precedes(one: Composition, other: Composition): boolean {
  const named = one.slots.filter((slot) => slot.incarnation !== 0);
  const within = named.every((slot) => names(other, slot));
  const more = other.slots.filter((slot) => slot.incarnation !== 0).length - named.length;
  return within && (more > 0 || one.clusterId < other.clusterId);
}

function hasLostDisk(composition: Composition, answers: Answers, self: Disk): boolean {
  return composition.slots.some((slot) => {
    const now = slot.server === self.server ? self.incarnation : answers.get(slot.server)?.incarnation;
    return slot.incarnation !== 0 && now !== undefined && now !== slot.incarnation;
  });
}

/**
 * Whether a member may bind itself to a composition (R17): to the first, and to another one only if it holds
 * no entry and the old one can never begin. Where no disk is gone, only to one that precedes the old.
 */
export function mayAgree(
  self: Disk & { agreed: Composition | null; begun: boolean },
  asked: Composition,
  answers: Answers,
): boolean {
  if (self.agreed !== null && self.agreed.clusterId === asked.clusterId) return true;
  if (self.begun || !names(asked, self) || hasLostDisk(asked, answers, self)) return false;
  if (self.agreed === null) return true;
  const old = fate(self.agreed, answers, self);
  return old === 'gone' || (old === 'superseded' && precedes(asked, self.agreed));
}
