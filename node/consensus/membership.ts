import { applyChange } from './confchange/change.ts';
import { decodeConfChange } from './confchange/codec.ts';
import { restoreMembership, sameConfState } from './confchange/restore.ts';
import { becomeFollower } from './election.ts';
import { broken, ConfChangeError, ConsensusError, ConsensusErrorCode } from './errors.ts';
import { abortTransfer, maybeCommit } from './leader.ts';
import { makeMessage, NO_BYTES } from './message.ts';
import type { Membership } from './progress/tracker.ts';
import type { ConfChangeRefusal, Raft } from './raft.ts';
import { Role } from './ready.ts';
import { broadcastAppend, maybeSendAppend } from './replication.ts';
import {
  type ConfChangeV2,
  type ConfState,
  EntryType,
  type Message,
  MessageType,
  NONE,
  type Snapshot,
} from './types.ts';

/** The leader's own proposal to end a joint phase. Empty, so no size limit refuses it. */
export const LEAVE_JOINT_PROPOSAL: Message = makeMessage({
  type: MessageType.Prop,
  to: NONE,
  entries: [{ type: EntryType.ConfChangeV2, term: 0, index: 0, data: NO_BYTES }],
});

/** Takes up the membership that the storage describes. */
export function restoreFromStorage(raft: Raft, confState: ConfState): void {
  const membership = restored(raft, confState, raft.log.lastIndex());
  if (membership === null) throw broken('the stored membership contradicts itself');
  switchTo(raft, membership);
}

/** The membership of this description, or null when it contradicts itself. */
function restored(raft: Raft, confState: ConfState, lastIndex: number): Membership | null {
  try {
    const membership = restoreMembership(confState, { ...raft.newMember(), lastIndex });
    return sameConfState(membership.config, confState) ? membership : null;
  } catch (error) {
    if (error instanceof ConfChangeError) return null;
    throw error;
  }
}

/** Applies a committed change, or throws `ConfChangeError` and leaves the membership alone. */
export function applyConfChange(raft: Raft, change: ConfChangeV2): ConfState {
  return switchTo(raft, applyChange(raft.tracker.membership, change, raft.newMember()));
}

/**
 * Why a leader must not log this change now, or null.
 *
 * When no other change is pending, the membership in force is the one that this change will meet, so it can
 * simply be tried: one that does not fit never enters the log, where it would stop every member.
 */
export function refusalOf(raft: Raft, data: Uint8Array): ConfChangeRefusal | null {
  const change = decodeConfChange(data);
  if (raft.config.disableConfChangeValidation) return null;
  if (raft.pendingConfIndex > raft.log.applied) return 'pending';
  const leaves = change.changes.length === 0;
  if (raft.tracker.joint && !leaves) return 'joint';
  if (!raft.tracker.joint && leaves) return 'notJoint';
  try {
    applyChange(raft.tracker.membership, change, raft.newMember());
    return null;
  } catch (error) {
    if (error instanceof ConfChangeError) return 'invalid';
    throw error;
  }
}

/** Makes a membership the one in force, and does what follows from it. */
function switchTo(raft: Raft, membership: Membership): ConfState {
  raft.tracker.use(membership);
  const { config } = raft.tracker;
  if (raft.role !== Role.Leader) return config;

  const own = raft.tracker.get(raft.id);
  if (own === undefined || own.learner) {
    // Removed or demoted while leading. The thesis lets it go on until the change is committed (4.2.2).
    if (raft.config.stepDownOnRemoval) becomeFollower(raft, raft.term, NONE);
    return config;
  }
  if (config.voters.length === 0) return config;

  if (maybeCommit(raft)) {
    // Fewer voters may make more entries committed.
    broadcastAppend(raft);
  } else {
    // New members need not wait for the next heartbeat.
    for (const member of raft.tracker.members) {
      if (member.id !== raft.id) maybeSendAppend(raft, member, false);
    }
  }
  if (raft.leadTransferee !== NONE && !raft.tracker.isVoter(raft.leadTransferee)) abortTransfer(raft);
  return config;
}

/**
 * Takes a snapshot from the leader. False when it brings nothing: it is old, or our log has the same entry
 * at its index (then only the commit index moves), or this node is not in its membership.
 */
export function restoreSnapshot(raft: Raft, snapshot: Snapshot): boolean {
  const { index, term, confState } = snapshot.metadata;
  if (index <= raft.log.committed) return false;
  if (raft.role !== Role.Follower) throw broken('a snapshot reached a node that does not follow');
  const { voters, learners, votersOutgoing } = confState;
  if (![voters, learners, votersOutgoing].some((ids) => ids.includes(raft.id))) return false;
  if (raft.log.matches(index, term)) {
    raft.log.commitTo(index);
    return false;
  }
  const membership = restored(raft, confState, index);
  if (membership === null) {
    throw new ConsensusError(ConsensusErrorCode.MalformedMessage, 'a snapshot whose membership contradicts itself');
  }
  raft.log.restore(snapshot);
  switchTo(raft, membership);
  return true;
}
