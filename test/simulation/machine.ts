/** One machine of the trio: its clocks and its disk outlive the processes that run on it. */
import { RULES_VERSION } from '../../node/licensing/index.ts';
import {
  type DiskOperation,
  LogDamaged,
  openStorage,
  SimulatedDisk,
  type StorageError,
  StorageErrorCode,
  setAside,
} from '../../node/storage/index.ts';
import { ShadowLog } from './checks/shadowLog.ts';
import type { Cluster } from './cluster.ts';
import type { Edition } from './licenses.ts';
import { drawSpeed, MachineClock } from './machineClock.ts';
import { MemberProcess } from './memberProcess.ts';

const FOLDER = '/data';
/** Size of a log segment: small, so that a simulation meets their ends. */
const SEGMENT_BYTES = 16_384;

/** How a process ends that is not asked to. */
export type Crash = 'process' | 'power';
/**
 * What is left of a write that power loss cut off. `sectors` may look like damage (R21), so it is a fault that
 * costs a disk.
 */
export type Tear = 'prefix' | 'sectors' | 'lost';

/** A disk and what is known of it. */
interface Medium {
  readonly disk: SimulatedDisk;
  readonly shadow: ShadowLog;
  /** Of the member on it; 0 before its first start. */
  incarnation: number;
  /** Highest term in which its member has answered others. */
  promised: number;
  /** Something on it was changed that nobody wrote: it may be found damaged. */
  harmed: boolean;
}

export class Machine {
  readonly server: string;
  readonly clock: MachineClock;
  /** Names in the order of the SERVER lines of its file. */
  order: readonly string[];
  edition: Edition;
  /** Version of the rules that the program here knows. */
  program = RULES_VERSION;
  process: MemberProcess | null = null;
  private medium: Medium;
  /** The disk that was replaced last, and that somebody may put back; null if there is none. */
  private shelf: Medium | null = null;
  /** The disk that belongs here, while an old one is in its place. */
  private proper: Medium | null = null;
  /** Every operation takes so much longer, in milliseconds. */
  slowness = 0;
  /** Operations that wait for a disk that does not answer; null while it does. */
  private hanging: (() => void)[] | null = null;
  /** The next so many writes and syncs fail. */
  failures = 0;
  /** Writes fail because there is no room. */
  full = false;
  /** True while nobody starts a process here. */
  off = false;
  private readonly cluster: Cluster;
  private starting = 0;

  constructor(cluster: Cluster, server: string, order: readonly string[], edition: Edition) {
    const { world } = cluster;
    const { random } = world;
    this.cluster = cluster;
    this.server = server;
    this.order = order;
    this.edition = edition;
    cluster.editions.had(edition.hash, server);
    this.clock = new MachineClock(() => world.now, {
      speed: drawSpeed(random),
      offset: random.between(1_000, 1_000_000),
      ahead: random.between(-2_000, 2_000),
    });
    this.medium = this.newMedium();
  }

  get disk(): SimulatedDisk {
    return this.medium.disk;
  }

  get shadow(): ShadowLog {
    return this.medium.shadow;
  }

  /** True if its own disk has that entry, whichever disk is in it now. */
  holdsDurably(index: number, checksum: number): boolean {
    return (this.proper ?? this.medium).shadow.holdsDurably(index, checksum);
  }

  /** Incarnation of the disk that is in it. */
  get incarnation(): number {
    return this.medium.incarnation;
  }

  /** Highest term in which the member on this disk has answered others. */
  get promised(): number {
    return this.medium.promised;
  }

  promise(term: number): void {
    if (term > this.medium.promised) this.medium.promised = term;
  }

  private newMedium(disk?: SimulatedDisk): Medium {
    const { world, consensus } = this.cluster;
    const made =
      disk ??
      new SimulatedDisk({
        random: world.random.float,
        deliver: (operation) => this.deliver(operation),
        fault: (operation) => this.fault(operation),
      });
    return {
      disk: made,
      shadow: new ShadowLog(this.server, world, consensus.known),
      incarnation: 0,
      promised: 0,
      harmed: false,
    };
  }

