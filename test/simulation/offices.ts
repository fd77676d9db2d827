/**
 * Who was master for how long, and what that must have come to: a dead client's seats are free within two
 * leases even if masters change, provided that each lasts a third of a lease (R3).
 */
import { reclaimAfter } from '../../node/licensing/index.ts';
import type { MemberProcess } from './memberProcess.ts';
import type { World } from './world.ts';

/** What proposals, their commits and the pauses between looks may take, in milliseconds. */
const SLACK_MS = 1_500;
/** The same for one mark of silence. */
const MARK_SLACK_MS = 300;

interface Dead {
  readonly session: string;
  readonly lease: number;
  /** Milliseconds of silence that earlier masters must have noted in the log. */
  credit: number;
}

export class Offices {
  readonly #world: World;
  readonly #dead = new Map<string, Dead>();
  #holder: MemberProcess | null = null;
  /** Master's own time at the last look, and that it has served since it took office. */
  #lookedAt = 0;
  #served = 0;
  #commit = 0;
  /** Time served since each death, for those that died in this office. */
  readonly #diedAt = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  taken(process: MemberProcess): void {
    for (const dead of this.#dead.values()) {
      const third = dead.lease / 3;
      const served = this.#served - (this.#diedAt.get(dead.session) ?? 0);
      dead.credit += Math.max(0, Math.floor((served - MARK_SLACK_MS) / (third + MARK_SLACK_MS))) * third;
    }
    this.#diedAt.clear();
    this.#holder = process;
    this.#served = 0;
    this.#lookedAt = process.now();
    this.#world.say(process.server, `is master in term ${process.term()}`);
  }

  /** The master has looked after its duties. Time in which it could commit nothing does not count. */
  served(process: MemberProcess, now: number): void {
    if (process !== this.#holder) return;
    const commit = process.replica?.raw.commit ?? 0;
    const commits = commit > this.#commit || commit === process.machine.shadow.last;
    this.#commit = commit;
    // After a pause it counts on its own clock, but it could not do anything meanwhile.
    if (commits) this.#served += Math.min(now - this.#lookedAt, 150);
    this.#lookedAt = now;
    if (!commits) return;
    for (const dead of this.#dead.values()) {
      const served = this.#served - (this.#diedAt.get(dead.session) ?? 0);
      if (dead.credit + served < reclaimAfter(dead.lease) + SLACK_MS) continue;
      const detail = `session ${dead.session} is dead and not ended after ${Math.round(dead.credit + served)} ms of masters`;
      this.#world.fail('R3', detail);
    }
  }

  /** The client of that session is dead, with the lease that it was told. */
  died(session: string, lease: number): void {
    this.#dead.set(session, { session, lease, credit: 0 });
    this.#diedAt.set(session, this.#served);
  }

  /** What it sent before its death has arrived in the log only now. */
  heard(session: string): void {
    const dead = this.#dead.get(session);
    if (dead === undefined) return;
    dead.credit = 0;
    this.#diedAt.set(session, this.#served);
  }

  ended(session: string): void {
    this.#dead.delete(session);
    this.#diedAt.delete(session);
  }
}
