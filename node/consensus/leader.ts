import { ReadOnlyMode } from './config.ts';
import { becomeFollower } from './election.ts';
import { ConsensusError, ConsensusErrorCode } from './errors.ts';
import { payloadSize } from './log/entry.ts';
import { refusalOf } from './membership.ts';
import { makeMessage, NO_BYTES } from './message.ts';
import { type Progress, ProgressState } from './progress/progress.ts';
import type { Raft } from './raft.ts';
import { broadcastAppend, broadcastHeartbeat, maybeSendAppend, sendAppend } from './replication.ts';
import { type Entry, EntryType, type Message, MessageType, NONE, type NodeId } from './types.ts';

/** A message to a leader. False when a proposal was dropped. */
export function stepLeader(raft: Raft, message: Message): boolean {
  switch (message.type) {
    case MessageType.Prop:
      return propose(raft, message.entries);
    case MessageType.ReadIndex:
      handleReadIndex(raft, message);
      return true;
    default:
      break;
  }
  const member = raft.tracker.get(message.from);
  if (member === undefined) return true;
  switch (message.type) {
    case MessageType.AppResp:
      member.recentActive = true;
      if (message.reject) appendRejected(raft, member, message);
      else if (message.index <= raft.log.lastIndex()) appendAcknowledged(raft, member, message.index);
      break;
    case MessageType.HeartbeatResp:
      heartbeatAnswered(raft, member, message.context);
      break;
    case MessageType.TransferLeader:
      transferLeader(raft, member);
      break;
    default:
      break;
  }
  return true;
}

/** Steps down when no quorum was heard since the last check: a majority may follow another (thesis 6.2). */
export function checkQuorum(raft: Raft): void {
  if (!raft.tracker.quorumActive()) becomeFollower(raft, raft.term, NONE);
  for (const member of raft.tracker.members) {
    if (member.id !== raft.id) member.recentActive = false;
  }
}

/** What is new in an entry before the log gives it a place. */
interface NewEntry {
  readonly type: EntryType;
  readonly data: Uint8Array;
}

/** Appends entries to the own log. False when too much is uncommitted already. */
export function appendEntries(raft: Raft, proposed: readonly NewEntry[]): boolean {
  const { term } = raft;
  let index = raft.log.lastIndex();
  const entries: Entry[] = new Array(proposed.length);
  for (let i = 0; i < proposed.length; i++) {
    const { type, data } = proposed[i] as NewEntry;
    entries[i] = { term, index: ++index, type, data };
  }
  const size = payloadSize(entries);
  // One batch of any size is let through when nothing waits, and empty entries always.
  if (raft.uncommittedSize > 0 && size > 0 && raft.uncommittedSize + size > raft.config.maxUncommittedSize) {
    return false;
  }
  raft.uncommittedSize += size;
  raft.log.append(entries);
  // The leader counts itself once its own disk has the entries, by an acknowledgement to itself.
  raft.send({ type: MessageType.AppResp, to: raft.id, index });
  return true;
}

function propose(raft: Raft, proposed: readonly Entry[]): boolean {
  if (proposed.length === 0) {
    throw new ConsensusError(ConsensusErrorCode.MalformedMessage, 'a proposal without entries');
  }
  if (raft.tracker.get(raft.id) === undefined || raft.leadTransferee !== NONE) return false;

  const entries = proposed.slice();
  const pendingBefore = raft.pendingConfIndex;
  raft.confChangeRefusal = null;
  for (let i = 0; i < proposed.length; i++) {
    const entry = proposed[i] as Entry;
    if (entry.type === EntryType.Normal) continue;
    raft.confChangeRefusal = refusalOf(raft, entry.data);
    if (raft.confChangeRefusal === null) raft.pendingConfIndex = raft.log.lastIndex() + i + 1;
    else entries[i] = { type: EntryType.Normal, term: 0, index: 0, data: NO_BYTES };
  }
  if (!appendEntries(raft, entries)) {
    raft.pendingConfIndex = pendingBefore;
    return false;
  }
  broadcastAppend(raft);
  return true;
}

/** Moves the commit index to what a quorum has. True when it moved. */
export function maybeCommit(raft: Raft): boolean {
  return raft.log.maybeCommit(raft.tracker.committed(), raft.term);
}

/**
 * A follower has something else before the entries that were sent. Its hint names the end of its log, or an
 * entry whose term is not above ours there. Of our log, all that has a greater term than the hint cannot be
 * in its log either, so the next probe goes before that: about one probe a term, not one an entry.
 */
function appendRejected(raft: Raft, member: Progress, message: Message): void {
  const { rejectHint, logTerm } = message;
  const probe = logTerm > 0 ? raft.log.findConflictByTerm(rejectHint, logTerm).index : rejectHint;
  if (!member.maybeDecreaseTo(message.index, probe)) return;
  if (member.state === ProgressState.Replicate) member.becomeProbe();
  sendAppend(raft, member);
}