  /** Its license file has changed. */
  setEdition(edition: Edition): void {
    this.edition = edition;
    this.cluster.editions.had(edition.hash, this.server);
    this.process?.licenseChanged();
  }

  /** The SERVER lines of its file stand in another order. */
  setOrder(order: readonly string[]): void {
    this.order = order;
    this.process?.licenseChanged();
  }

  /** Puts a program that knows that version of the rules in place of another, and starts it. */
  install(program: number): void {
    if (this.program === program) return;
    this.program = program;
    this.process?.leave();
  }

  /** Starts a process; one that cannot use its disk is started again, or its data is set aside. */
  start(): void {
    if (this.process !== null || this.off) return;
    const attempt = ++this.starting;
    const { world } = this.cluster;
    openStorage(
      {
        disk: this.disk,
        folder: FOLDER,
        server: this.server,
        monotonic: () => this.clock.monotonic(),
        newIncarnation: () => this.newIncarnation(),
        segmentBytes: SEGMENT_BYTES,
        keepSnapshots: 2,
      },
      (error, opened) => {
        if (attempt !== this.starting || this.process !== null) return;
        if (error instanceof LogDamaged || error?.code === StorageErrorCode.FormatTooNew) this.setAside(error);
        else if (opened === null) {
          world.say(this.server, `does not start: ${error?.message ?? ''}`);
          this.disk.crash({ kind: 'process' });
          world.after(500, () => this.start());
        } else {
          world.say(
            this.server,
            `starts as ${opened.identity.incarnation}${opened.tornTail ? ', a torn tail is cut' : ''}`,
          );
          this.medium.incarnation = opened.identity.incarnation;
          this.process = new MemberProcess(this.cluster, this, opened);
        }
      },
    );
  }

  /** Ends the process from outside. Whoever waits for it hears of it, unless the power went. */
  crash(kind: Crash, restartAfter: number, tear: Tear = this.cluster.world.random.pick(['prefix', 'lost'])): void {
    this.starting++;
    this.cluster.disturbed();
    const { process } = this;
    this.process = null;
    this.cluster.world.say(this.server, kind === 'power' ? 'loses power' : 'is killed');
    if (process !== null) {
      process.kill();
      this.cluster.network.leave(process, kind === 'power');
    }
    this.disk.crash({ kind, tear });
    this.hanging = null;
    this.failures = 0;
    this.restart(restartAfter);
  }

  /** The process has ended of itself. */
  exited(process: MemberProcess, reason: string): void {
    if (this.process !== process) return;
    process.say(`exits: ${reason}`);
    // The rest of the event runs to its end first, as a process's last turn does.
    process.alive = false;
    this.crash('process', this.cluster.world.random.between(100, 1_500));
  }

  /** The cluster refuses this disk for ever: the operator gives it an empty one. */
  refused(process: MemberProcess, reason: string): void {
    process.say(`is refused: ${reason}`);
    this.loseDisk(1_000);
  }

  /** Every operation takes about so much longer, for so long; milliseconds. */
  slowFor(slowness: number, duration: number): void {
    this.cluster.disturbed();
    this.slowness = slowness;
    this.process?.say(`has a slow disk: ${Math.round(slowness)} ms`);
    this.cluster.world.after(duration, () => {
      if (this.slowness === slowness) this.slowness = 0;
      // What it was given before is still on its way.
      this.cluster.disturbed();
    });
  }

  /** The disk answers nothing from now on. */
  hang(): void {
    this.cluster.disturbed();
    this.hanging ??= [];
  }

  get hangs(): boolean {
    return this.hanging !== null;
  }

  /** The disk answers again. */
  unhang(): void {
    const { hanging } = this;
    this.hanging = null;
    if (hanging !== null) this.cluster.disturbed();
    for (const run of hanging ?? []) this.cluster.world.soon(run);
  }

