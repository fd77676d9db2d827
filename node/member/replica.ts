/**
 * One member's replica: the consensus core, the license state that its log makes, and the waiting requests.
 * It has no I/O and no timers of its own; see ports.ts.
 */
import { type Batch, BatchCodec, type CommandInit, MemberChangeCodec, type ResultInit } from '../../proto/index.ts';
import {
  type ConfChangeV2,
  type ConfState,
  ConsensusErrorCode,
  decodeConfChange,
  type Entry,
  EntryType,
  isConsensusError,
  LOCAL_APPEND,
  LOCAL_APPLY,
  MemoryStorage,
  type Message,
  MessageType,
  NONE,
  type NodeId,
  RawNode,
  type Ready,
  Role,
} from '../consensus/index.ts';
import { decodeState, encodeState, LicenseState } from '../licensing/index.ts';
import { BorrowClock } from '../service/borrowClock.ts';
import { LeaseClock } from '../service/leaseClock.ts';
import type { ReplicaPorts, ReplicaSettings, StoredLog } from './ports.ts';
import { ReadRounds } from './readRounds.ts';
import { Snapshots } from './snapshots.ts';

/** Most commands that go into one log entry; more are spread over several. */
const BATCH_COMMANDS = 2_000;

/**
 * Called once: with the answer, which is empty for commands that have none, or with null when this member is
 * not, or no longer, the master.
 */
export type Done = (result: ResultInit | null) => void;

interface Waiting {
  readonly command: CommandInit;
  readonly done: Done | null;
}

export class Replica {
  readonly raw: RawNode;
  /** The state as of the last applied entry. Replaced when a snapshot is installed. */
  state: LicenseState;
  /** The membership in force at the last applied entry. */
  confState: ConfState;
  /** Set while this member is the master and has applied all that its predecessors committed. */
  office: { readonly term: number; readonly clock: LeaseClock; readonly borrows: BorrowClock } | null = null;
  private readonly ports: ReplicaPorts;
  private readonly memory = new MemoryStorage();
  private readonly reads: ReadRounds;
  private readonly snapshots: Snapshots;
  private waiting: Waiting[] = [];
  /** Proposals under way, by log index. */
  private readonly proposed = new Map<number, { term: number; dones: (Done | null)[] }>();
  /** Lease time at the start of the term of office, and the monotonic time then. */
  private leaseTimeBase = 0;
  private leaseTimeSince = 0;
  private readonly replayedTo: number;
  private failed = false;

  constructor(settings: ReplicaSettings, stored: StoredLog, ports: ReplicaPorts) {
    this.ports = ports;
    const applied = stored.snapshot?.metadata.index ?? 0;
    if (stored.snapshot !== null) this.memory.applySnapshot(stored.snapshot);
    if (stored.hardState !== null) this.memory.setHardState(stored.hardState);
    this.memory.append(stored.entries);
    this.state = stored.snapshot === null ? new LicenseState() : decodeState(stored.snapshot.data);
    this.confState = this.memory.initialState().confState;
    this.replayedTo = stored.hardState?.commit ?? 0;
    this.snapshots = new Snapshots(this.memory, ports, settings.snapshotEntries, applied);
    this.raw = new RawNode({
      id: settings.id,
      storage: this.memory,
      electionTick: settings.electionTick,
      heartbeatTick: settings.heartbeatTick,
      randomTimeout: settings.timeoutTicks,
      applied,
      asyncStorageWrites: true,
      preVote: true,
      checkQuorum: true,
      maxSizePerMessage: 1 << 20,
      maxUncommittedSize: 64 << 20,
      maxInflightMessages: 64,
      disableProposalForwarding: true,
      stepDownOnRemoval: true,
    });
    this.reads = new ReadRounds(this.raw);
  }

  /** True while this member may answer for the cluster. */
  get isMaster(): boolean {
    return this.office !== null;
  }

  /** Milliseconds of the masters' time; meaningful on the master. */
  leaseTime(): number {
    if (this.office === null) return this.state.leaseTime;
    return this.leaseTimeBase + Math.floor(this.ports.clock.monotonic() - this.leaseTimeSince);
  }

  /** The date that an entry proposed now would have (R8), in Unix milliseconds. */
  private date(): number {
    return Math.floor(this.ports.logDate());
  }

  /** Puts a command into the log; `done` hears its outcome once two of three have it on disk. */
  submit(command: CommandInit, done: Done | null): void {
    if (this.office === null) {
      done?.(null);
      return;
    }
    this.waiting.push({ command, done });
    this.ports.wake();
  }

