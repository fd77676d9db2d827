/**
 * The loop that ties a member together: clock, network and disk in; the replica's work out. One member a
 * process.
 */
import { EventEmitter } from 'node:events';
import type {
  Composition,
  Holdings,
  JoinRequest,
  JoinResponseInit,
  MasterNewsInit,
  StatusInit,
} from '../proto/index.ts';
import type { NodeId } from './consensus/index.ts';
import { type LicenseEvent, RULES_VERSION } from './licensing/index.ts';
import type { Logger, LogSwitch, MemberLogs, Metrics, RateLimitedWarnings } from './logs/index.ts';
import { LicenseDifferences } from './member/differences.ts';
import type { MemberHoldings } from './member/duties.ts';
import { EventLog } from './member/eventLog.ts';
import { ExitCode, exitCodeOf } from './member/exitCodes.ts';
import type { Formation } from './member/formation.ts';
import { HoldingsExchange } from './member/holdingsExchange.ts';
import { Joins } from './member/joins.ts';
import type { LicenseOnDisk } from './member/licenseFiles.ts';
import { MasterDuties } from './member/masterDuties.ts';
import { Mastership } from './member/mastership.ts';
import { MasterWatch } from './member/masterWatch.ts';
import { measuredLog } from './member/measuredLog.ts';
import { PeerSide } from './member/peerSide.ts';
import { Peers, type ServerAddress } from './member/peers.ts';
import type { StoredLog } from './member/ports.ts';
import { electionTicks, HEARTBEAT_TICKS, Preference, TICK_MS, timeoutTicks } from './member/preference.ts';
import { Replica } from './member/replica.ts';
import { Reporting } from './member/reporting.ts';
import { encodeInThread } from './member/snapshotThread.ts';
import type { StatusWanted } from './service/featureStatus.ts';
import type { Serving } from './service/serving.ts';
import { statusView } from './service/statusView.ts';
import { transferMaster } from './service/transfer.ts';
import { LogDamaged, type Storage } from './storage/index.ts';
import {
  type Caller,
  type CallerSource,
  callerOf,
  type Forwarder,
  type PeerCalls,
  type PeerEvents,
  type PeerTransport,
  type Security,
} from './transport/index.ts';

