import { EMPTY_CONF_STATE, type Membership } from '../progress/tracker.ts';
import { type ConfChangeSingle, ConfChangeType, type ConfState, type NodeId } from '../types.ts';
import { changeSimply, enterJoint } from './change.ts';
import type { NewMember } from './draft.ts';

/**
 * Builds a membership from its description, by the changes that lead to it from nothing, so that it passes
 * the same checks as one that was reached by logged changes: the outgoing voters first, one by one; then, in
 * one joint step, they are replaced by the voters and learners of the description.
 */
export function restoreMembership(state: ConfState, newMember: NewMember): Membership {
  let membership: Membership = { config: EMPTY_CONF_STATE, progress: new Map() };
  const target = [
    ...steps(ConfChangeType.AddNode, state.voters),
    ...steps(ConfChangeType.AddLearnerNode, state.learners),
    ...steps(ConfChangeType.AddLearnerNode, state.learnersNext),
  ];
  if (state.votersOutgoing.length === 0) {
    for (const step of target) membership = changeSimply(membership, [step], newMember);
    return membership;
  }
  for (const step of steps(ConfChangeType.AddNode, state.votersOutgoing)) {
    membership = changeSimply(membership, [step], newMember);
  }
  const removal = steps(ConfChangeType.RemoveNode, state.votersOutgoing);
  return enterJoint(membership, [...removal, ...target], state.autoLeave, newMember);
}

/** True when both describe the same membership, in whatever order. */
export function sameConfState(a: ConfState, b: ConfState): boolean {
  return (
    a.autoLeave === b.autoLeave &&
    sameSet(a.voters, b.voters) &&
    sameSet(a.learners, b.learners) &&
    sameSet(a.votersOutgoing, b.votersOutgoing) &&
    sameSet(a.learnersNext, b.learnersNext)
  );
}

function sameSet(a: readonly NodeId[], b: readonly NodeId[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}

function steps(type: ConfChangeType, ids: readonly NodeId[]): ConfChangeSingle[] {
  return ids.map((nodeId) => ({ type, nodeId }));
}