  /** Calls back once a quorum has confirmed that this member is still the master (R1). */
  confirm(done: (confirmed: boolean) => void): void {
    if (this.office === null) {
      done(false);
      return;
    }
    this.reads.add(done);
    this.ports.wake();
  }

  /** Proposes a change of membership. False if it cannot be taken now. */
  changeMembers(change: ConfChangeV2): boolean {
    try {
      return this.raw.proposeConfChange(change)?.refused === null;
    } catch (error) {
      this.passOver(error);
      return false;
    } finally {
      this.ports.wake();
    }
  }

  /** Messages of another member. What does not fit is passed over. */
  receive(messages: readonly Message[]): void {
    for (const message of messages) this.step(message);
    this.ports.wake();
  }

  tick(): void {
    this.raw.tick();
    this.ports.wake();
  }

  /** Asks for the mastership to go to that member; a no-op unless this is the master. */
  transfer(to: NodeId): void {
    this.raw.transferLeader(to);
    this.ports.wake();
  }

  /** The leader's stream has ended: its process is gone (R19). */
  forgetLeader(): void {
    this.raw.forgetLeader();
    this.ports.wake();
  }

  campaign(): void {
    this.raw.campaign();
    this.ports.wake();
  }

  /** Proposes what the passing of time asks for. To be called a few times a second. */
  passTime(): void {
    if (this.office === null) return;
    const { clock, borrows } = this.office;
    const now = this.ports.clock.monotonic();
    for (const command of clock.due(now)) this.submit(command, null);
    for (const command of borrows.due(this.state.borrowed, this.date(), now)) this.submit(command, null);
  }

  /** One round: proposes what waits, and does all that the core asks for. */
  turn(): void {
    if (this.failed) return;
    try {
      this.checkOffice();
      this.propose();
      if (this.office !== null) this.reads.ask();
      while (!this.failed && this.raw.hasReady()) this.handle(this.raw.ready());
    } catch (error) {
      this.fail(error);
    }
  }

  private propose(): void {
    // During a hand-over nothing is taken: what waits goes on here if it comes to nothing, else back to who asked.
    if (this.waiting.length === 0 || this.raw.leadTransferee !== NONE) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (let from = 0; from < waiting.length; from += BATCH_COMMANDS) {
      const part = waiting.slice(from, from + BATCH_COMMANDS);
      // Encoded bytes share a pool with short-lived ones: kept as they are, each entry would hold far more than itself.
      const data = new Uint8Array(
        BatchCodec.encode({
          version: this.state.version,
          leaseTime: this.leaseTime(),
          date: this.date(),
          commands: part.map((each) => each.command),
        }),
      );
      const dones = part.map((each) => each.done);
      try {
        const position = this.raw.propose([data]);
        if (position !== null) this.proposed.set(position.index, { term: position.term, dones });
        else answerAll(dones);
      } catch (error) {
        if (!isConsensusError(error, ConsensusErrorCode.ProposalDropped)) throw error;
        answerAll(dones);
      }
    }
  }

  private handle(ready: Ready): void {
    this.checkOffice();
    const outgoing = new Map<NodeId, Message[]>();
    for (const message of ready.messages) {
      if (message.to === LOCAL_APPEND) this.store(message);
      else if (message.to === LOCAL_APPLY) this.applyAll(message);
      else if (message.to === this.raw.id) this.step(message);
      else add(outgoing, message);
    }
    for (const [to, messages] of outgoing) this.ports.send(to, messages);
    if (ready.readStates.length > 0) this.reads.confirmed(ready.readStates, this.state.appliedIndex);
    if (ready.softState !== null) this.ports.changed();
  }

  private store(message: Message): void {
    const { entries, snapshot } = message;
    // The reference leaves these zero when the hard state has not changed.
    const hardState = message.term === 0 ? null : { term: message.term, vote: message.vote, commit: message.commit };
    const done = (error: Error | null) => {
      if (error !== null) return this.fail(error);
      if (this.failed) return;
      if (hardState !== null) this.memory.setHardState(hardState);
      if (snapshot !== null && snapshot.metadata.index > this.memory.snapshot().metadata.index) {
        this.memory.applySnapshot(snapshot);
      }
      this.memory.append(entries);
      this.deliver(message.responses);
    };
    this.ports.log.append({ entries, hardState, snapshot }, done);
    if (snapshot !== null) this.restore(snapshot.data, snapshot.metadata.confState);
  }

