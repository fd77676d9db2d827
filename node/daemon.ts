/**
 * The loop that ties a member together: clock, network and disk in; the replica's work out. One member a
 * process.
 */
import { EventEmitter } from 'node:events';
import type {
  Composition,
  Handshake,
  HoldingsInit,
  JoinRequest,
  JoinResponseInit,
  MasterNewsInit,
  StatusInit,
} from '../proto/index.ts';
import { type Message, NONE, type NodeId } from './consensus/index.ts';
import { FlexCode, failure, type LicenseEvent } from './licensing/index.ts';
import type { DebugLog, Logger, Metrics } from './logs/index.ts';
import { licenseToTake, orderToTake, sameOrder } from './member/duties.ts';
import { EventLog } from './member/eventLog.ts';
import type { Formation } from './member/formation.ts';
import { Joins } from './member/joins.ts';
import type { LicenseOnDisk } from './member/licenseFiles.ts';
import { Peers, type ServerAddress } from './member/peers.ts';
import type { StoredLog } from './member/ports.ts';
import { electionTicks, HEARTBEAT_TICKS, Preference, TICK_MS, timeoutTicks } from './member/preference.ts';
import { Replica } from './member/replica.ts';
import { rpcError } from './service/rpcError.ts';
import { type Serving, submit } from './service/serving.ts';
import { statusView } from './service/statusView.ts';
import type { Storage } from './storage/index.ts';
import {
  type Caller,
  type CallerSource,
  callerOf,
  type Forwarder,
  type IncomingFrame,
  type PeerCalls,
  type PeerEvents,
  type PeerTransport,
  type Refusal,
  RefusalReason,
  type Security,
} from './transport/index.ts';

/** How often a master looks after its duties, and everyone after its disk. */
const DUTY_MS = 100;
/** A write that has been pending for so long ends the process (R23). */
const STUCK_DISK_MS = 10_000;
/** Ticks credited at once after a stall: the others' messages are read first (R19, consensus trap 29). */
const MAX_TICKS_AT_ONCE = 3;
/** Committed entries that a ready member may still have to apply. */
const READY_WITHIN = 1_000;
/** How long a checkout waits for a first license to be in force. */
const LICENSE_MS = 2_000;
/** A newcomer asks again for its vote. */
const JOIN_MS = 500;

export interface DaemonOptions {
  readonly self: ServerAddress;
  readonly version: string;
  readonly electionTimeoutMilliseconds: number;
  readonly leaseMilliseconds: () => number;
  /** The SERVER lines in force on this disk, in their order. */
  readonly servers: () => readonly ServerAddress[];
  readonly license: () => LicenseOnDisk;
  readonly rereadLicense: () => Promise<void>;
  readonly storage: Storage;
  readonly formation: Formation;
  readonly transport: (events: PeerEvents, callerOf: (call: CallerSource) => Caller) => PeerTransport;
  readonly forwarder: Forwarder;
  readonly calls: PeerCalls;
  readonly security: Security;
  readonly logger: Logger;
  readonly debugLog: DebugLog | null;
  readonly metrics: Metrics;
  readonly warnings: readonly string[];
  /** Ends the process; called once. */
  readonly exit: (code: number, reason: string) => void;
}

export class Daemon implements Serving {
  replica: Replica | null = null;
  readonly forwarder: Forwarder;
  readonly transport: PeerTransport;
  readonly peers: Peers;
  private readonly options: DaemonOptions;
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private readonly eventLog: EventLog;
  private joins: Joins | null = null;
  private preference: Preference | null = null;
  private readonly timers: NodeJS.Timeout[] = [];
  private lastTick = performance.now();
  private turnPending = false;
  private holdingsVersion = 0;
  private readonly sentHoldings = new Map<string, number>();
  private lastNews = '';
  private leaving = false;
  private proposedDuty = '';
  private readonly startedDate = Date.now();

  constructor(options: DaemonOptions) {
    this.options = options;
    this.forwarder = options.forwarder;
    this.peers = new Peers(options.self.server);
    this.eventLog = new EventLog(options.debugLog, options.metrics);
    this.transport = options.transport(this.peerEvents(), (call) => this.callerOf(call));
    this.setPeers();
  }

