import { encodeConfChange } from './confchange/codec.ts';
import type { Config } from './config.ts';
import { campaignOnTimeout } from './election.ts';
import { broken, ConsensusError, ConsensusErrorCode } from './errors.ts';
import { forgetLeader } from './follower.ts';
import { reportSnapshot, reportUnreachable, transferRequest } from './leader.ts';
import { applyConfChange } from './membership.ts';
import { isLocalMessage, isLocalTarget, isResponse, makeMessage, needsDurability } from './message.ts';
import { type ConfChangeRefusal, Raft } from './raft.ts';
import { type Ready, Role, type SoftState } from './ready.ts';
import type { ProgressStatus, Status } from './status.ts';
import {
  needsAppend,
  storageAppend,
  storageAppendResponse,
  storageApply,
  storageApplyResponse,
} from './storageMessages.ts';
import {
  type ConfChangeV2,
  type ConfState,
  type Entry,
  EntryType,
  type HardState,
  type Message,
  MessageType,
  NONE,
  type NodeId,
} from './types.ts';
import { checkMessage } from './validate.ts';

/** Where a proposal stands in this leader's log. It is decided when it is committed there in that term. */
export interface ProposalPosition {
  readonly index: number;
  readonly term: number;
}

/** As `ProposalPosition`, or why an empty entry was logged there instead of the change. */
export interface ConfChangePosition extends ProposalPosition {
  readonly refused: ConfChangeRefusal | null;
}

/**
 * A Raft node without I/O and without a clock. The caller ticks it, brings messages, and does what
 * `ready()` says. Not re-entrant; every method runs to its end at once.
 *
 * An error with the code `InvariantBroken`, or any that is not a ConsensusError, leaves the node in an
 * undefined state: the process must end.
 */
export class RawNode {
  readonly #raft: Raft;
  readonly #asyncWrites: boolean;
  #lastSoftState: SoftState;
  #lastHardState: HardState;
  /** Synchronous mode: messages to this node that `advance()` delivers. */
  #onAdvance: Message[] = [];

  constructor(config: Config) {
    this.#raft = new Raft(config);
    this.#asyncWrites = this.#raft.config.asyncStorageWrites;
    this.#lastSoftState = { leader: this.#raft.leader, role: this.#raft.role };
    this.#lastHardState = this.#hardState();
  }

  get id(): NodeId {
    return this.#raft.id;
  }
  get term(): number {
    return this.#raft.term;
  }
  get role(): Role {
    return this.#raft.role;
  }
  /** Whom this node follows, itself when it leads, 0 when it knows of none. */
  get leader(): NodeId {
    return this.#raft.leader;
  }
  get commit(): number {
    return this.#raft.log.committed;
  }
  get applied(): number {
    return this.#raft.log.applied;
  }
  get leadTransferee(): NodeId {
    return this.#raft.leadTransferee;
  }
  /** Ticks since the leader was heard. */
  get electionElapsed(): number {
    return this.#raft.electionElapsed;
  }

  /** True for a candidate whom a voter has refused its vote: with one of three dead it cannot win any more. */
  get outvoted(): boolean {
    return this.#raft.role === Role.Candidate && this.#raft.tracker.tally().rejected > 0;
  }

  /** Moves the clock by one tick. */
  tick(): void {
    this.#raft.tick();
  }

  /**
   * Sets after how many ticks without a leader this node campaigns. Holds until the role or the term
   * changes; then `Config.randomTimeout` is asked again.
   */
  setElectionTimeout(ticks: number): void {
    this.#raft.electionTimeout = ticks;
  }

