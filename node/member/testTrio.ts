/** For tests: replicas in one thread, on disks and a network in memory that do at once what is not cut off. */
import type { CommandInit, ResultInit } from '../../proto/index.ts';
import {
  type Entry,
  type HardState,
  type Message,
  MessageType,
  type NodeId,
  type Snapshot,
} from '../consensus/index.ts';
import { encodeState, type LicenseEvent, LicenseState } from '../licensing/index.ts';
import { DamageReason, LogDamaged, StorageError, StorageErrorCode } from '../storage/index.ts';
import type { ReplicaPorts } from './ports.ts';
import { HEARTBEAT_TICKS, TICK_MS, timeoutTicks } from './preference.ts';
import { Replica } from './replica.ts';

export const ELECTION_TICKS = 30;

export interface TestMember {
  readonly id: NodeId;
  replica: Replica;
  /** What its disk holds. */
  hardState: HardState | null;
  snapshot: Snapshot | null;
  entries: Entry[];
  /** Writes that the disk has not answered. */
  readonly writes: (() => void)[];
  /** The disk takes writes and answers none. */
  stalled: boolean;
  /** The disk refuses every write. */
  broken: boolean;
  readonly events: LicenseEvent[];
  fatal: Error | null;
  /** Milliseconds that its civil clock is ahead. */
  dateAhead: number;
  down: boolean;
}

export class TestTrio {
  /** Monotonic milliseconds, the same for all. */
  now = 0;
  readonly members = new Map<NodeId, TestMember>();
  private readonly mail: { from: NodeId; to: NodeId; messages: readonly Message[] }[] = [];
  private readonly cutOff = new Set<NodeId>();
  private readonly settings: { snapshotEntries: number; makeSnapshot?: ReplicaPorts['makeSnapshot'] };

  /** Formed by members 1 to 3, in that order of preference. */
  constructor(settings: { snapshotEntries?: number; makeSnapshot?: ReplicaPorts['makeSnapshot'] } = {}) {
    this.settings = { ...settings, snapshotEntries: settings.snapshotEntries ?? 1_000 };
    const state = new LicenseState();
    state.appliedIndex = 1;
    const servers = ['a', 'b', 'c'];
    state.members = {
      members: servers.map((server, i) => ({ server, incarnation: i + 1, host: '', port: 0 })),
      former: [],
    };
    const confState = { voters: [1, 2, 3], learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false };
    const snapshot = { metadata: { index: 1, term: 1, confState }, data: encodeState(state) };
    for (const id of confState.voters) this.add(id, snapshot);
  }

  /** A member whose disk holds the snapshot, or nothing. */
  add(id: NodeId, snapshot: Snapshot | null): TestMember {
    const hardState = snapshot === null ? null : { term: snapshot.metadata.term, vote: 0, commit: 1 };
    const disk = { hardState, snapshot, entries: [], writes: [], stalled: false, broken: false };
    const rest = { events: [], fatal: null, dateAhead: 0, down: false };
    const member: TestMember = { id, replica: this.start(id, { hardState, snapshot, entries: [] }), ...disk, ...rest };
    this.members.set(id, member);
    return member;
  }

  at(id: NodeId): TestMember {
    const member = this.members.get(id);
    if (member === undefined) throw new RangeError(`no member ${id}`);
    return member;
  }

  /** The one that is master; throws unless there is exactly one that is not cut off. */
  get master(): TestMember {
    const masters = [...this.members.values()].filter(
      (each) => each.replica.isMaster && !each.down && !this.cutOff.has(each.id),
    );
    const [only] = masters;
    if (only === undefined || masters.length > 1) throw new Error(`${masters.length} masters`);
    return only;
  }

  cut(id: NodeId): void {
    this.cutOff.add(id);
  }

  heal(): void {
    this.cutOff.clear();
  }

  /** SIGKILL: what was not durable is gone. */
  kill(id: NodeId): void {
    this.at(id).down = true;
    this.at(id).writes.length = 0;
  }

  restart(id: NodeId): void {
    const member = this.at(id);
    member.replica = this.start(id, member);
    member.down = false;
  }