  get serverName(): string {
    return this.options.self.server;
  }

  get incarnation(): NodeId {
    return this.options.storage.identity.incarnation;
  }

  /** Begins to take part, from what forming or the disk has given. */
  start(stored: StoredLog): void {
    const { options } = this;
    const electionTick = electionTicks(
      options.electionTimeoutMilliseconds,
      options.license().file?.heartbeatInterval ?? null,
    );
    const replica = new Replica(
      {
        id: this.incarnation,
        electionTick,
        heartbeatTick: HEARTBEAT_TICKS,
        timeoutTicks: (ticks) => timeoutTicks(ticks, this.order().indexOf(this.serverName), Math.random),
        snapshotEntries: 20_000,
      },
      stored,
      {
        clock: { monotonic: () => performance.now(), date: () => Date.now() },
        log: options.storage,
        send: (to, messages) => this.send(to, messages),
        wake: () => this.wake(),
        changed: () => this.changed(),
        events: (events, live) => this.onLogEvents(events, live),
        fatal: (error) => this.fatal(error),
        dateOffset: () => this.peers.dateOffset(),
      },
    );
    this.replica = replica;
    this.joins = new Joins(replica);
    this.preference = new Preference(replica, this.peers, () => this.order());
    this.learnMembers();
    this.setPeers();
    this.lastTick = performance.now();
    this.timers.push(setInterval(() => setImmediate(() => this.tick()), TICK_MS));
    this.timers.push(setInterval(() => this.lookAfter(), DUTY_MS));
    this.timers.push(setInterval(() => void this.askForVote(), JOIN_MS));
    this.wake();
    this.changed();
  }

  /** Hands mastership over if there is anyone to take it, and ends the process. */
  stop(reason: string): void {
    if (this.leaving) return;
    this.leaving = true;
    this.holdingsChanged();
    this.options.logger.info({ reason }, 'leaving');
    const ends = performance.now() + 2_000;
    const wait = setInterval(() => {
      const master = this.replica?.isMaster === true;
      if (master && performance.now() < ends && this.preference?.leave(performance.now()) === true) return;
      clearInterval(wait);
      this.close();
      this.options.exit(0, reason);
    }, 10);
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.transport.close();
    this.forwarder.close();
  }

  /** License or SERVER lines on the disk have changed. */
  licenseChanged(): void {
    this.setPeers();
    this.holdingsChanged();
    this.changed();
  }

  // Serving

  callerOf(call: CallerSource): Caller {
    return callerOf(call, this.options.security);
  }

  monotonic(): number {
    return performance.now();
  }

  news(): MasterNewsInit {
    const master = this.masterServer();
    const term = this.replica?.raw.term ?? 0;
    if (master === null) return { server: '', term, reason: this.reason() };
    return { server: master.server, host: master.host, port: master.port, term, reason: '' };
  }

  masterElsewhere(): boolean {
    const master = this.masterServer();
    return master !== null && master.server !== this.serverName;
  }

  onNews(listener: () => void): () => void {
    this.emitter.on('news', listener);
    return () => this.emitter.off('news', listener);
  }

  onEvents(listener: (events: readonly LicenseEvent[]) => void): () => void {
    this.emitter.on('events', listener);
    return () => this.emitter.off('events', listener);
  }

  whenLicensed(ready: () => void): void {
    if (this.replica?.state.license !== null) return ready();
    const done = () => {
      clearTimeout(timer);
      end();
      ready();
    };
    const timer = setTimeout(done, LICENSE_MS);
    const end = this.onEvents((events) => {
      if (events.some((event) => event.kind === 'license')) done();
    });
  }

  async reread(): Promise<void> {
    await this.options.rereadLicense();
  }

