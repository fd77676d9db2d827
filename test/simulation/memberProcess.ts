/**
 * One lmgrd process: what node/daemon.ts does with clock, network and disk, done with the simulation's. The
 * rules are the project's own (Replica, Peers, Preference, Joins, the duties); here is only the loop.
 */
import { type Message, MessageType, NONE, type NodeId, Role } from '../../node/consensus/index.ts';
import type { LicenseEvent } from '../../node/licensing/index.ts';
import type { MemberHoldings } from '../../node/member/duties.ts';
import { Joins } from '../../node/member/joins.ts';
import { MasterDuties } from '../../node/member/masterDuties.ts';
import { Mastership } from '../../node/member/mastership.ts';
import { Peers, type ServerAddress } from '../../node/member/peers.ts';
import type { StoredLog } from '../../node/member/ports.ts';
import { electionTicks, HEARTBEAT_TICKS, Preference, TICK_MS, timeoutTicks } from '../../node/member/preference.ts';
import { Replica } from '../../node/member/replica.ts';
import { isStorageError, type OpenedStorage, type Storage } from '../../node/storage/index.ts';
import type { Holdings } from '../../proto/index.ts';
import { CheckedLog } from './checkedLog.ts';
import type { Watched } from './checks/consensusChecks.ts';
import type { Cluster } from './cluster.ts';
import { Forming } from './forming.ts';
import { HoldingsTeller } from './holdingsTeller.ts';
import type { Machine } from './machine.ts';
import { MembershipWatch } from './membershipWatch.ts';
import { PeerStreams } from './peerStreams.ts';
import type { ServerSession } from './serverSession.ts';
import { SimulatedProcess } from './simulatedProcess.ts';

const DUTY_MS = 100;
const STUCK_DISK_MS = 10_000;
const MAX_TICKS_AT_ONCE = 3;
const JOIN_MS = 500;
const LEAVE_MS = 2_000;

export class MemberProcess extends SimulatedProcess {
  readonly otherServers: readonly string[];
  readonly incarnation: NodeId;
  /** Version of the rules that this program knows (R20). */
  readonly program: number;
  readonly storage: Storage;
  readonly peers: Peers;
  readonly sessions = new Set<ServerSession>();
  replica: Replica | null = null;
  readonly forming: Forming;
  readonly streams: PeerStreams;
  private readonly mastership: Mastership;
  private readonly teller: HoldingsTeller;
  private joins: Joins | null = null;
  private duties: MasterDuties | null = null;
  private membership: MembershipWatch | null = null;
  private preference: Preference | null = null;
  private watched: Watched | null = null;
  private turnPending = false;
  private lastTick = 0;
  private leaving = false;
  private closing = false;
  private lastMaster = '';

  constructor(cluster: Cluster, machine: Machine, opened: OpenedStorage) {
    super(cluster, machine);
    this.program = machine.program;
    this.otherServers = cluster.servers.filter((server) => server !== this.server);
    this.storage = opened.storage;
    this.incarnation = opened.identity.incarnation;
    this.peers = new Peers(this.server);
    this.teller = new HoldingsTeller(this, cluster.network);
    this.streams = new PeerStreams({
      process: this,
      cluster,
      teller: this.teller,
      preference: () => this.preference,
      changed: () => this.changed(),
    });
    this.mastership = new Mastership({
      self: addressOf(this.server),
      peers: this.peers,
      servers: () => machine.order.map(addressOf),
      replica: () => this.replica,
      formingReason: () => 'forming',
    });
    for (const other of this.otherServers) this.peers.get(other);
    this.forming = new Forming(cluster, this, opened, (stored) => this.begin(stored));
    cluster.network.join(this);
    this.forming.start();
  }

  // What the world does to it

  /** Ends it, without a word of its own. */
  override kill(): void {
    super.kill();
    for (const session of [...this.sessions]) session.cutOff();
  }

  /** Asks it to end: it hands mastership over first. */
  leave(): void {
    if (this.leaving) return;
    this.cluster.disturbed();
    this.leaving = true;
    this.teller.changed();
    const ends = this.now() + LEAVE_MS;
    this.every(10, () => {
      const master = this.replica?.isMaster === true;
      if (master && this.now() < ends && this.preference?.leave(this.now()) === true) return;
      if (this.closing) return;
      this.closing = true;
      this.storage.close(() => this.machine.exited(this, 'it was asked to'));
    });
  }

  /** The license file on its disk has changed. */
  licenseChanged(): void {
    this.teller.changed();
  }

