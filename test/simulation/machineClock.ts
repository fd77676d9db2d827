/** The clocks of one machine: they run at a speed of their own, and the civil one may be set by people. */

import type { Random } from './random.ts';

/** 2026-01-01, in Unix milliseconds: the date at which a simulation begins. */
export const START_DATE = 1_767_225_600_000;

/** What a machine's clocks are made of. Times in milliseconds, speeds as a factor of true time. */
export interface ClockSettings {
  readonly speed: number;
  /** What the monotonic clock shows at the start. */
  readonly offset: number;
  /** How far the civil clock is ahead at the start. */
  readonly ahead: number;
}

/** Most by which the speed of a clock differs from true time: two of them differ by less than the drift allowed. */
const MOST_DRIFT = 0.0045;

/** A clock's speed; often at one of the extremes. */
export function drawSpeed(random: Random): number {
  return 1 + MOST_DRIFT * random.pick([-1, 1, random.between(-1, 1)]);
}

export class MachineClock {
  readonly speed: number;
  readonly #now: () => number;
  readonly #offset: number;
  #ahead: number;
  /** True time for which the machine was suspended: its monotonic clock stood still. */
  #suspended = 0;
  #suspendedSince: number | null = null;

  constructor(now: () => number, settings: ClockSettings) {
    this.#now = now;
    this.speed = settings.speed;
    this.#offset = settings.offset;
    this.#ahead = settings.ahead;
  }

  /** Never goes back; stands still while the machine is suspended. */
  monotonic(): number {
    const since = this.#suspendedSince ?? this.#now();
    return this.#offset + (since - this.#suspended) * this.speed;
  }

  /** As monotonic, but goes on while the machine is suspended. */
  boot(): number {
    return this.#offset + this.#now() * this.speed;
  }

  /** Unix milliseconds. */
  wall(): number {
    return START_DATE + this.#ahead + this.#now() * this.speed;
  }

  /** True milliseconds in which this clock moves on by so much. */
  trueTime(milliseconds: number): number {
    return milliseconds / this.speed;
  }

  /** Sets the civil clock forward or, with a negative number, back. */
  jump(milliseconds: number): void {
    this.#ahead += milliseconds;
  }

  suspend(): void {
    this.#suspendedSince ??= this.#now();
  }

  wake(): void {
    if (this.#suspendedSince === null) return;
    this.#suspended += this.#now() - this.#suspendedSince;
    this.#suspendedSince = null;
  }
}