  async transferMaster(server: string, holdSeconds: number): Promise<void> {
    const { replica, preference } = this;
    if (replica === null || preference === null) return;
    const to = server.toLowerCase();
    if (to === '' && holdSeconds === 0) {
      await submit(this, { setHold: { server: '' } });
      return;
    }
    if (to !== '' && !this.order().includes(to)) {
      throw rpcError(failure(FlexCode.InvalidParameter, 303, `no server is called ${server}`));
    }
    if (holdSeconds > 0) {
      const untilLeaseTime = replica.leaseTime() + holdSeconds * 1_000;
      await submit(this, { setHold: { server: to || this.serverName, untilLeaseTime } });
    }
    if (to === this.serverName) return;
    if (to === '') {
      if (!preference.leave(performance.now())) {
        throw rpcError(failure(FlexCode.ServerDown, 304, 'no other server can take over', { retry: true }));
      }
    } else preference.to(this.peers.get(to).incarnation, performance.now());
    await this.mastershipMoved(to);
  }

  status(options: { users: boolean; feature: string }): StatusInit {
    const reason = this.masterServer() === null ? this.reason() : '';
    return statusView(
      {
        self: this.options.self,
        servers: this.options.servers(),
        clusterId: this.options.storage.identity.clusterId,
        incarnation: this.incarnation,
        peers: this.peers,
        replica: this.replica,
        disk: this.options.license(),
        version: this.options.version,
        startedDate: this.startedDate,
        electionTimeoutMilliseconds: this.options.electionTimeoutMilliseconds,
        warnings: [...this.options.warnings, ...this.options.license().warnings],
        master: this.masterServer()?.server ?? '',
        reason,
        now: performance.now(),
        date: Date.now(),
      },
      options,
    );
  }

  /** Milliseconds for which the oldest write has waited for the disk. */
  diskPending(): number {
    const since = this.options.storage.pendingSince();
    return since === null ? 0 : performance.now() - since;
  }

  /** Ready: a voter that has caught up and knows a master (R26). */
  readiness(): { ok: boolean; reason: string } {
    const { replica } = this;
    if (replica === null) return { ok: false, reason: this.options.formation.reason };
    if (!replica.confState.voters.includes(this.incarnation)) return { ok: false, reason: 'no vote yet: catching up' };
    if (this.leaving) return { ok: false, reason: 'leaving' };
    if (this.masterServer() === null) return { ok: false, reason: this.reason() };
    const behind = replica.raw.commit - replica.state.appliedIndex;
    return behind <= READY_WITHIN ? { ok: true, reason: 'ok' } : { ok: false, reason: `${behind} entries behind` };
  }

  // PeerAnswers

  hello() {
    const { replica } = this;
    return this.options.formation.hello({
      holdsEntries: replica !== null && replica.confState.voters.length > 0,
      master: this.masterServer()?.server ?? '',
      term: replica?.raw.term ?? 0,
      former: replica?.state.members.former ?? [],
    });
  }

  agree(request: { composition: Composition | null }) {
    return this.options.formation.agree(request.composition);
  }

  join(request: JoinRequest): JoinResponseInit {
    const { clusterId } = this.options.storage.identity;
    if (request.clusterId !== clusterId) throw new Error(`this is cluster ${clusterId}, not ${request.clusterId}`);
    if (this.replica?.isMaster !== true || this.joins === null) {
      return { voter: false, accepted: false, master: this.masterServer()?.server ?? '', clusterId };
    }
    this.peers.learn(request.incarnation, request.server.toLowerCase());
    return this.joins.request(request);
  }

  // What happens

  private peerEvents(): PeerEvents {
    const { logger, debugLog, metrics } = this.options;
    return {
      admit: (handshake) => this.admit(handshake),
      onFrame: (server, incarnation, frame) => this.onFrame(server, incarnation, frame),
      onUp: (server, incarnation) => {
        const peer = this.peers.get(server.toLowerCase());
        peer.up = true;
        peer.incarnation = incarnation;
        peer.heardAt = performance.now();
        this.peers.learn(incarnation, peer.server);
        metrics.peerUp.set({ server: peer.server }, 1);
        debugLog?.connectedTo(this.shown(peer.server));
        logger.info({ peer: peer.server, incarnation }, 'connected');
        this.preference?.streamOpened();
        this.changed();
      },
      onDown: (server, incarnation) => this.onDown(server.toLowerCase(), incarnation),
      onSnapshot: (_server, to, sent) => this.replica?.raw.reportSnapshot(to, sent),
      onRefused: (_server, _address, refusal) => metrics.refusedPeers.inc({ reason: refusal.reason }),
      onDropped: (server, messages) => {
        metrics.droppedMessages.inc({ server }, messages);
        const { incarnation } = this.peers.get(server.toLowerCase());
        this.replica?.raw.reportUnreachable(incarnation);
      },
    };
  }

