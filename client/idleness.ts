/** How long a program has not been used, by its own word. */
import type { Clock } from './clock.ts';

export class Idleness {
  readonly #clock: Clock;
  /** By the monotonic clock, in milliseconds. A wall clock that jumps makes nobody idle. */
  #lastUse: number | null = null;
  #told = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** It is in use now. True if the servers believe that it is idle. */
  used(): boolean {
    this.#lastUse = this.#clock.monotonic();
    const told = this.#told;
    this.#told = false;
    return told;
  }

  /** Whole seconds since it was used last, to be told to the servers; 0 if it never said that it is. */
  tell(): number {
    if (this.#lastUse === null) return 0;
    const seconds = Math.floor((this.#clock.monotonic() - this.#lastUse) / 1_000);
    this.#told = seconds > 0;
    return seconds;
  }

  /** A checkout is a use of a program that ever said that it is in use. */
  checkedOut(): void {
    if (this.#lastUse !== null) this.#lastUse = this.#clock.monotonic();
  }
}