  /** Everything that can happen without time passing. */
  run(): void {
    let busy = true;
    for (let round = 0; busy; round++) {
      if (round === 10_000) throw new Error('the members never come to rest');
      busy = false;
      for (const member of this.members.values()) {
        if (member.down) continue;
        member.replica.turn();
        const writes = member.stalled ? [] : member.writes.splice(0);
        for (const write of writes) write();
        if (writes.length > 0) busy = true;
      }
      for (const { from, to, messages } of this.mail.splice(0)) {
        const member = this.members.get(to);
        const lost = member === undefined || member.down || this.cutOff.has(from) || this.cutOff.has(to);
        if (!lost) member.replica.receive(messages);
        // As the transport does.
        if (messages.some(({ type }) => type === MessageType.Snap)) this.at(from).replica.raw.reportSnapshot(to, !lost);
        busy ||= !lost;
      }
    }
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    for (const end = this.now + milliseconds; this.now < end; ) {
      this.now += TICK_MS;
      for (const { replica, down } of this.members.values()) {
        if (down) continue;
        replica.tick();
        if (this.now % 250 === 0) replica.passTime();
      }
      this.run();
    }
  }

  /** Lets time pass until there is a master; throws after five seconds. */
  elect(): TestMember {
    for (const end = this.now + 5_000; this.now < end; ) {
      this.pass(TICK_MS);
      try {
        return this.master;
      } catch {
        // Not yet.
      }
    }
    return this.master;
  }

  /** Submits to the master; what it was answered, if anything, and how often. */
  submit(command: CommandInit, to = this.master): Answer {
    const answer: Answer = { times: 0, result: undefined };
    to.replica.submit(command, (result) => {
      answer.times += 1;
      answer.result = result;
    });
    this.run();
    return answer;
  }

  private start(id: NodeId, stored: Pick<TestMember, 'hardState' | 'snapshot' | 'entries'>): Replica {
    const member = () => this.at(id);
    const ports: ReplicaPorts = {
      clock: { monotonic: () => this.now },
      log: {
        append: ({ entries, hardState, snapshot }, done) => {
          const disk = member();
          disk.writes.push(() => {
            if (disk.broken) return done(new StorageError(StorageErrorCode.StorageFailed, 'EIO'));
            if (snapshot !== null) Object.assign(disk, { snapshot, entries: [] });
            if (hardState !== null) disk.hardState = hardState;
            const [first] = entries;
            if (first !== undefined) {
              disk.entries = [...disk.entries.filter((entry) => entry.index < first.index), ...entries];
            }
            done(null);
          });
        },
        saveSnapshot: (snapshot, done) => {
          const disk = member();
          disk.writes.push(() => {
            disk.snapshot = snapshot;
            disk.entries = disk.entries.filter((entry) => entry.index > snapshot.metadata.index);
            done(null);
          });
        },
        compact: (_index, done) => {
          member().writes.push(() => done(null));
        },
        assertHolds: (index) => {
          const { entries, snapshot } = member();
          const last = entries.at(-1)?.index ?? snapshot?.metadata.index ?? 0;
          if (index > last) throw new LogDamaged(DamageReason.Short, 'log', 0, `it ends at ${last}, not at ${index}`);
        },
      },
      send: (to, messages) => {
        this.mail.push({ from: id, to, messages });
      },
      wake: () => undefined,
      changed: () => undefined,
      events: (events) => {
        member().events.push(...events);
      },
      fatal: (error) => {
        member().fatal = error;
      },
      ...(this.settings.makeSnapshot === undefined ? {} : { makeSnapshot: this.settings.makeSnapshot }),
      logDate: () => this.now + member().dateAhead,
    };
    const settings = {
      id,
      electionTick: ELECTION_TICKS,
      heartbeatTick: HEARTBEAT_TICKS,
      timeoutTicks: (ticks: number) => timeoutTicks(ticks, id - 1, () => 0),
      snapshotEntries: this.settings.snapshotEntries,
    };
    return new Replica(settings, stored, ports);
  }
}

export interface Answer {
  times: number;
  result: ResultInit | null | undefined;
}