  private admit(handshake: Handshake): Refusal | null {
    const { identity } = this.options.storage;
    const { replica } = this;
    if (replica === null) return { reason: RefusalReason.NotReady, detail: 'still forming' };
    if (handshake.clusterId !== identity.clusterId) {
      return {
        reason: RefusalReason.Cluster,
        detail: `cluster ${handshake.clusterId} is not ours, ${identity.clusterId}`,
      };
    }
    const server = handshake.server.toLowerCase();
    if (!this.options.servers().some((each) => each.server === server) || server === this.serverName) {
      return { reason: RefusalReason.Slot, detail: `no other server of ours is called ${handshake.server}` };
    }
    if (replica.state.members.former.includes(handshake.incarnation)) {
      return { reason: RefusalReason.Former, detail: 'that disk was replaced and is refused for ever' };
    }
    if (replica.confState.voters.length === 0) return null;
    const { voters, learners, votersOutgoing } = replica.confState;
    const known = [...voters, ...learners, ...votersOutgoing].includes(handshake.incarnation);
    // A newcomer that the master has just taken in may be known to us a moment later.
    return known
      ? null
      : { reason: RefusalReason.Incarnation, detail: 'that disk is not a member; it must join first' };
  }

  private onFrame(server: string, incarnation: NodeId, frame: IncomingFrame): void {
    const peer = this.peers.get(server.toLowerCase());
    peer.heardAt = performance.now();
    if (frame.date > 0) peer.dateOffset = frame.date - Date.now();
    if (frame.holdings !== null) this.takeHoldings(peer.server, frame.holdings);
    // A member speaks for itself only.
    const messages = frame.messages.filter((message) => message.from === incarnation);
    if (messages.length < frame.messages.length) this.options.metrics.refusedPeers.inc({ reason: 'foreign_sender' });
    if (messages.length > 0) this.replica?.receive(messages);
  }

  private takeHoldings(server: string, holdings: IncomingFrame['holdings'] & object): void {
    const peer = this.peers.get(server);
    const before = peer.holdings;
    // Frames that say nothing of the license text leave out its bytes, not its hash. The decoded message is
    // changed, not copied: a copy would lose the fields that have their default.
    if (holdings.license.length === 0 && before?.licenseHash === holdings.licenseHash)
      holdings.license = before.license;
    peer.holdings = holdings;
    const own = this.options.servers().map((each) => each.server);
    const differs = holdings.serverOrder.length === 3 && !sameOrder(holdings.serverOrder, own);
    if (differs && !sameOrder(before?.serverOrder ?? [], holdings.serverOrder)) {
      const { servers } = this.options;
      this.options.logger.warn(
        { peer: server, theirs: holdings.serverOrder, ours: servers().map((each) => each.server) },
        'the order of the SERVER lines differs',
      );
    }
    if (this.replica?.isMaster === true) this.takeDuty();
    this.changed();
  }

  private onDown(server: string, incarnation: NodeId): void {
    const peer = this.peers.get(server);
    peer.up = false;
    this.options.metrics.peerUp.set({ server }, 0);
    this.options.debugLog?.lostConnection(this.shown(server));
    this.options.logger.info({ peer: server, incarnation }, 'connection lost');
    this.preference?.streamClosed(peer, performance.now());
    this.changed();
  }

  private onLogEvents(events: readonly LicenseEvent[], live: boolean): void {
    const { replica } = this;
    if (replica === null) return;
    this.learnMembers();
    if (live || events.some((event) => event.kind === 'license' || event.kind === 'order')) {
      this.eventLog.write(live ? events : events.filter(isStanding), replica.state, replica.isMaster);
    }
    this.emitter.emit('events', events);
    if (events.some((event) => event.kind === 'order')) this.changed();
  }

