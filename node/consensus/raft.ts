import type { NewMember } from './confchange/draft.ts';
import { type Config, type ResolvedConfig, resolveConfig } from './config.ts';
import { becomeFollower, campaignOnTimeout, handleVoteRequest, inLease, stepCandidate } from './election.ts';
import { broken } from './errors.ts';
import { stepFollower } from './follower.ts';
import { abortTransfer, checkQuorum, stepLeader } from './leader.ts';
import { entriesSize, payloadSize } from './log/entry.ts';
import { RaftLog } from './log/raftLog.ts';
import { LEAVE_JOINT_PROPOSAL, restoreFromStorage } from './membership.ts';
import { type MessageParts, makeMessage, needsDurability } from './message.ts';
import { Tracker } from './progress/tracker.ts';
import { ReadOnly } from './readOnly.ts';
import { type ReadState, Role } from './ready.ts';
import { broadcastHeartbeat } from './replication.ts';
import { type Entry, type Message, MessageType, NONE, type NodeId, type Snapshot } from './types.ts';

/** Why a leader logged an empty entry instead of a membership change. */
export type ConfChangeRefusal = 'pending' | 'joint' | 'notJoint' | 'invalid';

/**
 * The state of one Raft node and what is common to its roles: terms, messages, ticks, the apply position.
 * What a role does with a message is in follower.ts, election.ts (both kinds of candidate) and leader.ts.
 *
 * Not for use outside this folder: RawNode is the way in.
 */
export class Raft {
  readonly id: NodeId;
  readonly config: ResolvedConfig;
  readonly log: RaftLog;
  readonly tracker = new Tracker();

  term = 0;
  vote: NodeId = NONE;
  role: Role = Role.Follower;
  leader: NodeId = NONE;

  /** Member that leadership is being handed to (thesis 3.10); proposals wait until that is done. */
  leadTransferee: NodeId = NONE;
  /**
   * Not below the index of the newest membership change in the log. Another may be proposed only once this
   * is applied: two that are pending could be decided by majorities that do not overlap.
   */
  pendingConfIndex = 0;
  /** Why the last membership change that was proposed became an empty entry, null when it did not. */
  confChangeRefusal: ConfChangeRefusal | null = null;
  /** Payload that this leader appended and that is not yet applied, since its term began. */
  uncommittedSize = 0;

  reads = new ReadOnly();
  /** Reads that came before the first commit of this leader's term. */
  earlyReads: Message[] = [];
  readStates: ReadState[] = [];

  /** Ticks since the leader was heard, or since the last quorum check of a leader. */
  electionElapsed = 0;
  heartbeatElapsed = 0;
  /** Ticks after which this node campaigns, for this term and role. */
  electionTimeout = 0;

  /** Messages that may go out at once. All are to other nodes. */
  messages: Message[] = [];
  /** Messages, some to this node, that must wait until everything in the log and the hard state is durable. */
  messagesAfterAppend: Message[] = [];

  constructor(settings: Config) {
    const config = resolveConfig(settings);
    this.id = config.id;
    this.config = config;
    this.log = new RaftLog(config.storage, config.maxCommittedSizePerReady);
    const { hardState, confState } = config.storage.initialState();
    restoreFromStorage(this, confState);
    if (hardState !== null) {
      const { term, vote, commit } = hardState;
      if (term !== 0 || vote !== NONE || commit !== 0) {
        if (commit < this.log.committed || commit > this.log.lastIndex()) {
          throw broken(`commit index ${commit} is not within ${this.log.committed} to ${this.log.lastIndex()}`);
        }
        this.log.committed = commit;
        this.term = term;
        this.vote = vote;
      }
    }
    if (config.applied > 0) this.log.appliedTo(config.applied, 0);
    becomeFollower(this, this.term, NONE);
  }

  /** What a new member's progress starts with. */
  newMember(): NewMember {
    return {
      lastIndex: this.log.lastIndex(),
      maxInflightMessages: this.config.maxInflightMessages,
      maxInflightBytes: this.config.maxInflightBytes,
    };
  }

  /** True when this node may lead: a voter that has no snapshot to install. */
  promotable(): boolean {
    const own = this.tracker.get(this.id);
    return own !== undefined && !own.learner && this.log.unstable.snapshot === null;
  }

  tick(): void {
    if (this.role === Role.Leader) this.#tickLeader();
    else this.#tickOther();
  }

