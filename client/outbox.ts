/** Operations of a session that have not been answered: numbered once, sent again until they are (R9). */
import type { OperationInit, Result } from '../proto/index.ts';
import type { LicenseError } from './errors.ts';

/** What an operation asks for, without its numbers. */
export type OperationBody = Omit<OperationInit, 'sequence' | 'answeredBelow'>;

/** An operation on its way. */
export interface Pending {
  readonly sequence: number;
  readonly body: OperationBody;
  /** Called with the final answer. */
  answered: (result: Result) => void;
  /** Called with the place in the queue; null if nobody wants to know. */
  queuedAt: ((position: number) => void) | null;
  /** True once it has been on a stream: from then on it may have run. */
  sent: boolean;
  /** The server has put it in a queue: silence is no sign of a broken line. */
  queued: boolean;
  /** The last "not now" (-96) that came instead of an answer. */
  notNow: LicenseError | null;
  /** When the first of them came, by the monotonic clock in milliseconds. */
  notNowSince: number | null;
  /** It is to be sent again after a "not now". */
  paused: boolean;
}

/** The unanswered operations of one session, in the order of their numbers. */
export class Outbox {
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  /** Gives an operation its number. */
  add(body: OperationBody): Pending {
    this.#last += 1;
    const pending: Pending = {
      sequence: this.#last,
      body,
      answered: () => undefined,
      queuedAt: null,
      sent: false,
      queued: false,
      notNow: null,
      notNowSince: null,
      paused: false,
    };
    this.#pending.set(pending.sequence, pending);
    return pending;
  }

  /** The operation that a result answers, if it is still waited for. */
  get(sequence: number): Pending | undefined {
    return this.#pending.get(sequence);
  }

  /** Takes an operation away, answered or never sent. */
  forget(sequence: number): void {
    this.#pending.delete(sequence);
  }

  /** All that is unanswered, in the order of the numbers. */
  all(): Pending[] {
    return [...this.#pending.values()];
  }

  /** As it goes over the wire, marked as sent. */
  wire(pending: Pending): OperationInit {
    pending.sent = true;
    pending.paused = false;
    return { ...pending.body, sequence: pending.sequence, answeredBelow: this.#answeredBelow() };
  }

  // Numbers are given in rising order and kept in that order, so the first key is the lowest.
  #answeredBelow(): number {
    for (const sequence of this.#pending.keys()) return sequence;
    return this.#last + 1;
  }
}