  /** Mastership, membership or a connection may have changed. */
  private changed(): void {
    this.learnMembers();
    const { metrics, debugLog, logger } = this.options;
    const { replica } = this;
    metrics.isMaster.set(replica?.isMaster === true ? 1 : 0);
    metrics.term.set(replica?.raw.term ?? 0);
    const news = this.news();
    const text = JSON.stringify(news);
    if (text === this.lastNews) return;
    const before = this.lastNews === '' ? null : (JSON.parse(this.lastNews) as MasterNewsInit);
    this.lastNews = text;
    metrics.quorum.set(news.server === '' ? 0 : 1);
    if (news.server !== '' && before?.server !== news.server) {
      metrics.leaderChanges.inc();
      logger.info({ master: news.server, term: news.term }, 'master');
      debugLog?.connected(news.host ?? '');
    } else if (news.server === '' && (before?.server ?? '') !== '') {
      logger.warn({ reason: news.reason }, 'no master');
      debugLog?.lostQuorum();
    }
    const master = this.masterServer();
    this.forwarder.setMaster(master === null || master.server === this.serverName ? null : master);
    this.emitter.emit('news');
  }

  private tick(): void {
    const now = performance.now();
    const due = Math.floor((now - this.lastTick) / TICK_MS);
    if (due <= 0 || this.replica === null) return;
    this.lastTick = due > MAX_TICKS_AT_ONCE ? now : this.lastTick + due * TICK_MS;
    for (let i = 0; i < Math.min(due, MAX_TICKS_AT_ONCE); i++) this.replica.tick();
    this.preference?.tick(now);
  }

  private wake(): void {
    if (this.turnPending) return;
    this.turnPending = true;
    setImmediate(() => {
      this.turnPending = false;
      this.replica?.turn();
    });
  }

  private send(to: NodeId, messages: readonly Message[]): void {
    const server = this.peers.serverOf(to);
    if (server === null) return;
    const news = this.sentHoldings.get(server) !== this.holdingsVersion;
    if (news) this.sentHoldings.set(server, this.holdingsVersion);
    this.transport.send(server, { messages, date: Date.now(), holdings: news ? this.holdings() : null });
  }

  private lookAfter(): void {
    const { replica, options } = this;
    if (replica === null) return;
    const now = performance.now();
    const pending = this.diskPending();
    if (pending >= STUCK_DISK_MS) {
      this.fatal(new Error(`the disk has not answered for ${Math.floor(pending)} ms`));
      return;
    }
    options.metrics.commitIndex.set(replica.raw.commit);
    options.metrics.appliedIndex.set(replica.state.appliedIndex);
    this.sayHoldings();
    this.changed();
    if (!replica.isMaster) return;
    replica.passTime();
    this.joins?.promote();
    this.preference?.consider(now, { diskPending: pending, leaving: this.leaving });
    this.takeDuty();
  }

  /** Proposes at most one change of what is in force at a time, and none twice while it is under way. */
  private takeDuty(): void {
    const { replica } = this;
    if (replica === null) return;
    const own = { server: this.serverName, holdings: { ...emptyHoldings(), ...this.holdings() } as never };
    const members = [own];
    for (const peer of this.peers.others()) {
      if (peer.up && peer.holdings !== null) members.push({ server: peer.server, holdings: peer.holdings as never });
    }
    const lease = this.options.leaseMilliseconds();
    const command =
      licenseToTake(replica.state, members) ??
      orderToTake(replica.state, members) ??
      (lease === replica.state.leaseMilliseconds ? null : { setLeaseTime: { milliseconds: lease } });
    const key = command === null ? '' : (Object.keys(command)[0] ?? '');
    if (command === null || this.proposedDuty !== '') return;
    this.proposedDuty = key;
    replica.submit(command, () => {
      this.proposedDuty = '';
    });
  }