  get isMaster(): boolean {
    return this.replica?.isMaster === true;
  }

  // What arrives

  /** What a peer that has no log asks while it forms or joins. */
  hello() {
    const { replica } = this;
    return this.forming.hello({
      holdsEntries: replica !== null && replica.confState.voters.length > 0,
      term: replica?.raw.term ?? 0,
      former: [...(replica?.state.members.former ?? [])],
    });
  }

  /** A newcomer asks to be taken in; null if this is not the place to ask. */
  join(newcomer: MemberProcess, clusterId: string): { voter: boolean; accepted: boolean } | null {
    if (clusterId !== this.storage.identity.clusterId || this.joins === null || !this.isMaster) return null;
    const { server, incarnation, program } = newcomer;
    this.peers.learn(incarnation, server);
    try {
      const { voter, accepted } = this.joins.request({
        clusterId,
        server,
        incarnation,
        logVersion: program,
      });
      return { voter: voter === true, accepted: accepted === true };
    } catch (error) {
      this.say(`refuses to take in ${server}: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }

  /** What this member has on its disk. */
  holdings(): Holdings {
    const { edition, order } = this.machine;
    return {
      licenseHash: edition.hash,
      licenseContent: '',
      revision: '',
      serverOrder: [...order],
      logVersion: this.program,
      diskPendingMilliseconds: Math.floor(this.diskPending()),
      noMaster: this.leaving,
      license: edition.command,
      rereads: 0,
    };
  }

  takeHoldings(server: string, holdings: Holdings): void {
    this.peers.get(server).holdings = holdings;
    this.duties?.look();
    this.changed();
  }

  /** Hands mastership to that server by an administrator's word, for so long. */
  transferMaster(to: string, holdMilliseconds: number): void {
    const { replica, preference } = this;
    if (replica === null || preference === null || !replica.isMaster || to === this.server) return;
    const target = this.peers.get(to).incarnation;
    const go = () => {
      if (this.alive && target !== NONE) preference.to(target, this.now());
    };
    if (holdMilliseconds === 0) go();
    else replica.submit({ setHold: { server: to, untilLeaseTime: replica.leaseTime() + holdMilliseconds } }, go);
  }

  /** The master as this member knows it; empty if it knows none. */
  master(): string {
    return this.mastership.master()?.server ?? '';
  }

  term(): number {
    return this.replica?.raw.term ?? 0;
  }

  diskPending(): number {
    const since = this.storage.pendingSince();
    return since === null ? 0 : this.now() - since;
  }

  // What it does

  private begin(stored: StoredLog): void {
    const { cluster, machine } = this;
    const acknowledged = machine.shadow.durable;
    machine.shadow.reload(stored.snapshot, stored.entries);
    if (machine.shadow.last < acknowledged) {
      const detail = `${this.server} has acknowledged ${acknowledged} and starts with a log to ${machine.shadow.last}`;
      cluster.world.fail('R21', detail);
    }
    const electionTick = electionTicks(cluster.settings.electionTimeout, null);
    const replica = new Replica(
      {
        id: this.incarnation,
        electionTick,
        heartbeatTick: HEARTBEAT_TICKS,
        timeoutTicks: (ticks) =>
          timeoutTicks(ticks, this.mastership.order().indexOf(this.server), cluster.world.random.float),
        snapshotEntries: cluster.settings.snapshotEntries,
      },
      stored,
      {
        clock: { monotonic: () => this.now() },
        log: new CheckedLog(this, machine.shadow, cluster, () => this.replica),
        send: (to, messages) => this.send(to, messages),
        wake: () => this.wake(),
        changed: () => this.changed(),
        events: (events) => this.onEvents(events),
        fatal: (error) => this.fatal(error),
        logDate: () => this.peers.date({ date: this.machine.clock.wall(), monotonic: this.now() }),
      },
    );
    this.replica = replica;
    this.joins = new Joins(replica);
    this.preference = new Preference(replica, this.peers, () => this.mastership.order(), electionTick);
    this.duties = new MasterDuties(
      replica,
      () => this.allHoldings(),
      () => cluster.settings.lease,
    );
    const { raw } = replica;
    this.watched = { who: this.server, raw, shadow: machine.shadow, term: raw.term, role: Role.Follower, commit: 0 };
    cluster.consensus.started(this.watched, machine.promised);
    this.membership = new MembershipWatch(cluster, replica, this.peers);
    this.learnMembers();
    this.lastTick = this.now();
    this.every(TICK_MS, () => this.tick());
    this.every(DUTY_MS, () => this.lookAfter());
    this.every(JOIN_MS, () => this.askForVote());
    this.wake();
    this.changed();
    if (cluster.world.tracing) this.say(`takes part from index ${raw.commit}, log to ${machine.shadow.last}`);
  }

  private fatal(error: Error): void {
    // A disk may fail. That the core contradicts itself must never happen.
    if (!isStorageError(error)) this.cluster.world.fail('invariant', `${this.server}: ${error.message}`);
    this.machine.exited(this, error.message);
  }

  private tick(): void {
    const { replica } = this;
    if (replica === null) return;
    this.cluster.versions.acts(this.server, replica.state.version);
    const now = this.now();
    // A clock that is read a little early must not cost a tick.
    const due = Math.floor((now - this.lastTick) / TICK_MS + 1e-6);
    if (due <= 0) return;
    this.lastTick = due > MAX_TICKS_AT_ONCE ? now : this.lastTick + due * TICK_MS;
    for (let i = 0; i < Math.min(due, MAX_TICKS_AT_ONCE); i++) replica.tick();
    this.preference?.tick(now);
  }

  protected resumed(): void {
    this.wake();
  }

  private wake(): void {
    if (this.turnPending) return;
    this.turnPending = true;
    this.cluster.world.soon(() => {
      this.turnPending = false;
      if (!this.alive || this.replica === null) return;
      // A stopped process does nothing until it goes on.
      if (this.paused) return;
      this.replica.turn();
      if (this.watched !== null && this.alive) this.cluster.consensus.afterTurn(this.watched);
    });
  }

  private send(to: NodeId, messages: readonly Message[]): void {
    const server = this.peers.serverOf(to);
    if (server === null || !this.alive) return;
    this.cluster.consensus.sends(this.server, messages);
    for (const { type, reject, term } of messages) {
      if ((type === MessageType.VoteResp || type === MessageType.AppResp) && !reject) this.machine.promise(term);
    }
    this.cluster.network.send(this, server, { messages, date: this.machine.clock.wall() });
  }

  private lookAfter(): void {
    const { replica } = this;
    if (replica === null) return;
    const now = this.now();
    const pending = this.diskPending();
    if (pending >= STUCK_DISK_MS) {
      this.machine.exited(this, `the disk has not answered for ${Math.floor(pending)} ms`);
      return;
    }
    this.teller.tell();
    this.changed();
    if (!replica.isMaster) return;
    replica.passTime();
    this.joins?.promote();
    this.preference?.consider(now, { diskPending: pending, leaving: this.leaving });
    this.duties?.look();
    this.cluster.offices.served(this, now);
  }

  /** What each member that is up has on its disk. */
  private allHoldings(): MemberHoldings[] {
    const members: MemberHoldings[] = [{ server: this.server, holdings: this.holdings() }];
    for (const peer of this.peers.others()) {
      if (peer.up && peer.holdings !== null) members.push({ server: peer.server, holdings: peer.holdings });
    }
    return members;
  }

  private askForVote(): void {
    const { replica } = this;
    if (replica === null || replica.confState.voters.includes(this.incarnation)) return;
    const { clusterId } = this.storage.identity;
    for (const server of this.otherServers) {
      this.cluster.network.ask(
        this,
        server,
        (other) => other.join(this, clusterId),
        () => {},
      );
    }
  }

  private onEvents(events: readonly LicenseEvent[]): void {
    const { replica } = this;
    if (replica === null) return;
    this.learnMembers();
    this.cluster.state.applied(this.server, replica.state, events);
    for (const event of events) {
      if (event.kind === 'revoking') {
        for (const session of this.sessions) {
          if (session.session === event.held.session.id) session.revoking(event.held.lease);
        }
      }
    }
    if (events.some((event) => event.kind === 'order')) this.changed();
  }

  private changed(): void {
    this.learnMembers();
    const master = this.master();
    if (master === this.lastMaster) return;
    this.lastMaster = master;
    if (this.cluster.world.tracing) this.say(`knows ${master || 'no'} master in term ${this.term()}`);
    if (master === this.server) this.cluster.offices.taken(this);
    else for (const session of [...this.sessions]) session.masterChanged();
  }

  private learnMembers(): void {
    const { replica } = this;
    if (replica === null) return;
    this.membership?.look();
    if (replica.state.members.former.includes(this.incarnation)) this.machine.exited(this, 'its disk was replaced');
  }
}

function addressOf(server: string): ServerAddress {
  return { server, host: server, port: 27000 };
}
