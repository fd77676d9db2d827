import { ConfChangeError, ConfChangeProblem } from '../errors.ts';
import type { Membership } from '../progress/tracker.ts';
import { type ConfChangeSingle, ConfChangeTransition, type ConfChangeV2, type NodeId } from '../types.ts';
import { Draft, type NewMember } from './draft.ts';

/**
 * Changes at most one voter, which needs no joint phase: the old and the new majority overlap (thesis 4.1).
 * Any number of learners may change along.
 */
export function changeSimply(base: Membership, changes: readonly ConfChangeSingle[], newMember: NewMember): Membership {
  const draft = new Draft(base, newMember);
  if (draft.joint) throw problem(ConfChangeProblem.ChangeWhileJoint, 'the membership is joint and must be left first');
  draft.apply(changes);
  if (differences(base.config.voters, draft.voters) > 1) {
    throw problem(ConfChangeProblem.TooManyVotersChanged, 'more than one voter changes, which needs a joint phase');
  }
  return draft.finish();
}

/**
 * Starts a joint phase in which the old and the new voters must both agree (thesis 4.3). With `autoLeave`
 * the leader ends it by itself as soon as this change is applied.
 */
export function enterJoint(
  base: Membership,
  changes: readonly ConfChangeSingle[],
  autoLeave: boolean,
  newMember: NewMember,
): Membership {
  const draft = new Draft(base, newMember);
  if (draft.joint) throw problem(ConfChangeProblem.AlreadyJoint, 'the membership is already joint');
  if (draft.voters.size === 0) throw problem(ConfChangeProblem.NoVoters, 'no voters to start a joint phase from');
  draft.splitVoters();
  draft.apply(changes);
  draft.autoLeave = autoLeave;
  return draft.finish();
}

/** Ends the joint phase: only the new voters count from here. */
export function leaveJoint(base: Membership, newMember: NewMember): Membership {
  const draft = new Draft(base, newMember);
  if (!draft.joint) throw problem(ConfChangeProblem.NotJoint, 'the membership is not joint');
  draft.dropOutgoing();
  return draft.finish();
}

/** True for the change that ends a joint phase. */
export function leavesJoint(change: ConfChangeV2): boolean {
  return change.transition === ConfChangeTransition.Auto && change.changes.length === 0;
}

/** Applies a logged change in the way that it asks for. Throws `ConfChangeError` when it does not fit. */
export function applyChange(base: Membership, change: ConfChangeV2, newMember: NewMember): Membership {
  if (leavesJoint(change)) return leaveJoint(base, newMember);
  if (change.transition !== ConfChangeTransition.Auto || change.changes.length > 1) {
    const autoLeave = change.transition !== ConfChangeTransition.JointExplicit;
    return enterJoint(base, change.changes, autoLeave, newMember);
  }
  return changeSimply(base, change.changes, newMember);
}

function differences(before: readonly NodeId[], after: ReadonlySet<NodeId>): number {
  let kept = 0;
  for (const id of before) if (after.has(id)) kept++;
  return before.length - kept + (after.size - kept);
}

function problem(code: ConfChangeProblem, message: string): ConfChangeError {
  return new ConfChangeError(code, message);
}
