/** Until when a session may believe in what it holds (R2). */
import { type Clock, elapsed, type Instant } from './clock.ts';

/**
 * The deadline: when the last attach or renewal that a master confirmed was sent, plus the lease. Grants and
 * other answers do not move it. Whether it has passed is computed when asked, never by a timer alone.
 */
export class SessionDeadline {
  readonly #clock: Clock;
  #sent: Instant | null = null;
  #lease = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Takes a confirmation.
   * @param sent when the confirmed attach or renewal was sent, not when the answer came
   * @param lease the lease time in milliseconds
   */
  confirm(sent: Instant, lease: number): void {
    // Answers may overtake each other; the latest sending that was confirmed counts.
    if (this.#sent && sent.monotonic < this.#sent.monotonic) return;
    this.#sent = sent;
    this.#lease = lease;
  }

  /** Nothing is confirmed any more: a new session begins. */
  reset(): void {
    this.#sent = null;
    this.#lease = 0;
  }

  /** The lease time in milliseconds; 0 before the first confirmation. */
  get lease(): number {
    return this.#lease;
  }

  /** Milliseconds left, 0 or less when it has passed or nothing was confirmed yet. */
  get remaining(): number {
    return this.#sent ? this.#lease - elapsed(this.#clock, this.#sent) : 0;
  }

  /** The deadline by the monotonic clock, in its milliseconds; null before the first confirmation. */
  get at(): number | null {
    return this.#sent ? this.#sent.monotonic + this.#lease : null;
  }
}
