/** Time as the deadline of a session sees it (R6): no single clock of a client is believed. */
import { uptime } from 'node:os';

/** Three clocks, each in milliseconds from a start of its own. */
export interface Clock {
  /** Never jumps, but on some systems stands still while the machine is suspended. */
  monotonic(): number;
  /** Goes on while the machine is suspended. */
  boot(): number;
  /** May be set by people; goes on while the machine is suspended, and across a restored snapshot. */
  wall(): number;
}

/** One moment, read from all three clocks. */
export interface Instant {
  readonly monotonic: number;
  readonly boot: number;
  readonly wall: number;
}

/** The clocks of this machine. */
export const systemClock: Clock = {
  // One for all processes of the machine, so that their histories can be laid side by side.
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
  boot: () => uptime() * 1000,
  wall: () => Date.now(),
};

/** This moment. */
export function instant(clock: Clock): Instant {
  return { monotonic: clock.monotonic(), boot: clock.boot(), wall: clock.wall() };
}

/** Milliseconds since a moment: the largest of the three differences. */
export function elapsed(clock: Clock, since: Instant): number {
  return Math.max(clock.monotonic() - since.monotonic, clock.boot() - since.boot, clock.wall() - since.wall);
}
