import { broken, ConsensusErrorCode, isConsensusError } from './errors.ts';
import { payloadSize } from './log/entry.ts';
import { UNKNOWN_TERM } from './log/unstable.ts';
import { NO_ENTRIES } from './message.ts';
import { type Progress, ProgressState } from './progress/progress.ts';
import type { Raft } from './raft.ts';
import { MessageType, type Snapshot } from './types.ts';

/** Sends entries to a member, or only the commit index when there are none that may be sent. */
export function sendAppend(raft: Raft, member: Progress): void {
  maybeSendAppend(raft, member, true);
}

/**
 * Sends the next entries to a member if its flow control allows. Without entries a message goes out only
 * with `evenEmpty`. True when something was sent.
 */
export function maybeSendAppend(raft: Raft, member: Progress, evenEmpty: boolean): boolean {
  if (member.isPaused()) return false;
  const { log } = raft;
  const before = member.next - 1;
  const logTerm = log.term(before);
  if (logTerm === UNKNOWN_TERM) return sendSnapshot(raft, member);

  // With a full window only the commit index goes out. Should all that filled it be lost, the answer to
  // this message is what gets the stream going again.
  const blocked = member.state === ProgressState.Replicate && member.inflights.full;
  const entries = blocked ? NO_ENTRIES : log.entriesFrom(member.next, raft.config.maxSizePerMessage);
  if (entries === null) return evenEmpty && sendSnapshot(raft, member);
  if (entries.length === 0 && !evenEmpty) return false;

  raft.send({
    type: MessageType.App,
    to: member.id,
    index: before,
    logTerm,
    entries,
    commit: log.committed,
  });
  member.sentEntries(entries.length, payloadSize(entries));
  member.sentCommit(log.committed);
  return true;
}

/** Sends the newest snapshot to a member whose next entry is compacted. */
function sendSnapshot(raft: Raft, member: Progress): boolean {
  // Snapshots are large: not to a member that does not answer.
  if (!member.recentActive) return false;
  const snapshot = snapshotOrNull(raft);
  if (snapshot === null) return false;
  const { index } = snapshot.metadata;
  if (index === 0) throw broken('the log is compacted but there is no snapshot');
  member.becomeSnapshot(index);
  raft.send({ type: MessageType.Snap, to: member.id, snapshot });
  return true;
}

function snapshotOrNull(raft: Raft): Snapshot | null {
  try {
    return raft.log.snapshot();
  } catch (error) {
    if (isConsensusError(error, ConsensusErrorCode.SnapshotTemporarilyUnavailable)) return null;
    throw error;
  }
}

/** Sends to all other members what they lack. */
export function broadcastAppend(raft: Raft): void {
  for (const member of raft.tracker.members) {
    if (member.id !== raft.id) sendAppend(raft, member);
  }
}

/**
 * Sends heartbeats. Each carries the number of the newest waiting read, and as commit index what the member
 * is known to have: its log may end before ours, or differ behind that.
 */
export function broadcastHeartbeat(raft: Raft): void {
  const context = raft.reads.heartbeatContext();
  for (const member of raft.tracker.members) {
    if (member.id === raft.id) continue;
    const commit = Math.min(member.match, raft.log.committed);
    raft.send({ type: MessageType.Heartbeat, to: member.id, commit, context });
    member.sentCommit(commit);
  }
}
