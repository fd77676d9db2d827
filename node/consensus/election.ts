import { broken } from './errors.ts';
import { handleAppend, handleHeartbeat, handleSnapshot } from './follower.ts';
import { appendEntries } from './leader.ts';
import { NO_BYTES } from './message.ts';
import { jointVoterIds } from './quorum/joint.ts';
import { VoteResult } from './quorum/majority.ts';
import type { Raft } from './raft.ts';
import { ReadOnly } from './readOnly.ts';
import { Role } from './ready.ts';
import { broadcastAppend } from './replication.ts';
import { EntryType, type Message, MessageType, NONE, type NodeId } from './types.ts';

/** Mark of a vote request that the leader itself asked for: leases do not hold against it (thesis 4.2.3). */
const TRANSFER_MARK = Uint8Array.of(1);

function isTransfer(message: Message): boolean {
  return message.context.length === 1 && message.context[0] === TRANSFER_MARK[0];
}

/** Puts back what belongs to one term or one candidacy. */
function reset(raft: Raft, term: number): void {
  if (raft.term !== term) {
    raft.term = term;
    raft.vote = NONE;
  }
  raft.leader = NONE;
  raft.electionElapsed = 0;
  raft.heartbeatElapsed = 0;
  raft.electionTimeout = raft.config.randomTimeout(raft.config.electionTick);
  raft.leadTransferee = NONE;
  raft.tracker.resetVotes();
  const last = raft.log.lastIndex();
  for (const member of raft.tracker.members) member.reset(last + 1, member.id === raft.id ? last : 0);
  raft.pendingConfIndex = 0;
  raft.uncommittedSize = 0;
  raft.reads = new ReadOnly();
}

export function becomeFollower(raft: Raft, term: number, leader: NodeId): void {
  reset(raft, term);
  raft.leader = leader;
  raft.role = Role.Follower;
}

/** Only the role changes: no term, no vote, nothing to write (thesis 9.6). */
function becomePreCandidate(raft: Raft): void {
  raft.tracker.resetVotes();
  raft.leader = NONE;
  raft.role = Role.PreCandidate;
}

function becomeCandidate(raft: Raft): void {
  reset(raft, raft.term + 1);
  raft.vote = raft.id;
  raft.role = Role.Candidate;
}

function becomeLeader(raft: Raft): void {
  reset(raft, raft.term);
  raft.leader = raft.id;
  raft.role = Role.Leader;
  const own = raft.tracker.get(raft.id);
  if (own === undefined) throw broken('a node that is no member was elected');
  own.becomeReplicate();
  own.recentActive = true;
  // There may be a membership change in the part of the log that is not yet applied. Waiting for all of it
  // is cheaper than looking.
  raft.pendingConfIndex = raft.log.lastIndex();
  // Entries of older terms are committed only by one of this term (paper 5.4.2, 8), so there must be one.
  appendEntries(raft, [{ type: EntryType.Normal, data: NO_BYTES }]);
}

/** Starts an election as the settings say: with a pre-vote or without. */
export function campaignOnTimeout(raft: Raft): void {
  if (mayCampaign(raft)) campaign(raft, raft.config.preVote, NO_BYTES);
}

/**
 * Starts the election that the leader asked for. No pre-vote: this node has just been in touch with the
 * leader and does not come back from a partition, and a round trip is saved.
 */
export function campaignForTransfer(raft: Raft): void {
  if (mayCampaign(raft)) campaign(raft, false, TRANSFER_MARK);
}

function mayCampaign(raft: Raft): boolean {
  return raft.role !== Role.Leader && raft.promotable() && !hasUnappliedConfChange(raft);
}

/**
 * True when a committed membership change waits to be applied. With the old membership this node could be
 * elected by a majority that no longer counts.
 */
function hasUnappliedConfChange(raft: Raft): boolean {
  const { log } = raft;
  for (let lo = log.applied + 1; lo <= log.committed; ) {
    const page = log.slice(lo, log.committed + 1, log.pageSize);
    if (page === null || page.length === 0) throw broken(`entry ${lo} is committed, not applied, and gone`);
    if (page.some((entry) => entry.type !== EntryType.Normal)) return true;
    lo += page.length;
  }
  return false;
}

function campaign(raft: Raft, preVote: boolean, context: Uint8Array): void {
  if (preVote) becomePreCandidate(raft);
  else becomeCandidate(raft);
  const term = preVote ? raft.term + 1 : raft.term;
  const index = raft.log.lastIndex();
  const logTerm = raft.log.lastTerm();
  for (const to of jointVoterIds(raft.tracker.config)) {
    if (to === raft.id) {
      // The own vote counts once it is durable, like everybody's, so it takes the way over the disk.
      raft.send({ type: preVote ? MessageType.PreVoteResp : MessageType.VoteResp, to, term });
    } else {
      raft.send({ type: preVote ? MessageType.PreVote : MessageType.Vote, to, term, index, logTerm, context });
    }
  }
}

/**
 * True when this node heard a leader less than an election timeout ago and so hears no candidate (thesis
 * 4.2.3): one that was cut off cannot throw out a leader that works.
 */
export function inLease(raft: Raft, message: Message): boolean {
  return (
    raft.config.checkQuorum &&
    raft.leader !== NONE &&
    raft.electionElapsed < raft.config.electionTick &&
    !isTransfer(message)
  );
}

/**
 * Answers Vote and PreVote. A learner votes too: it may have been made a voter without knowing it yet, and
 * the candidate that does know may need its vote.
 */
export function handleVoteRequest(raft: Raft, message: Message): void {
  const pre = message.type === MessageType.PreVote;
  const type = pre ? MessageType.PreVoteResp : MessageType.VoteResp;
  const free =
    raft.vote === message.from || (raft.vote === NONE && raft.leader === NONE) || (pre && message.term > raft.term);
  if (free && raft.log.isUpToDate(message.index, message.logTerm)) {
    // The term of the request: the candidate would take an answer of our own, lower term for an old one.
    raft.send({ type, to: message.from, term: message.term });
    if (!pre) {
      raft.electionElapsed = 0;
      raft.vote = message.from;
    }
  } else {
    raft.send({ type, to: message.from, term: raft.term, reject: true });
  }
}

/** A message to a candidate or pre-candidate. False when a proposal was dropped. */
export function stepCandidate(raft: Raft, message: Message): boolean {
  const awaited = raft.role === Role.PreCandidate ? MessageType.PreVoteResp : MessageType.VoteResp;
  switch (message.type) {
    case MessageType.Prop:
      return false;
    case MessageType.App:
      becomeFollower(raft, message.term, message.from);
      handleAppend(raft, message);
      break;
    case MessageType.Heartbeat:
      becomeFollower(raft, message.term, message.from);
      handleHeartbeat(raft, message);
      break;
    case MessageType.Snap:
      becomeFollower(raft, message.term, message.from);
      handleSnapshot(raft, message);
      break;
    case awaited:
      countVote(raft, message);
      break;
    default:
      break;
  }
  return true;
}

function countVote(raft: Raft, message: Message): void {
  raft.tracker.recordVote(message.from, !message.reject);
  const { result } = raft.tracker.tally();
  if (result === VoteResult.Won) {
    if (raft.role === Role.PreCandidate) {
      campaign(raft, false, NO_BYTES);
    } else {
      becomeLeader(raft);
      broadcastAppend(raft);
    }
  } else if (result === VoteResult.Lost) {
    // A refused pre-vote may carry the term that was asked for, which nobody has entered.
    becomeFollower(raft, raft.term, NONE);
  }
}
