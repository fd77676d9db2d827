/** One client program: it works with seats, dies, is stopped and suspended, and comes back. */
import type { Clock } from '../../client/clock.ts';
import type { Believer } from './checks/beliefChecks.ts';
import { ClientSession } from './clientSession.ts';
import type { Cluster } from './cluster.ts';
import { FEATURES } from './licenses.ts';
import { drawSpeed, MachineClock } from './machineClock.ts';

const LOOK_MS = 250;
/** Most leases that one client holds at a time. */
const MOST_LEASES = 3;

export class SimulatedClient implements Believer {
  readonly who: string;
  readonly clock: MachineClock & Clock;
  session: ClientSession | null = null;
  alive = false;
  paused = false;
  working = true;
  /** It holds what it has and asks for nothing. */
  idle = false;
  private readonly cluster: Cluster;
  private readonly place: number;
  private backlog: (() => void)[] = [];
  private life = 0;
  private sessions = 0;

  constructor(cluster: Cluster, place: number) {
    const { random } = cluster.world;
    this.cluster = cluster;
    this.place = place;
    this.who = `client${place}`;
    this.clock = new MachineClock(() => cluster.world.now, {
      speed: drawSpeed(random),
      offset: random.between(0, 1_000_000),
      ahead: random.between(-3_600_000, 3_600_000),
    });
    cluster.world.after(random.between(0, 1_000), () => this.start(''));
  }

  believes(lease: number): boolean {
    return this.alive && this.session?.believes(lease) === true;
  }

  /** Something arrives: it waits while the program is stopped. */
  deliver(work: () => void): void {
    if (!this.alive) return;
    if (this.paused) this.backlog.push(work);
    else work();
  }

  /** A timer of the program. */
  later(milliseconds: number, work: () => void): void {
    const { life } = this;
    this.cluster.world.after(milliseconds, () => {
      if (life === this.life) this.deliver(work);
    });
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    if (!this.paused) return;
    this.clock.wake();
    this.paused = false;
    const backlog = this.backlog;
    this.backlog = [];
    for (const work of backlog) this.deliver(work);
  }

  /** Stops program and machine; its monotonic clock stands still. */
  suspend(): void {
    this.pause();
    this.clock.suspend();
  }

  /** Kills the program. With `back` it is started again and ends its predecessor's session first (R10). */
  die(back: boolean): void {
    if (!this.alive) return;
    const { world, offices, state, settings } = this.cluster;
    this.resume();
    const dead = this.session;
    world.say(this.who, 'dies');
    this.alive = false;
    this.life++;
    this.backlog = [];
    this.session = null;
    if (dead !== null) {
      dead.stop();
      if (state.live.has(dead.id)) offices.died(dead.id, dead.leaseTime || settings.lease);
    }
    const replaces = world.random.chance(0.5) ? (dead?.id ?? '') : '';
    if (back) world.after(world.random.between(50, 4_000), () => this.start(replaces));
  }

  /** Gives everything back and ends. */
  close(): void {
    if (!this.alive) return;
    this.working = false;
    this.session?.end(() => {
      this.alive = false;
    });
  }

  private start(replaces: string): void {
    if (this.alive || !this.working) return;
    this.alive = true;
    this.life++;
    this.open(replaces);
    this.look();
    this.work();
  }

  private open(replaces: string): void {
    this.sessions++;
    const id = `${this.who}-session-${this.sessions}`;
    const user = `user${this.place}`;
    const identity = {
      user,
      host: this.who,
      display: '',
      pid: this.sessions,
      clientVersion: '',
      project: '',
      address: '',
      hostids: [],
    };
    this.session = new ClientSession(this.cluster, this, id, identity, replaces);
  }

  private look(): void {
    this.session?.look();
    this.later(LOOK_MS, () => this.look());
  }

  private work(): void {
    const { world, settings } = this.cluster;
    this.later(world.random.exponential(settings.thinkTime), () => this.work());
    const { session } = this;
    if (!this.working || this.idle || session === null || session.ending || session.unanswered > 4) return;
    const { random } = world;
    world.count('operations');
    const held = [...session.leases.keys()];
    if (random.chance(0.02)) this.renewSession(session);
    else if (held.length < MOST_LEASES && random.chance(0.6)) this.checkout(session);
    else if (held.length > 0) session.checkin(random.pick(held));
    else this.checkout(session);
  }

  private checkout(session: ClientSession): void {
    const { world } = this.cluster;
    const { random } = world;
    const count = random.chance(0.2) ? 2 : 1;
    const feature = random.pick(FEATURES);
    let answered = false;
    const pending = session.checkout(feature, count, (granted) => {
      answered = true;
      if (world.tracing) world.say(this.who, `${granted ? 'gets' : 'is refused'} ${count} of ${feature}`);
    });
    const patience = random.chance(0.08) ? random.between(0, 10) : random.between(1_000, 4_000);
    this.later(patience, () => {
      if (!answered && this.session === session) session.cancel(pending);
    });
  }

  /** Ends the session in order, and goes on with another. */
  private renewSession(session: ClientSession): void {
    session.end(() => {
      if (this.alive && this.working && this.session === session) this.open('');
    });
  }
}
