/** A process as the world treats it: it is stopped and goes on, and what comes meanwhile waits. */
import type { Cluster } from './cluster.ts';
import type { Machine } from './machine.ts';

export abstract class SimulatedProcess {
  readonly server: string;
  readonly machine: Machine;
  alive = true;
  paused = false;
  protected readonly cluster: Cluster;
  private backlog: (() => void)[] = [];

  constructor(cluster: Cluster, machine: Machine) {
    this.cluster = cluster;
    this.machine = machine;
    this.server = machine.server;
  }

  /** It has gone on after a pause, and what had come meanwhile is done. */
  protected abstract resumed(): void;

  now(): number {
    return this.machine.clock.monotonic();
  }

  say(text: string): void {
    this.cluster.world.say(this.server, text);
  }

  /** Something arrives at the process: it waits while the process is stopped. */
  deliver(work: () => void): void {
    if (!this.alive) return;
    if (this.paused) this.backlog.push(work);
    else work();
  }

  pause(): void {
    this.cluster.disturbed();
    this.paused = true;
  }

  resume(): void {
    if (!this.alive || !this.paused) return;
    this.cluster.disturbed();
    this.paused = false;
    const backlog = this.backlog;
    this.backlog = [];
    // What is late is due at once; what has arrived is read before the missed ticks are credited.
    for (const work of backlog) this.deliver(work);
    this.resumed();
  }

  /** Ends it, without a word of its own. */
  kill(): void {
    this.alive = false;
    this.backlog = [];
  }

  /** By the process's own clock, first after one interval; due once, however long it was stopped. */
  protected every(milliseconds: number, work: () => void): void {
    const interval = this.machine.clock.trueTime(milliseconds);
    const { world } = this.cluster;
    let missed = false;
    const run = (): void => {
      if (!this.alive) return;
      world.after(interval, run);
      if (this.paused) {
        if (missed) return;
        missed = true;
        this.backlog.push(() => {
          missed = false;
          work();
        });
      } else work();
    };
    world.after(interval, run);
  }
}