/** How often a master looks after its duties, and everyone after its disk. */
const DUTY_MS = 100;
/** A write that has been pending for so long ends the process (R23). */
const STUCK_DISK_MS = 10_000;
/** Ticks credited at once after a stall: the others' messages are read first (consensus trap 29). */
const MAX_TICKS_AT_ONCE = 3;
/** Entries between two snapshots. */
const SNAPSHOT_ENTRIES = 20_000;
/** Committed entries that a ready member may still have to apply. */
const READY_WITHIN = 1_000;
/** How long a checkout waits for a first license to be in force. */
const LICENSE_MS = 2_000;
/** A newcomer asks again for its vote. */
const JOIN_MS = 500;
/** What is told of a state that was read, not applied. */
const STANDING: readonly LicenseEvent[] = [{ kind: 'license' }, { kind: 'order' }];
/** How long a leaving master looks for a successor. */
const LEAVE_MS = 2_000;
/** What a FLEXlm debug log names when lmdown was asked for. */
const SIGTERM = 15;

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
  /** The clock of `storage.pendingSince`; see awakeClock.ts. */
  readonly awake: () => number;
  readonly formation: Formation;
  readonly transport: (events: PeerEvents, callerOf: (call: CallerSource) => Caller) => PeerTransport;
  readonly forwarder: Forwarder;
  readonly calls: PeerCalls;
  readonly security: Security;
  readonly logger: Logger;
  readonly logs: MemberLogs;
  readonly metrics: Metrics;
  /** For what others could make us say without end. */
  readonly rateLimited: RateLimitedWarnings;
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
  private readonly mastership: Mastership;
  private readonly masterWatch: MasterWatch;
  private readonly exchange: HoldingsExchange;
  private readonly eventLog: EventLog;
  private readonly differences: LicenseDifferences;
  private readonly reporting: Reporting;
  private readonly emitter = new EventEmitter().setMaxListeners(0);
  private joins: Joins | null = null;
  private preference: Preference | null = null;
  private duties: MasterDuties | null = null;
  private readonly timers: NodeJS.Timeout[] = [];
  private lastTick = performance.now();
  private turnPending = false;
  private leaving = false;
  /** The process is about to be gone: nothing is begun any more. */
  private ended = false;
  private rereads = 0;
  private readonly startedDate = Date.now();

  constructor(options: DaemonOptions) {
    const { self, servers, formation, logs, logger, metrics } = options;
    this.options = options;
    this.forwarder = options.forwarder;
    this.peers = new Peers(self.server);
    const replica = () => this.replica;
    const { peers } = this;
    this.mastership = new Mastership({ self, peers, servers, replica, formingReason: () => formation.reason });
    this.masterWatch = new MasterWatch({
      mastership: this.mastership,
      peers,
      replica,
      logger,
      debugLog: logs.debug,
      metrics,
    });
    this.differences = new LicenseDifferences(logger, metrics);
    this.eventLog = new EventLog(logs, metrics);
    this.reporting = new Reporting(logs.report);
    this.exchange = new HoldingsExchange(
      peers,
      () => this.transport,
      () => this.holdings(),
    );
    const side = new PeerSide({
      self,
      peers,
      servers,
      replica,
      identity: () => options.storage.identity,
      preference: () => this.preference,
      logger,
      debugLog: logs.debug,
      metrics,
      changed: () => this.changed(),
      rereadAsked: () => void options.rereadLicense(),
      holdingsCame: () => this.duties?.look(),
    });
    this.transport = options.transport(side, (call) => this.callerOf(call));
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
    if (this.ended) return;
    const heartbeatInterval = options.license().file?.heartbeatInterval ?? null;
    const electionTick = electionTicks(options.electionTimeoutMilliseconds, heartbeatInterval);
    const replica = new Replica(
      {
        id: this.incarnation,
        electionTick,
        heartbeatTick: HEARTBEAT_TICKS,
        timeoutTicks: (ticks) => timeoutTicks(ticks, this.mastership.order().indexOf(this.serverName), Math.random),
        snapshotEntries: SNAPSHOT_ENTRIES,
      },
      stored,
      {
        clock: { monotonic: () => performance.now() },
        log: measuredLog(options.storage, options.metrics),
        send: (to, messages) => {
          const server = this.peers.serverOf(to);
          if (server !== null) this.exchange.send(server, messages);
        },
        wake: () => this.wake(),
        changed: () => this.changed(),
        events: (events, live) => this.onLogEvents(events, live),
        fatal: (error) => this.fatal(error),
        makeSnapshot: (base, entries, made) => {
          encodeInThread(base, entries, (error, data) => {
            if (error !== null) options.logger.error({ err: error }, 'a snapshot was not made; it is made in the loop');
            made(error, data);
          });
        },
        logDate: () => this.peers.date({ date: Date.now(), monotonic: performance.now() }),
      },
    );
    this.replica = replica;
    // A license that came with a snapshot is no event.
    this.reporting.applied([], replica.state);
    if (replica.state.license !== null) this.eventLog.write(STANDING, replica.state, false);
    this.joins = new Joins(replica);
    this.preference = new Preference(replica, this.peers, () => this.mastership.order(), electionTick);
    this.duties = new MasterDuties(replica, () => this.allHoldings(), options.leaseMilliseconds);
    this.setPeers();
    this.lastTick = performance.now();
    // The ticks of a stall are counted after the messages that came meanwhile have been read.
    this.timers.push(setInterval(() => setImmediate(() => this.tick()), TICK_MS));
    this.timers.push(setInterval(() => this.lookAfter(), DUTY_MS));
    this.timers.push(setInterval(() => void this.askForVote(), JOIN_MS));
    this.wake();
    this.changed();
  }

  /** Hands mastership over if there is anyone to take it, and ends the process. */
  stop(reason: string, by?: { user: string; host: string }): void {
    if (this.leaving) return;
    this.leaving = true;
    const { debug } = this.options.logs;
    if (by !== undefined) {
      debug.shutdownRequest(by.user, by.host);
      debug.exiting(SIGTERM);
    }
    this.exchange.changed();
    this.options.logger.info({ reason }, 'leaving');
    const ends = performance.now() + LEAVE_MS;
    const wait = setInterval(() => {
      const now = performance.now();
      // Whoever is up may be caught up in a moment; with nobody up there is nobody to wait for.
      if (this.replica?.isMaster === true && now < ends && this.peers.countUp() > 1) {
        this.preference?.leave(now);
        return;
      }
      this.end(ExitCode.Ended, reason);
    }, TICK_MS);
    this.timers.push(wait);
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.transport.close();
    this.forwarder.close();
  }

  /** License or SERVER lines on the disk have changed. */
  licenseChanged(): void {
    this.setPeers();
    this.exchange.changed();
    this.duties?.look();
    this.changed();
  }

  // Serving: what the services see.

  callerOf(call: CallerSource): Caller {
    return callerOf(call, this.options.security);
  }

  monotonic(): number {
    return performance.now();
  }

  news(): MasterNewsInit {
    return this.mastership.news();
  }

  masterElsewhere(): boolean {
    return this.mastership.elsewhere() !== null;
  }

  onNews(listener: () => void): () => void {
    this.emitter.on('news', listener);
    return () => this.emitter.off('news', listener);
  }

  onMembers(listener: () => void): () => void {
    this.emitter.on('members', listener);
    return () => this.emitter.off('members', listener);
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

  /** All members read their files anew: a text takes effect only once two of them have it. */
  reread(): Promise<void> {
    this.rereads += 1;
    this.exchange.changed();
    return this.options.rereadLicense();
  }

  async transferMaster(server: string, holdSeconds: number): Promise<void> {
    const { replica, preference, peers } = this;
    if (replica === null || preference === null) return;
    await transferMaster(this, { replica, preference, peers, order: this.mastership.order() }, server, holdSeconds);
  }

  get logSwitch(): LogSwitch {
    return this.options.logs;
  }

  status(wanted: StatusWanted): StatusInit {
    const { options, mastership } = this;
    const disk = options.license();
    return statusView(
      {
        self: options.self,
        servers: options.servers(),
        clusterId: options.storage.identity.clusterId,
        incarnation: this.incarnation,
        peers: this.peers,
        replica: this.replica,
        disk,
        version: options.version,
        startedDate: this.startedDate,
        warnings: [...options.warnings, ...disk.warnings],
        master: mastership.master()?.server ?? '',
        reason: mastership.reason(),
        now: performance.now(),
        date: Date.now(),
      },
      wanted,
    );
  }

  /** Milliseconds for which the oldest write has waited for the disk. */
  diskPending(): number {
    const since = this.options.storage.pendingSince();
    return since === null ? 0 : this.options.awake() - since;
  }

  /** Ready: a voter that has caught up and knows a master (R26). */
  readiness(): { ok: boolean; reason: string } {
    const { replica } = this;
    if (replica === null) return { ok: false, reason: this.options.formation.reason };
    if (!replica.confState.voters.includes(this.incarnation)) return { ok: false, reason: 'no vote yet: catching up' };
    if (this.leaving) return { ok: false, reason: 'leaving' };
    const reason = this.mastership.reason();
    if (reason !== '') return { ok: false, reason };
    const behind = replica.raw.commit - replica.state.appliedIndex;
    return behind <= READY_WITHIN ? { ok: true, reason: 'ok' } : { ok: false, reason: `${behind} entries behind` };
  }

  // PeerAnswers: what other members ask outside of their streams.

  hello() {
    const { replica } = this;
    return this.options.formation.hello({
      holdsEntries: replica !== null && replica.confState.voters.length > 0,
      master: this.mastership.master()?.server ?? '',
      term: replica?.raw.term ?? 0,
      former: replica?.state.members.former ?? [],
    });
  }

  agree(request: { composition: Composition | null }) {
    return this.options.formation.agree(request.composition);
  }

  peerRefused(reason: string, address: string, detail: string): void {
    const { metrics, rateLimited } = this.options;
    metrics.refusedPeers.inc({ reason });
    rateLimited.warn(`refused ${reason} ${address}`, { address, reason, detail }, 'call of a peer refused');
  }

  join(request: JoinRequest): JoinResponseInit {
    const { clusterId } = this.options.storage.identity;
    if (request.clusterId !== clusterId) throw new Error(`this is cluster ${clusterId}, not ${request.clusterId}`);
    if (this.replica?.isMaster !== true || this.joins === null) {
      return { voter: false, accepted: false, master: this.mastership.master()?.server ?? '', clusterId };
    }
    this.peers.learn(request.incarnation, request.server.toLowerCase());
    return this.joins.request(request);
  }

  // The loop.

  private wake(): void {
    if (this.turnPending) return;
    this.turnPending = true;
    setImmediate(() => {
      this.turnPending = false;
      if (!this.ended) this.replica?.turn();
    });
  }

  private tick(): void {
    const now = performance.now();
    const due = Math.floor((now - this.lastTick) / TICK_MS);
    if (due <= 0 || this.replica === null || this.ended) return;
    this.lastTick = due > MAX_TICKS_AT_ONCE ? now : this.lastTick + due * TICK_MS;
    for (let i = 0; i < Math.min(due, MAX_TICKS_AT_ONCE); i++) this.replica.tick();
    this.preference?.tick(now);
  }

  private lookAfter(): void {
    const { replica, options } = this;
    if (replica === null) return;
    const diskPending = this.diskPending();
    if (diskPending >= STUCK_DISK_MS) {
      return this.fatal(new Error(`the disk has not answered for ${Math.floor(diskPending)} ms`));
    }
    options.metrics.commitIndex.set(replica.raw.commit);
    options.metrics.appliedIndex.set(replica.state.appliedIndex);
    this.eventLog.seats(replica.state);
    this.exchange.tellAll();
    this.differences.look(replica.state, this.allHoldings());
    this.changed();
    if (!replica.isMaster) return;
    replica.passTime();
    this.joins?.promote();
    this.preference?.consider(performance.now(), { diskPending, leaving: this.leaving });
    this.duties?.look();
  }

  private onLogEvents(events: readonly LicenseEvent[], live: boolean): void {
    const { replica } = this;
    if (replica === null) return;
    // Before a new license can change the files: what an entry did stands in the one that it began in.
    this.reporting.applied(events, replica.state);
    // What is replayed at the start is no news, but for what stands since.
    const told = live ? events : events.filter((event) => event.kind === 'license' || event.kind === 'order');
    if (told.length > 0) this.eventLog.write(told, replica.state, replica.isMaster);
    this.emitter.emit('events', events);
    if (events.some((event) => event.kind === 'order' || event.kind === 'members')) this.changed();
  }

  /** Mastership, membership or a connection may have changed. */
  private changed(): void {
    const { news, members } = this.masterWatch.look();
    if (members) this.emitter.emit('members');
    if (!news) return;
    this.forwarder.setMaster(this.mastership.elsewhere());
    if (this.replica?.isMaster === true) this.duties?.look();
    this.emitter.emit('news');
  }

  private async askForVote(): Promise<void> {
    const { replica, options } = this;
    if (replica === null || replica.confState.voters.includes(this.incarnation)) return;
    const { clusterId } = options.storage.identity;
    const request = { clusterId, server: this.serverName, incarnation: this.incarnation, logVersion: RULES_VERSION };
    for (const server of options.servers()) {
      if (server.server === this.serverName) continue;
      try {
        if ((await options.calls.join(server, request)).accepted) return;
      } catch {
        // Not the master, or away: the next one, or the next round.
      }
    }
  }

  private fatal(error: Error): void {
    if (this.ended) return;
    const { logger, storage } = this.options;
    logger.fatal({ err: error }, error.message);
    // A restart would find a log that looks whole, and vote with it (R21). Closing waits for the mark.
    if (error instanceof LogDamaged) storage.saveIdentity({ damage: error.message }, () => undefined);
    this.end(exitCodeOf(error), error.message);
  }

  private end(code: number, reason: string): void {
    if (this.ended) return;
    this.ended = true;
    this.close();
    this.options.exit(code, reason);
  }

  private setPeers(): void {
    const others = this.options.servers().filter((each) => each.server !== this.serverName);
    this.transport.setPeers(others.map((each) => ({ ...each, incarnation: 0 })));
    for (const other of others) this.peers.get(other.server);
  }

  private holdings(): Holdings {
    const disk = this.options.license();
    return {
      licenseHash: disk.hash,
      licenseContent: disk.content,
      revision: disk.revision,
      serverOrder: this.options.servers().map((each) => each.server),
      logVersion: RULES_VERSION,
      diskPendingMilliseconds: Math.floor(this.diskPending()),
      noMaster: this.leaving,
      license: disk.command,
      rereads: this.rereads,
    };
  }

  private allHoldings(): MemberHoldings[] {
    const all: MemberHoldings[] = [{ server: this.serverName, holdings: this.holdings() }];
    for (const peer of this.peers.others()) {
      if (peer.up && peer.holdings !== null) all.push({ server: peer.server, holdings: peer.holdings });
    }
    return all;
  }
}