  private async askForVote(): Promise<void> {
    const { replica } = this;
    const { clusterId } = this.options.storage.identity;
    if (replica === null || replica.confState.voters.includes(this.incarnation)) return;
    const request = { clusterId, server: this.serverName, incarnation: this.incarnation, logVersion: 1 };
    for (const server of this.options.servers()) {
      if (server.server === this.serverName) continue;
      try {
        const answer = await this.options.calls.join(server, request);
        if (answer.accepted) return;
      } catch {
        // Not the master, or away: the next one, or the next round.
      }
    }
  }

  private mastershipMoved(to: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        end();
        resolve();
      };
      const timer = setTimeout(() => {
        end();
        const detail = `${to || 'nobody'} did not take over; is it up and caught up?`;
        reject(rpcError(failure(FlexCode.ServerDown, 305, detail, { retry: true })));
      }, 3_000);
      const end = this.onNews(() => {
        const { server } = this.news();
        if (server !== '' && (to === '' ? server !== this.serverName : server === to)) done();
      });
    });
  }

  private fatal(error: Error): void {
    this.options.logger.fatal({ err: error }, error.message);
    this.close();
    this.options.exit(74, error.message);
  }

  // What is known

  /** The order of preference: the one in force, else that of our own file. */
  private order(): readonly string[] {
    const inForce = this.replica?.state.order.servers ?? [];
    return inForce.length > 0 ? inForce : this.options.servers().map((each) => each.server);
  }

  private masterServer(): ServerAddress | null {
    const { replica } = this;
    if (replica === null) return null;
    const { leader } = replica.raw;
    if (leader === NONE) return null;
    // A leader serves from the moment that it has applied all of its predecessors' entries.
    if (leader === this.incarnation) return replica.isMaster ? this.options.self : null;
    const name = this.peers.serverOf(leader);
    return this.options.servers().find((each) => each.server === name) ?? null;
  }

  private reason(): string {
    if (this.replica === null) return this.options.formation.reason;
    const up = this.peers.countUp();
    return up < 2 ? `quorum lost: ${up} of 3 up` : `electing a master: ${up} of 3 up`;
  }

  private learnMembers(): void {
    for (const member of this.replica?.state.members.members ?? []) {
      this.peers.learn(member.incarnation, member.server);
      if (member.server !== this.serverName) {
        const peer = this.peers.get(member.server);
        if (peer.incarnation === 0) peer.incarnation = member.incarnation;
      }
    }
  }

  private shown(server: string): string {
    return this.options.servers().find((each) => each.server === server)?.host ?? server;
  }

  private setPeers(): void {
    const others = this.options.servers().filter((each) => each.server !== this.serverName);
    this.transport.setPeers(others.map((each) => ({ ...each, incarnation: 0 })));
    for (const other of others) this.peers.get(other.server);
  }

  private holdings(): HoldingsInit {
    const disk = this.options.license();
    return {
      licenseHash: disk.hash,
      revision: disk.revision,
      serverOrder: this.options.servers().map((each) => each.server),
      logVersion: 1,
      diskPendingMilliseconds: Math.floor(this.diskPending()),
      noMaster: this.leaving,
      license: disk.command,
    };
  }

  private holdingsChanged(): void {
    this.holdingsVersion += 1;
    this.sayHoldings();
  }

  /** Sends what we have to those that have not heard it, without waiting for a message to ride on. */
  private sayHoldings(): void {
    if (this.replica === null) return;
    for (const peer of this.peers.others()) {
      if (!peer.up || this.sentHoldings.get(peer.server) === this.holdingsVersion) continue;
      this.sentHoldings.set(peer.server, this.holdingsVersion);
      this.transport.send(peer.server, { messages: [], date: Date.now(), holdings: this.holdings() });
    }
  }
}

/** Events that say what stands now, also when they are replayed at the start. */
function isStanding(event: LicenseEvent): boolean {
  return event.kind === 'license' || event.kind === 'order';
}

function emptyHoldings() {
  return { licenseHash: '', revision: '', serverOrder: [], logVersion: 0, diskPendingMilliseconds: 0, noMaster: false };
}