  /** Takes the disk away; an empty one is there when the machine starts again. */
  loseDisk(restartAfter: number): void {
    this.crash('power', restartAfter);
    this.cluster.diskLostAt = this.cluster.world.now;
    // One that holds nothing could join as a new disk, rightly.
    this.shelf = this.medium.harmed || this.medium.shadow.last <= 1 ? null : this.medium;
    this.medium = this.newMedium();
    this.cluster.world.say(this.server, 'has lost its disk');
  }

  /** An old disk is in the place of its own. */
  get hasOldDisk(): boolean {
    return this.proper !== null;
  }

  /** Puts the disk back that was replaced before; false if there is none. */
  putOldDiskIn(): boolean {
    if (this.shelf === null || this.proper !== null) return false;
    this.crash('power', 100);
    this.proper = this.medium;
    this.medium = this.shelf;
    this.cluster.world.say(this.server, 'is given its old disk');
    return true;
  }

  /** Takes it out again. */
  takeOldDiskOut(): void {
    if (this.proper === null) return;
    this.crash('power', 100);
    this.medium = this.proper;
    this.proper = null;
    this.cluster.world.say(this.server, 'has its own disk again');
  }

  /** From now on it is no wonder if the disk is found damaged. */
  harm(): void {
    this.medium.harmed = true;
  }

  /** Changes a bit of a file on the disk; false if there is no such file. */
  flipBit(): boolean {
    const { random } = this.cluster.world;
    const files = this.disk.files().filter((path) => !path.includes('set-aside') && !path.endsWith('.damaged'));
    if (files.length === 0) return false;
    const path = random.pick(files);
    const { length } = this.disk.peek(path);
    if (length === 0) return false;
    this.harm();
    this.disk.flipBit(path, random.integer(0, length - 1), random.integer(0, 7));
    this.cluster.world.say(this.server, `a bit of ${path} has flipped`);
    return true;
  }

  private restart(after: number): void {
    this.cluster.world.after(after, () => this.start());
  }

  private setAside(error: StorageError): void {
    const { world } = this.cluster;
    world.say(this.server, `its data is damaged: ${error.message.slice(0, 120)}`);
    if (!this.medium.harmed) world.fail('R21', `${this.server} finds damage where none was done: ${error.message}`);
    world.count('damagedDisks');
    const attempt = this.starting;
    const options = {
      disk: this.disk,
      folder: FOLDER,
      server: this.server,
      newIncarnation: () => this.newIncarnation(),
    };
    setAside(options, (failed) => {
      if (attempt !== this.starting) return;
      this.medium = { ...this.newMedium(this.disk), harmed: true };
      if (failed === null) world.after(10, () => this.start());
      // Not even the identity can be moved away: the operator gives the server an empty disk.
      else this.loseDisk(500);
    });
  }

  private newIncarnation(): number {
    return this.cluster.newIncarnation(this.server);
  }

  private fault({ kind }: DiskOperation): string | null {
    if (this.full && kind === 'write') {
      this.cluster.world.count('fullDisks');
      return 'ENOSPC';
    }
    if (this.failures === 0 || (kind !== 'write' && kind !== 'sync')) return null;
    this.failures--;
    this.cluster.world.count('failedWrites');
    this.cluster.world.say(this.server, `a ${kind} fails`);
    return 'EIO';
  }

  private deliver(operation: DiskOperation): void {
    const { world } = this.cluster;
    const run = (): void => {
      // A stopped process hears of it when it goes on.
      if (this.process?.paused === true) this.process.deliver(() => operation.run());
      else operation.run();
    };
    if (operation.kind === 'soon') {
      world.soon(run);
      return;
    }
    const writes = operation.kind === 'write' || operation.kind === 'sync';
    const usual = writes ? 0.1 + world.random.float() * 0.5 : 0.05;
    const delay = usual + (writes && this.slowness > 0 ? world.random.exponential(this.slowness) : 0);
    world.after(delay, () => {
      if (this.hanging === null) run();
      else this.hanging.push(run);
    });
  }
}
