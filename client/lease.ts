/** Seats that a program holds. */
import type * as wire from '../proto/index.ts';
import { Emitter, type Handler } from './emitter.ts';

/** What happens to a lease that its holder did not ask for. */
export interface LeaseEvents {
  /** The seats must be taken as gone: stop using them. `final` if they cannot come back. */
  lost: { lease: Lease; reason: string; final: boolean };
  /** After `lost`: the server was reached and still keeps the seats for this lease. */
  regained: { lease: Lease };
  /**
   * An administrator or a rule takes the seats back: stop using them. They are checked in when the handlers'
   * promises are fulfilled, at latest after a grace time.
   */
  revoked: { lease: Lease };
}

/** What a lease needs of its session. */
export interface LeaseHolder {
  /** Milliseconds until the session's deadline. */
  remaining(): number;
  /** The deadline by the monotonic clock (process.hrtime) in milliseconds. */
  deadline(): number;
  checkin(lease: Lease, options: CheckinOptions): Promise<void>;
}

/** Limits of a checkin. */
export interface CheckinOptions {
  /** Milliseconds to wait for a master, default 5,000. The checkin is sent later all the same. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** held: in use; lost: not to be used, may come back; returned: checked in or gone for good. */
export type LeaseState = 'held' | 'lost' | 'returned';

/** Seats that were granted. */
export class Lease {
  /** Unique in the cluster for ever; lmstat prints it as the handle. */
  readonly id: number;
  /** Log index of the grant. */
  readonly index: number;
  /** Seats. */
  readonly count: number;
  readonly feature: string;
  /** Version of the license line that serves it. */
  readonly version: string;
  readonly vendor: string;
  /** Name of the server that granted it. */
  readonly server: string;
  /** End of the borrow in Unix seconds; 0 for seats that are not borrowed. */
  readonly borrowedUntil: number;

  readonly #holder: LeaseHolder;
  readonly #events = new Emitter<LeaseEvents>();
  #state: LeaseState = 'held';
  #revoked = false;

  /** Made by Connection.checkout. */
  constructor(granted: wire.Lease, server: string, holder: LeaseHolder, borrowedUntil = 0) {
    this.id = granted.lease;
    this.index = granted.index;
    this.count = granted.count;
    this.feature = granted.feature;
    this.version = granted.version;
    this.vendor = granted.vendor;
    this.server = server;
    this.borrowedUntil = borrowedUntil;
    this.#holder = holder;
  }

  /**
   * True while the seats may be used: computed anew at every call, so that it is right after a suspended
   * machine wakes, before any event could be delivered.
   */
  get held(): boolean {
    return this.#state === 'held' && this.#holder.remaining() > 0;
  }

  /** Until when `held` stays true if no renewal is confirmed any more, by process.hrtime, in milliseconds. */
  get deadline(): number {
    return this.#holder.deadline();
  }

  get state(): LeaseState {
    return this.#state;
  }

  /** True once the seats are being taken back. */
  get revoked(): boolean {
    return this.#revoked;
  }

  /** Calls the handler whenever the event happens; returns a function that stops that. */
  on<K extends keyof LeaseEvents>(name: K, handler: Handler<LeaseEvents[K]>): () => void {
    return this.#events.on(name, handler);
  }

  /**
   * Gives the seats back; `held` is false from here on. Calling it again, or for a lease that is gone, does
   * nothing. Rejects with LicenseError (-96, -15) if no master was reached in time, or with the signal's reason.
   */
  async checkin(options: CheckinOptions = {}): Promise<void> {
    if (this.#state === 'returned') return;
    this.#state = 'returned';
    await this.#holder.checkin(this, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.checkin();
  }

  /** For the session: the seats are gone, for now or for good. Says so once. */
  lose(reason: string, final: boolean): boolean {
    const told = this.#state === 'held';
    if (this.#state !== 'returned') this.#state = final ? 'returned' : 'lost';
    if (told) void this.#events.emit('lost', { lease: this, reason, final });
    return told;
  }

  /** For the session: the seats were lost and are there again. */
  regain(): boolean {
    if (this.#state !== 'lost') return false;
    this.#state = 'held';
    void this.#events.emit('regained', { lease: this });
    return true;
  }

  /** For the session: the seats are being taken back. Fulfilled when the handlers have done their part. */
  revoke(): Promise<void> | null {
    if (this.#revoked) return null;
    this.#revoked = true;
    return this.#events.emit('revoked', { lease: this });
  }
}