function appendAcknowledged(raft: Raft, member: Progress, index: number): void {
  const news = member.maybeUpdate(index);
  // An answer to a probe is worth something even if it only confirms what was known.
  if (!news && !(member.match === index && member.state === ProgressState.Probe)) return;

  if (member.state === ProgressState.Probe) {
    member.becomeReplicate();
  } else if (member.state === ProgressState.Snapshot) {
    // Whichever snapshot it installed, and from wherever: what counts is that our log joins it.
    if (member.match + 1 >= raft.log.firstIndex()) {
      member.becomeProbe();
      member.becomeReplicate();
    }
  } else {
    member.inflights.freeUpTo(index);
  }

  const isOther = member.id !== raft.id;
  if (maybeCommit(raft)) {
    releaseEarlyReads(raft);
    broadcastAppend(raft);
  } else if (isOther && member.canBumpCommit(raft.log.committed)) {
    sendAppend(raft, member);
  }
  if (!isOther) return;
  // The acknowledgement may have made room for several messages.
  while (maybeSendAppend(raft, member, false));
  if (member.id === raft.leadTransferee && member.match === raft.log.lastIndex()) {
    raft.send({ type: MessageType.TimeoutNow, to: member.id });
  }
}

function heartbeatAnswered(raft: Raft, member: Progress, context: Uint8Array): void {
  member.recentActive = true;
  member.paused = false;
  // An append, even an empty one, finds out about lost messages and brings a probed member back.
  if (member.match < raft.log.lastIndex() || member.state === ProgressState.Probe) sendAppend(raft, member);
  if (raft.config.readOnlyMode !== ReadOnlyMode.Safe || context.length === 0) return;
  raft.reads.acknowledge(member.id, context);
  for (const { request, index } of raft.reads.takeConfirmed(raft.tracker.config)) answerRead(raft, request, index);
}

/**
 * A read (thesis 6.4). Before this leader has committed an entry of its own term it does not know how far
 * the log is committed, so the read waits.
 */
function handleReadIndex(raft: Raft, request: Message): void {
  if (raft.tracker.singleton) answerRead(raft, request, raft.log.committed);
  else if (hasCommittedInTerm(raft)) confirmRead(raft, request);
  else raft.earlyReads.push(request);
}

function hasCommittedInTerm(raft: Raft): boolean {
  return raft.log.matches(raft.log.committed, raft.term);
}

function releaseEarlyReads(raft: Raft): void {
  if (raft.earlyReads.length === 0 || !hasCommittedInTerm(raft)) return;
  const requests = raft.earlyReads;
  raft.earlyReads = [];
  for (const request of requests) confirmRead(raft, request);
}

function confirmRead(raft: Raft, request: Message): void {
  if (raft.config.readOnlyMode === ReadOnlyMode.LeaseBased) {
    answerRead(raft, request, raft.log.committed);
    return;
  }
  raft.reads.add(raft.log.committed, request);
  raft.reads.acknowledgeSelf(raft.id);
  broadcastHeartbeat(raft);
}

function answerRead(raft: Raft, request: Message, index: number): void {
  const { from, context } = request;
  if (from === NONE || from === raft.id) raft.readStates.push({ index, context });
  else raft.send({ type: MessageType.ReadIndexResp, to: from, index, context });
}

/** The way to a member failed: what was sent ahead is probably lost. */
export function reportUnreachable(raft: Raft, id: NodeId): void {
  const member = raft.tracker.get(id);
  if (member?.state === ProgressState.Replicate) member.becomeProbe();
}

/** How the sending of a snapshot ended. Either way the next message waits for an answer or a heartbeat. */
export function reportSnapshot(raft: Raft, id: NodeId, ok: boolean): void {
  const member = raft.tracker.get(id);
  if (member?.state !== ProgressState.Snapshot) return;
  // Without this the probe would start behind a snapshot that never arrived.
  if (!ok) member.pendingSnapshot = 0;
  member.becomeProbe();
  member.paused = true;
}

/**
 * Hands leadership to a member (thesis 3.10): bring its log up to date while proposals wait, then tell it to
 * campaign at once. Another target replaces a transfer that is under way.
 */
function transferLeader(raft: Raft, member: Progress): void {
  if (member.learner || member.id === raft.leadTransferee) return;
  abortTransfer(raft);
  if (member.id === raft.id) return;
  // The transfer has one election timeout from now.
  raft.electionElapsed = 0;
  raft.leadTransferee = member.id;
  if (member.match === raft.log.lastIndex()) raft.send({ type: MessageType.TimeoutNow, to: member.id });
  else sendAppend(raft, member);
}

export function abortTransfer(raft: Raft): void {
  raft.leadTransferee = NONE;
}

/** The message that asks a leader, or the leader of a follower, to hand over to `to`. */
export function transferRequest(to: NodeId): Message {
  return makeMessage({ type: MessageType.TransferLeader, to: NONE, from: to });
}
