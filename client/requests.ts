/** What a session has asked for and who waits for the answers: sending, sending again, giving up (R9). */
import type { OperationInit, Result } from '../proto/index.ts';
import type { Clock } from './clock.ts';
import type { LicenseError } from './errors.ts';
import { type OperationBody, Outbox, type Pending } from './outbox.ts';

/** The longest that a timer can wait, in milliseconds. */
const longest = 2 ** 31 - 1;
/** Milliseconds after which "not now" is asked again, at first and at most. */
const againAfter = 50;
const againAfterMax = 1000;

/** How long somebody waits. */
export interface WaitLimits {
  /** Milliseconds without a master. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** The feature that it is about, for error messages. */
  readonly feature?: string;
}

/** Limits of one operation. */
export interface RequestLimits extends WaitLimits {
  readonly onQueued?: ((position: number) => void) | undefined;
  /** Leave the operation in the outbox when nobody waits for it any more (a checkin), or take it back. */
  readonly whenGivenUp: 'keep' | 'cancel';
}

/** The line that requests go over. */
export interface RequestLine {
  /** Sends on the attached stream; false if there is none. */
  send(operations: OperationInit[]): boolean;
  attached(): boolean;
  /** Something was sent that will be answered. */
  expect(): void;
  /** Why there is no master. */
  unavailable(feature: string | undefined): LicenseError;
}

/** The requests of one session. */
export class Requests {
  readonly #clock: Clock;
  readonly #line: RequestLine;
  readonly #outbox = new Outbox();
  readonly #waiting = new Set<(reason: unknown) => void>();
  readonly #ready: (() => void)[] = [];
  #unsent: Pending[] = [];
  #noMasterSince: number | null;
  #againTimer: NodeJS.Timeout | undefined;
  #againDelay = againAfter;

  constructor(clock: Clock, line: RequestLine) {
    this.#clock = clock;
    this.#line = line;
    this.#noMasterSince = clock.monotonic();
  }

  /** How many wait for an answer. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** True if an operation of this number is unanswered. */
  has(sequence: number): boolean {
    return this.#outbox.get(sequence) !== undefined;
  }

  /** True if the server owes an answer. */
  get due(): boolean {
    return this.#outbox.all().some((pending) => pending.sent && !pending.queued && !pending.paused);
  }