  /**
   * Campaigns now, with a pre-vote if that is configured. Does nothing on a leader, on a node that cannot
   * lead, and while a committed membership change waits to be applied.
   */
  campaign(): void {
    campaignOnTimeout(this.#raft);
  }

  /**
   * Takes a message from another node, or an answer from the local storage. That it comes from whom it
   * names is for the transport to check. Throws `StepLocalMessage`, `StepPeerNotFound`, `MalformedMessage` and
   * `ProposalDropped`, and has then changed nothing but possibly the term.
   */
  step(message: Message): void {
    const { type } = message;
    const stored = type === MessageType.StorageAppendResp || type === MessageType.StorageApplyResp;
    if (!(stored && isLocalTarget(message.from))) {
      // In its own name a node gets only the consent that came back from its disk, and a wish to lead.
      const consent = needsDurability(type) && !message.reject;
      const ownName = message.from === this.#raft.id && !consent && type !== MessageType.TransferLeader;
      if (isLocalMessage(type) || isLocalTarget(message.from) || ownName) {
        throw new ConsensusError(ConsensusErrorCode.StepLocalMessage, 'a local message came from the network');
      }
      if (isResponse(type) && this.#raft.tracker.get(message.from) === undefined) {
        throw new ConsensusError(ConsensusErrorCode.StepPeerNotFound, `${message.from} is not a member`);
      }
      checkMessage(message);
    }
    if (!this.#raft.step(message)) throw dropped();
  }

  /**
   * Proposes entries, all or none. Returns where the first of them stands when this node leads, or null when
   * they went to the leader. Throws `ProposalDropped`.
   */
  propose(data: readonly Uint8Array[]): ProposalPosition | null {
    const entries: Entry[] = new Array(data.length);
    for (let i = 0; i < data.length; i++) {
      entries[i] = { term: 0, index: 0, type: EntryType.Normal, data: data[i] as Uint8Array };
    }
    return this.#propose(entries);
  }

  /**
   * Proposes a membership change. A leader that cannot take it now logs an empty entry in its place and says
   * why. `type` ConfChange marks an entry as the reference's older form; it means the same.
   */
  proposeConfChange(
    change: ConfChangeV2,
    type: typeof EntryType.ConfChange | typeof EntryType.ConfChangeV2 = EntryType.ConfChangeV2,
  ): ConfChangePosition | null {
    const position = this.#propose([{ term: 0, index: 0, type, data: encodeConfChange(change) }]);
    return position === null ? null : { ...position, refused: this.#raft.confChangeRefusal };
  }

  #propose(entries: readonly Entry[]): ProposalPosition | null {
    const raft = this.#raft;
    const index = raft.log.lastIndex() + 1;
    const { term, role } = raft;
    if (!raft.step(makeMessage({ type: MessageType.Prop, to: NONE, from: raft.id, entries }))) throw dropped();
    return role === Role.Leader ? { index, term } : null;
  }

  /**
   * Puts a committed membership change in force. To be called when its entry is applied, unless the
   * application decides against it. Returns the membership, for snapshots.
   */
  applyConfChange(change: ConfChangeV2): ConfState {
    return applyConfChange(this.#raft, change);
  }

  /**
   * Asks for the index up to which a reader must have applied to see all that was committed before now. The
   * answer comes as a ReadState with this context, or never: when there is no leader or a message is lost.
   */
  readIndex(context: Uint8Array): void {
    this.#raft.step(makeMessage({ type: MessageType.ReadIndex, to: NONE, context }));
  }

  /** Asks the leader, which may be this node, to hand over to `to`. Over when the leader or its term changes. */
  transferLeader(to: NodeId): void {
    this.#raft.step(transferRequest(to));
  }

  /**
   * Makes a follower forget its leader, so that it grants votes before the lease has run out. For when the
   * leader is known to be gone. If it is not, its next message brings it back.
   */
  forgetLeader(): void {
    if (this.#raft.role === Role.Follower) forgetLeader(this.#raft);
  }

  /** Tells a leader that a message to `id` was lost. */
  reportUnreachable(id: NodeId): void {
    if (this.#raft.role === Role.Leader) reportUnreachable(this.#raft, id);
  }

  /** Tells a leader how the sending of a snapshot to `id` ended. Must be called for each Snap message. */
  reportSnapshot(id: NodeId, ok: boolean): void {
    if (this.#raft.role === Role.Leader) reportSnapshot(this.#raft, id, ok);
  }

  /** True when `ready()` would return work. */
  hasReady(): boolean {
    const raft = this.#raft;
    return (
      raft.messages.length > 0 ||
      raft.messagesAfterAppend.length > 0 ||
      raft.log.unstable.hasNew() ||
      raft.log.hasCommittedEntries(!this.#asyncWrites) ||
      this.#softStateChanged() ||
      this.#hardStateChanged() ||
      raft.log.unstable.newSnapshot() !== null ||
      raft.readStates.length > 0
    );
  }

  /** Hands out all work since the last call. In synchronous mode `advance()` must come before the next. */
  ready(): Ready {
    const raft = this.#raft;
    if (this.#onAdvance.length > 0) throw broken('ready() was called twice without advance()');
    const hardChanged = this.#hardStateChanged();
    const previous = this.#lastHardState;
    const hardState = hardChanged ? this.#hardState() : null;
    const entries = raft.log.unstable.newEntries();
    const snapshot = raft.log.unstable.newSnapshot();
    const committedEntries = raft.log.committedEntries(!this.#asyncWrites);
    const softState = this.#softStateChanged() ? { leader: raft.leader, role: raft.role } : null;
    const messages = raft.messages;
    const work = { entries, hardState, snapshot };
    if (this.#asyncWrites) {
      if (needsAppend(raft, work)) messages.push(storageAppend(raft, work));
      if (committedEntries.length > 0) messages.push(storageApply(raft, committedEntries));
    } else {
      for (const message of raft.messagesAfterAppend) {
        (message.to === raft.id ? this.#onAdvance : messages).push(message);
      }
      const stored = storageAppendResponse(raft, work);
      if (stored !== null) this.#onAdvance.push(stored);
      if (committedEntries.length > 0) this.#onAdvance.push(storageApplyResponse(raft, committedEntries));
    }
    const ready: Ready = {
      softState,
      hardState,
      readStates: raft.readStates,
      entries,
      snapshot,
      committedEntries,
      messages,
      mustSync: entries.length > 0 || raft.term !== previous.term || raft.vote !== previous.vote,
    };
    this.#accept(ready);
    return ready;
  }

  #accept(ready: Ready): void {
    const raft = this.#raft;
    if (ready.softState !== null) this.#lastSoftState = ready.softState;
    if (ready.hardState !== null) this.#lastHardState = ready.hardState;
    if (raft.readStates.length > 0) raft.readStates = [];
    raft.messages = [];
    raft.messagesAfterAppend = [];
    raft.log.unstable.acceptInProgress();
    const last = ready.committedEntries[ready.committedEntries.length - 1];
    if (last !== undefined) {
      raft.log.acceptApplying(last.index, raft.log.applyingSize(ready.committedEntries), !this.#asyncWrites);
    }
  }

  /** Synchronous mode: says that the last Ready is written, sent and applied. */
  advance(): void {
    if (this.#asyncWrites) throw broken('advance() has no place with asynchronous storage writes');
    const messages = this.#onAdvance;
    this.#onAdvance = [];
    for (const message of messages) this.#raft.step(message);
  }

  /** A copy of the state. Allocates; for the hot path there are the getters. */
  status(): Status {
    const raft = this.#raft;
    const progress = new Map<NodeId, ProgressStatus>();
    if (raft.role === Role.Leader) {
      for (const member of raft.tracker.members) {
        progress.set(member.id, {
          id: member.id,
          match: member.match,
          next: member.next,
          state: member.state,
          pendingSnapshot: member.pendingSnapshot,
          recentActive: member.recentActive,
          paused: member.isPaused(),
          learner: member.learner,
          inflight: member.inflights.count,
          inflightFull: member.inflights.full,
        });
      }
    }
    return {
      id: raft.id,
      term: raft.term,
      vote: raft.vote,
      commit: raft.log.committed,
      applied: raft.log.applied,
      firstIndex: raft.log.firstIndex(),
      lastIndex: raft.log.lastIndex(),
      leader: raft.leader,
      role: raft.role,
      leadTransferee: raft.leadTransferee,
      electionElapsed: raft.electionElapsed,
      electionTimeout: raft.electionTimeout,
      uncommittedSize: raft.uncommittedSize,
      config: raft.tracker.config,
      progress,
    };
  }

  #hardState(): HardState {
    return { term: this.#raft.term, vote: this.#raft.vote, commit: this.#raft.log.committed };
  }

  #softStateChanged(): boolean {
    const { leader, role } = this.#lastSoftState;
    return this.#raft.leader !== leader || this.#raft.role !== role;
  }

  #hardStateChanged(): boolean {
    const { term, vote, commit } = this.#lastHardState;
    return this.#raft.log.committed !== commit || this.#raft.term !== term || this.#raft.vote !== vote;
  }
}

function dropped(): ConsensusError {
  return new ConsensusError(ConsensusErrorCode.ProposalDropped, 'the proposal was not taken');
}