  /** Answers of the local storage go to this node itself or to others. */
  private deliver(responses: readonly Message[]): void {
    const outgoing = new Map<NodeId, Message[]>();
    for (const response of responses) {
      if (response.to === this.raw.id) this.step(response);
      else add(outgoing, response);
    }
    for (const [to, messages] of outgoing) this.ports.send(to, messages);
    this.ports.wake();
  }

  private applyAll(message: Message): void {
    for (const entry of message.entries) this.apply(entry);
    this.deliver(message.responses);
    this.snapshots.consider(this.state, this.confState);
  }

  private apply(entry: Entry): void {
    if (entry.index <= this.state.appliedIndex) return;
    if (entry.type !== EntryType.Normal) {
      this.applyConfChange(entry);
    } else if (entry.data.length === 0) {
      this.state.applyEmpty(entry.index);
      this.takeOffice(entry);
    } else {
      const batch: Batch = BatchCodec.decode(entry.data);
      const { outcomes, events } = this.state.apply(batch, entry.index, entry.term);
      this.office?.clock.applied(events, this.ports.clock.monotonic());
      if (events.length > 0) this.ports.events(events, entry.index > this.replayedTo);
      const proposal = this.proposed.get(entry.index);
      if (proposal !== undefined) {
        this.proposed.delete(entry.index);
        if (proposal.term === entry.term) {
          for (let i = 0; i < proposal.dones.length; i++) proposal.dones[i]?.(outcomes[i]?.result ?? {});
        } else answerAll(proposal.dones);
      }
    }
    this.snapshots.applied(entry.data.length);
    this.reads.applied(entry.index);
  }

  private applyConfChange(entry: Entry): void {
    const change = decodeConfChange(entry.data);
    this.confState = this.raw.applyConfChange(change);
    if (change.context.length > 0) {
      this.state.applyMemberChange(MemberChangeCodec.decode(change.context), entry.index);
    } else {
      this.state.applyEmpty(entry.index);
    }
    this.ports.changed();
  }

  /** The first entry of our own term is applied: the state now holds all that was ever committed. */
  private takeOffice(entry: Entry): void {
    if (this.raw.role !== Role.Leader || entry.term !== this.raw.term || this.office !== null) return;
    const now = this.ports.clock.monotonic();
    this.leaseTimeBase = this.state.leaseTime;
    this.leaseTimeSince = now;
    this.office = { term: entry.term, clock: new LeaseClock(this.state, entry.term, now), borrows: new BorrowClock() };
    this.ports.changed();
  }

  /** Also notices that mastership was lost and won again between two turns. */
  private checkOffice(): void {
    const { office, raw } = this;
    if (office !== null && (raw.role !== Role.Leader || raw.term !== office.term)) this.leaveOffice();
  }

  private leaveOffice(): void {
    this.office = null;
    const waiting = this.waiting;
    this.waiting = [];
    for (const { done } of waiting) done?.(null);
    for (const { dones } of this.proposed.values()) answerAll(dones);
    this.proposed.clear();
    this.reads.fail();
  }

  private restore(data: Uint8Array, confState: ConfState): void {
    this.state = decodeState(data);
    this.confState = confState;
    this.snapshots.installed(this.state.appliedIndex);
    this.ports.events([{ kind: 'license' }, { kind: 'members' }, { kind: 'order' }], true);
    this.ports.changed();
  }

  private step(message: Message): void {
    if (this.failed) return;
    try {
      // A leader sends the commit index as far as it knows us to hold the log (R21).
      if (message.type === MessageType.Heartbeat) this.ports.log.assertHolds?.(message.commit);
      this.raw.step(message);
    } catch (error) {
      try {
        this.passOver(error);
      } catch (broken) {
        this.fail(broken);
      }
    }
  }

  /** Errors that are part of normal work are passed over; others end the process. */
  private passOver(error: unknown): void {
    if (isConsensusError(error) && error.code !== ConsensusErrorCode.InvariantBroken) return;
    throw error;
  }

  private fail(error: unknown): void {
    if (this.failed) return;
    this.failed = true;
    this.leaveOffice();
    this.ports.fatal(error instanceof Error ? error : new Error(String(error)));
  }

  /** The whole state as bytes: equal on all members at equal index. */
  encodedState(): Uint8Array {
    return encodeState(this.state);
  }
}

function answerAll(dones: readonly (Done | null)[]): void {
  for (const done of dones) done?.(null);
}

function add(outgoing: Map<NodeId, Message[]>, message: Message): void {
  const messages = outgoing.get(message.to);
  if (messages === undefined) outgoing.set(message.to, [message]);
  else messages.push(message);
}