  #tickOther(): void {
    this.electionElapsed++;
    if (this.electionElapsed < this.electionTimeout || !this.promotable()) return;
    this.electionElapsed = 0;
    campaignOnTimeout(this);
  }

  #tickLeader(): void {
    this.heartbeatElapsed++;
    this.electionElapsed++;
    if (this.electionElapsed >= this.config.electionTick) {
      this.electionElapsed = 0;
      if (this.config.checkQuorum) checkQuorum(this);
      // A transfer that has not come about in one election timeout will not; serve again.
      if (this.role === Role.Leader) abortTransfer(this);
    }
    if (this.role === Role.Leader && this.heartbeatElapsed >= this.config.heartbeatTick) {
      this.heartbeatElapsed = 0;
      broadcastHeartbeat(this);
    }
  }

  /** Queues a message. Sender and, where the kind has one, term are filled in. */
  send(parts: MessageParts): void {
    const { type } = parts;
    const isVote =
      type === MessageType.Vote ||
      type === MessageType.VoteResp ||
      type === MessageType.PreVote ||
      type === MessageType.PreVoteResp;
    // Votes name the term that is voted on. Requests that are passed on to a leader are of no term.
    const ownTerm = type === MessageType.Prop || type === MessageType.ReadIndex ? 0 : this.term;
    const message = makeMessage({ ...parts, from: parts.from || this.id, term: isVote ? (parts.term ?? 0) : ownTerm });
    if (needsDurability(type)) {
      this.messagesAfterAppend.push(message);
    } else {
      if (message.to === this.id) throw broken('a message to itself would not wait for the disk');
      this.messages.push(message);
    }
  }

  /**
   * Takes a message. False when it carried a proposal that was dropped.
   *
   * A higher term makes any node a follower in it, a lower one is mostly ignored (paper 5.1). The
   * exceptions are the pre-vote, which speaks of a term that nobody has entered yet, and the lease in which
   * a voter hears no candidates (thesis 4.2.3).
   */
  step(message: Message): boolean {
    if (message.term > this.term) {
      if (!this.#raiseTerm(message)) return true;
    } else if (message.term < this.term && message.term !== 0) {
      this.#answerLowerTerm(message);
      return true;
    }
    switch (message.type) {
      case MessageType.StorageAppendResp:
        this.#stored(message);
        return true;
      case MessageType.StorageApplyResp:
        this.#appliedEntries(message.entries);
        return true;
      case MessageType.Vote:
      case MessageType.PreVote:
        handleVoteRequest(this, message);
        return true;
      default:
        break;
    }
    if (this.role === Role.Leader) return stepLeader(this, message);
    return this.role === Role.Follower ? stepFollower(this, message) : stepCandidate(this, message);
  }

  /** For a message of a higher term. False when the message is to be ignored. */
  #raiseTerm(message: Message): boolean {
    const { type } = message;
    if ((type === MessageType.Vote || type === MessageType.PreVote) && inLease(this, message)) return false;
    // Granted pre-votes carry the term that was asked for; our own rises when a quorum has granted.
    if (type === MessageType.PreVote || (type === MessageType.PreVoteResp && !message.reject)) return true;
    const fromLeader = type === MessageType.App || type === MessageType.Heartbeat || type === MessageType.Snap;
    becomeFollower(this, message.term, fromLeader ? message.from : NONE);
    return true;
  }

  #answerLowerTerm(message: Message): void {
    const { preVote, checkQuorum: keepsLease } = this.config;
    switch (message.type) {
      case MessageType.App:
      case MessageType.Heartbeat:
        // This node's term ran ahead while it was cut off. Since leases and pre-votes keep its candidacy
        // from being heard, it must show the leader its term, or it would never get back in.
        if (keepsLease || preVote) this.send({ type: MessageType.AppResp, to: message.from });
        break;
      case MessageType.PreVote:
        // Silence could leave a candidate of a lower term, but with the better log, stuck for ever.
        this.send({ type: MessageType.PreVoteResp, to: message.from, term: this.term, reject: true });
        break;
      case MessageType.StorageAppendResp:
        // The entries may have been replaced in the new term by a write that is still under way (see
        // storageMessages.ts). A snapshot is committed state, in whatever term it was installed.
        if (message.snapshot !== null) this.#installed(message.snapshot);
        break;
      default:
        break;
    }
  }

  #stored(message: Message): void {
    if (message.index !== 0) this.log.unstable.stableTo(message.index, message.logTerm);
    if (message.snapshot !== null) this.#installed(message.snapshot);
  }

  #installed(snapshot: Snapshot): void {
    const { index } = snapshot.metadata;
    this.log.unstable.stableSnapshotTo(index);
    this.#appliedTo(index, 0);
  }

  #appliedEntries(entries: readonly Entry[]): void {
    const last = entries[entries.length - 1];
    if (last === undefined) return;
    const limited = this.config.maxCommittedSizePerReady !== Infinity;
    this.#appliedTo(last.index, limited ? entriesSize(entries) : 0);
    // Entries of older terms were never counted, so the sum may come out too low, but never too high.
    this.uncommittedSize = Math.max(0, this.uncommittedSize - payloadSize(entries));
  }

  #appliedTo(index: number, size: number): void {
    const applied = Math.max(index, this.log.applied);
    this.log.appliedTo(applied, size);
    if (this.tracker.config.autoLeave && applied >= this.pendingConfIndex && this.role === Role.Leader) {
      // Dropped while a transfer runs; the next applied entry, or the next leader, tries again.
      this.step(LEAVE_JOINT_PROPOSAL);
    }
  }
}
