import { ReadOnlyMode } from './config.ts';
import { campaignForTransfer } from './election.ts';
import { restoreSnapshot } from './membership.ts';
import type { Raft } from './raft.ts';
import { type Message, MessageType, NONE } from './types.ts';

/** A message to a follower. False when a proposal was dropped. */
export function stepFollower(raft: Raft, message: Message): boolean {
  switch (message.type) {
    case MessageType.Prop:
      if (raft.leader === NONE || raft.config.disableProposalForwarding) return false;
      raft.send({ ...message, to: raft.leader });
      break;
    case MessageType.App:
      heard(raft, message);
      handleAppend(raft, message);
      break;
    case MessageType.Heartbeat:
      heard(raft, message);
      handleHeartbeat(raft, message);
      break;
    case MessageType.Snap:
      heard(raft, message);
      handleSnapshot(raft, message);
      break;
    case MessageType.TransferLeader:
    case MessageType.ReadIndex:
      if (raft.leader !== NONE) raft.send({ ...message, to: raft.leader });
      break;
    case MessageType.TimeoutNow:
      campaignForTransfer(raft);
      break;
    case MessageType.ReadIndexResp:
      raft.readStates.push({ index: message.index, context: message.context });
      break;
    case MessageType.ForgetLeader:
      forgetLeader(raft);
      break;
    default:
      break;
  }
  return true;
}

/**
 * Forgets the leader, so that this node grants votes although the lease has not run out. Safe, since a lease
 * only protects availability, unless reads rely on it.
 */
export function forgetLeader(raft: Raft): void {
  if (raft.config.readOnlyMode !== ReadOnlyMode.LeaseBased) raft.leader = NONE;
}

function heard(raft: Raft, message: Message): void {
  raft.electionElapsed = 0;
  raft.leader = message.from;
}

/** Takes a leader's entries, or says where the logs may agree (paper 5.3). */
export function handleAppend(raft: Raft, message: Message): void {
  const { log } = raft;
  const { from, index, logTerm } = message;
  if (index < log.committed) {
    // An old message: what is committed agrees already, the leader may go on behind it.
    raft.send({ type: MessageType.AppResp, to: from, index: log.committed });
    return;
  }
  const last = log.maybeAppend(index, logTerm, message.entries, message.commit);
  if (last >= 0) {
    raft.send({ type: MessageType.AppResp, to: from, index: last });
    return;
  }
  // Everything of a greater term than the leader has at `index` cannot be in its log: hint behind that.
  const hint = log.findConflictByTerm(Math.min(index, log.lastIndex()), logTerm);
  raft.send({
    type: MessageType.AppResp,
    to: from,
    index,
    reject: true,
    rejectHint: hint.index,
    logTerm: hint.term,
  });
}

export function handleHeartbeat(raft: Raft, message: Message): void {
  raft.log.commitTo(message.commit);
  raft.send({ type: MessageType.HeartbeatResp, to: message.from, context: message.context });
}

export function handleSnapshot(raft: Raft, message: Message): void {
  const restored = message.snapshot !== null && restoreSnapshot(raft, message.snapshot);
  const index = restored ? raft.log.lastIndex() : raft.log.committed;
  raft.send({ type: MessageType.AppResp, to: message.from, index });
}