  /** Fulfilled when there is a master; rejects with LicenseError or the signal's reason. */
  untilAttached(limits: WaitLimits): Promise<void> {
    return this.#wait<void>(limits, null, (resolve) => {
      if (this.#line.attached()) resolve();
      else this.#ready.push(resolve);
    });
  }

  /** Sends an operation until it is answered; rejects with LicenseError or the signal's reason. */
  request(body: OperationBody, limits: RequestLimits): Promise<Result> {
    if (limits.signal?.aborted) return Promise.reject(limits.signal.reason);
    const pending = this.#outbox.add(body);
    pending.queuedAt = limits.onQueued ?? null;
    const answer = this.#wait<Result>(
      limits,
      pending,
      (resolve) => {
        pending.answered = resolve;
      },
      limits.whenGivenUp,
    );
    this.#sendSoon(pending);
    return answer;
  }

  /** Sends an operation whose answer nobody waits for. */
  tell(body: OperationBody): void {
    this.#sendSoon(this.#outbox.add(body));
  }

  /** Everything that is unanswered, for a new stream. */
  unanswered(): OperationInit[] {
    this.#unsent = [];
    return this.#outbox.all().map((pending) => this.#outbox.wire(pending));
  }

  /** There is a master, and what unanswered() gave has been sent to it. */
  attached(): void {
    this.#noMasterSince = null;
    this.#againDelay = againAfter;
    for (const pending of this.#outbox.all()) {
      pending.notNow = null;
      pending.notNowSince = null;
    }
    for (const resolve of this.#ready.splice(0)) resolve();
    if (this.due) this.#line.expect();
    // Asked for between the greeting and now.
    this.#flush();
  }

  /** The stream is gone. */
  detached(): void {
    this.#noMasterSince = this.#clock.monotonic();
    for (const pending of this.#outbox.all()) pending.queued = false;
  }

  /** An answer; the operation that is now done with, if it is. */
  result(result: Result, notNow: LicenseError | null): Pending | null {
    const pending = this.#outbox.get(result.sequence);
    if (!pending) return null;
    if (result.queued) {
      pending.queued = true;
      pending.queuedAt?.(result.queued.position);
      return null;
    }
    if (notNow) {
      pending.notNow = notNow;
      pending.notNowSince ??= this.#clock.monotonic();
      pending.paused = true;
      this.#again();
      return null;
    }
    this.#outbox.forget(result.sequence);
    pending.answered(result);
    return pending;
  }

  /** Whoever waits, waits in vain. */
  failAll(reason: LicenseError): void {
    for (const fail of [...this.#waiting]) fail(reason);
  }

  stop(): void {
    clearTimeout(this.#againTimer);
  }

  #wait<T>(
    limits: WaitLimits,
    pending: Pending | null,
    begin: (resolve: (value: T) => void) => void,
    whenGivenUp = 'keep',
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const { signal, timeoutMs, feature } = limits;
    const start = this.#clock.monotonic();
    const finish = () => {
      clearTimeout(timer);
      this.#waiting.delete(fail);
      signal?.removeEventListener('abort', abort);
    };
    const fail = (reason: unknown) => {
      finish();
      if (pending && whenGivenUp === 'cancel') this.#cancel(pending);
      reject(reason);
    };
    const abort = () => fail(signal?.reason);
    const check = () => {
      const since = pending?.notNowSince ?? this.#noMasterSince;
      const waited = since === null ? 0 : this.#clock.monotonic() - Math.max(start, since);
      if (waited >= timeoutMs) fail(pending?.notNow ?? this.#line.unavailable(feature));
      else timer = setTimeout(check, Math.min(Math.max(1, timeoutMs - waited), longest));
    };
    let timer = setTimeout(check, Math.min(timeoutMs, longest));
    this.#waiting.add(fail);
    signal?.addEventListener('abort', abort, { once: true });
    begin((value) => {
      finish();
      resolve(value);
    });
    if (signal?.aborted) abort();
    return promise;
  }

  // What has been on a stream may have run; what has not is simply forgotten.
  #cancel(pending: Pending): void {
    pending.answered = () => undefined;
    if (!pending.sent) {
      this.#outbox.forget(pending.sequence);
      return;
    }
    const cancel = this.#outbox.add({ cancel: { cancelledSequence: pending.sequence } });
    cancel.answered = () => this.#outbox.forget(pending.sequence);
    this.#sendSoon(cancel);
  }

  // What is asked for in one turn of the event loop rides in one message.
  #sendSoon(pending: Pending): void {
    this.#unsent.push(pending);
    if (this.#unsent.length === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    // Without a master they stay here until the next attach.
    if (!this.#line.attached()) return;
    const unsent = this.#unsent.splice(0).filter((pending) => this.has(pending.sequence));
    if (unsent.length === 0) return;
    this.#line.send(unsent.map((pending) => this.#outbox.wire(pending)));
    this.#line.expect();
  }

  // "Not now" on a line that stands: asked again after a while, under the same number.
  #again(): void {
    if (this.#againTimer) return;
    this.#againTimer = setTimeout(() => {
      this.#againTimer = undefined;
      const paused = this.#outbox.all().filter((pending) => pending.paused);
      if (this.#line.attached() && this.#line.send(paused.map((pending) => this.#outbox.wire(pending))))
        this.#line.expect();
    }, this.#againDelay);
    this.#againDelay = Math.min(this.#againDelay * 2, againAfterMax);
  }
}
