/** One session: what it has asked for, what it holds, and until when it may believe (R2, R6, R9). */
import { FlexError } from '../license/index.ts';
import type { Attached, Identity, OperationInit, Result } from '../proto/index.ts';
import type { Address } from './address.ts';
import { type Clock, type Instant, instant } from './clock.ts';
import { SessionDeadline } from './deadline.ts';
import { errorOfFailure, LicenseError } from './errors.ts';
import { Holdings } from './holdings.ts';
import type { Lease } from './lease.ts';
import { type OperationBody, Outbox, type Pending } from './outbox.ts';
import { Route, type RouteOwner } from './route.ts';
import { SilenceWatch } from './silence.ts';
import type { CredentialSource } from './tls.ts';

/** What a session is made with. */
export interface SessionSettings {
  /** 16 to 64 characters, at random. */
  readonly id: string;
  readonly identity: Identity;
  /** Sessions of dead predecessors, to be ended first. */
  readonly replaces: readonly string[];
  readonly servers: readonly Address[];
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly revokeGrace: number;
}

/** What a session tells its connection. */
export interface SessionOwner {
  /** A predecessor's session is ended. */
  replaced(session: string): void;
  /** An attach (nonce 0) or a renewal was confirmed. */
  confirmed(sent: Instant): void;
  leaseEvent(op: 'lost' | 'regained' | 'revoked', lease: Lease): void;
  /** The session is over, by the server's word. */
  refused(error: LicenseError): void;
  moved(text: string): void;
}

/** How long a request waits. */
export interface RequestLimits {
  /** Milliseconds without a master. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Of the feature, for error messages. */
  readonly feature?: string;
  readonly onQueued?: ((position: number) => void) | undefined;
  /** Leave the operation in the outbox when nobody waits for it any more (a checkin), or take it back. */
  readonly whenGivenUp: 'keep' | 'cancel';
}

/** Between the client's operations and the stream that carries them. */
export class Session implements RouteOwner {
  readonly id: string;
  readonly deadline: SessionDeadline;
  readonly holdings: Holdings;
  readonly route: Route;

  readonly #settings: SessionSettings;
  readonly #owner: SessionOwner;
  readonly #outbox = new Outbox();
  readonly #waiting = new Set<(error: LicenseError) => void>();
  readonly #nonces = new Map<number, Instant>();
  readonly #returning = new Set<number>();
  readonly #silence: SilenceWatch;
  #replaces: string[];
  #replacing: string | undefined;
  #nextNonce = 1;
  #unsent: Pending[] = [];
  #noMasterSince: number | null;
  #greeted = false;
  #everAttached = false;
  #renewTimer: NodeJS.Timeout | undefined;
  #lostTimer: NodeJS.Timeout | undefined;
  #againTimer: NodeJS.Timeout | undefined;
  #againDelay = 50;
  #server = '';

  constructor(settings: SessionSettings, owner: SessionOwner) {
    this.#settings = settings;
    this.#owner = owner;
    this.id = settings.id;
    this.#replaces = [...settings.replaces];
    this.#noMasterSince = settings.clock.monotonic();
    this.deadline = new SessionDeadline(settings.clock);
    this.holdings = new Holdings({
      event: (op, lease) => owner.leaseEvent(op, lease),
      giveBack: (lease) => void lease.checkin().catch(() => undefined),
      orphan: (granted) => {
        if (!this.#outbox.get(granted.sequence) && !this.#returning.has(granted.lease)) this.#return(granted.lease);
      },
      believes: () => this.deadline.remaining > 0,
      revokeGrace: settings.revokeGrace,
    });
    this.#silence = new SilenceWatch(
      () => this.#answerDue(),
      (milliseconds) => this.route.abandon(`no answer for ${milliseconds} ms`),
    );
    this.observeOperation = this.observeOperation.bind(this);
    this.route = new Route(settings.servers, settings.credentials, settings.clock, this);
  }

  /** Name of the master that answered last. */
  get server(): string {
    return this.#server;
  }

  /** True if it holds nothing and nobody waits for anything. */
  get idle(): boolean {
    return this.#waiting.size === 0 && this.holdings.size === 0;
  }

  /** Fulfilled when the session is attached; rejects with LicenseError after `timeoutMs` without a master. */
  ready(limits: { timeoutMs: number; signal?: AbortSignal | undefined }): Promise<void> {
    return this.#wait<void>(limits, null, (resolve) => {
      this.#readied.push(resolve);
      if (this.route.attached) this.#ready();
    });
  }

  readonly #readied: (() => void)[] = [];

  #ready(): void {
    for (const resolve of this.#readied.splice(0)) resolve();
  }

  /** Sends an operation until it is answered; rejects with LicenseError or the signal's reason. */
  request(body: OperationBody, limits: RequestLimits): Promise<Result> {
    return this.#wait<Result>(limits, body, (resolve, pending) => {
      if (pending) pending.answered = resolve;
    });
  }

  /** The checkin of a lease; the server is told sooner or later even if the promise rejects. */
  async checkin(lease: Lease, limits: { timeoutMs: number; signal?: AbortSignal | undefined }): Promise<Result> {
    this.#returning.add(lease.id);
    this.holdings.remove(lease);
    const body = { checkin: { lease: lease.id } };
    return this.request(body, { ...limits, feature: lease.feature, whenGivenUp: 'keep' });
  }

  /**
   * Ends the session, its seats free at once if a master is reached within `limit` milliseconds.
   * True if no server knows the session any more.
   */
  async end(limit: number): Promise<boolean> {
    const closed = new LicenseError({ code: FlexError.CannotRead, detail: 'the connection was closed' });
    for (const fail of [...this.#waiting]) fail(closed);
    let ended = !this.#greeted;
    if (this.#everAttached) {
      const signal = AbortSignal.timeout(limit);
      const request = this.request({ end: {} }, { timeoutMs: limit, signal, whenGivenUp: 'keep' });
      ended = await request.then(
        () => true,
        () => false,
      );
    }
    this.stop();
    return ended;
  }

  /** Closes everything without a word to the server. */
  stop(): void {
    clearTimeout(this.#renewTimer);
    clearTimeout(this.#lostTimer);
    clearTimeout(this.#againTimer);
    this.#silence.stop();
    this.route.stop();
  }

  // -- waiting ------------------------------------------------------------------------------------------------

  #wait<T>(
    limits: {
      timeoutMs: number;
      signal?: AbortSignal | undefined;
      feature?: string;
      whenGivenUp?: string;
    } & Partial<RequestLimits>,
    body: OperationBody | null,
    begin: (resolve: (value: T) => void, pending: Pending | null) => void,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const { signal, timeoutMs, feature } = limits;
    const start = this.#settings.clock.monotonic();
    let pending: Pending | null = null;
    const finish = () => {
      clearTimeout(timer);
      this.#waiting.delete(fail);
      signal?.removeEventListener('abort', abort);
    };
    const fail = (reason: unknown) => {
      finish();
      if (pending && limits.whenGivenUp === 'cancel') this.#cancel(pending);
      reject(reason);
    };
    const abort = () => fail(signal?.reason);
    const check = () => {
      const since = pending?.notNowSince ?? this.#noMasterSince;
      const waited = since === null ? 0 : this.#settings.clock.monotonic() - Math.max(start, since);
      if (waited >= timeoutMs) fail(pending?.notNow ?? this.route.unavailable(feature));
      else timer = setTimeout(check, Math.max(1, timeoutMs - waited));
    };
    let timer = setTimeout(check, timeoutMs);
    if (signal?.aborted) {
      clearTimeout(timer);
      reject(signal.reason);
      return promise;
    }
    signal?.addEventListener('abort', abort, { once: true });
    this.#waiting.add(fail);
    if (body) {
      pending = this.#outbox.add(body);
      pending.queuedAt = limits.onQueued ?? null;
    }
    begin((value) => {
      finish();
      resolve(value);
    }, pending);
    if (pending) this.#sendSoon(pending);
    return promise;
  }

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

  #return(lease: number): void {
    this.#returning.add(lease);
    this.#sendSoon(this.#outbox.add({ checkin: { lease } }));
  }

  // -- sending ------------------------------------------------------------------------------------------------

  // What is asked for in one turn of the event loop rides in one message.
  #sendSoon(pending: Pending): void {
    this.#unsent.push(pending);
    if (this.#unsent.length === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    // Without a master they stay here until the next attach.
    if (!this.route.attached) return;
    const unsent = this.#unsent.splice(0).filter((pending) => this.#outbox.get(pending.sequence) === pending);
    if (unsent.length === 0) return;
    this.route.send(unsent.map((pending) => this.#outbox.wire(pending)));
    this.#silence.expect();
  }

  #answerDue(): boolean {
    const due = this.#outbox.all().some((pending) => pending.sent && !pending.queued && !pending.notNow);
    return this.route.attached && (due || this.#nonces.size > 0);
  }

  #attach(observe: boolean, replaces = ''): OperationInit {
    return { attach: { session: this.id, identity: this.#settings.identity, replaces, observe } };
  }

  #renew(): void {
    clearTimeout(this.#renewTimer);
    if (this.route.attached) {
      const nonce = this.#nextNonce++;
      this.#nonces.set(nonce, instant(this.#settings.clock));
      this.route.send([{ renew: { nonce } }]);
      this.#silence.expect();
    }
    this.#renewTimer = setTimeout(() => this.#renew(), this.deadline.lease / 3);
  }

  // -- RouteOwner ---------------------------------------------------------------------------------------------

  observeOperation(): OperationInit {
    return this.#attach(true);
  }

  greeting(): OperationInit[] {
    this.#greeted = true;
    this.#replacing = this.#replaces[0];
    this.#unsent = [];
    return [this.#attach(false, this.#replacing), ...this.#outbox.all().map((pending) => this.#outbox.wire(pending))];
  }

  attached(attached: Attached, sent: Instant): void {
    this.#silence.heard();
    this.#server = (attached.master?.server || attached.server).toLowerCase();
    this.#noMasterSince = null;
    this.#againDelay = 50;
    this.#expire();
    this.deadline.confirm(sent, attached.leaseMilliseconds);
    if (attached.created && this.#everAttached)
      this.holdings.loseAll('the server did not know the session any more', true);
    else this.holdings.reconcile(attached);
    this.#everAttached = true;
    this.#afterConfirmation(sent);
    this.#replaceNext();
    this.#ready();
    if (this.#outbox.size > 0) this.#silence.expect();
    // Asked for between the greeting and now.
    this.#flush();
  }

  detached(): void {
    this.#noMasterSince = this.#settings.clock.monotonic();
    this.#nonces.clear();
    this.#silence.stop();
    for (const pending of this.#outbox.all()) pending.queued = false;
  }

  refused(error: LicenseError): void {
    this.holdings.loseAll(error.message, true);
    for (const fail of [...this.#waiting]) fail(error);
    this.stop();
    this.#owner.refused(error);
  }

  moved(text: string): void {
    this.#owner.moved(text);
  }

  result(result: Result): void {
    this.#silence.heard();
    if (result.renewed) {
      this.#renewed(result.renewed.nonce, result.renewed.revoking);
      return;
    }
    const pending = this.#outbox.get(result.sequence);
    if (!pending) return;
    if (result.queued) {
      pending.queued = true;
      pending.queuedAt?.(result.queued.position);
    } else if (result.failure?.code === FlexError.ServerDown) {
      pending.notNow = errorOfFailure(result.failure);
      pending.notNowSince ??= this.#settings.clock.monotonic();
      this.#again();
    } else {
      this.#outbox.forget(result.sequence);
      if (pending.body.checkin) this.#returning.delete(pending.body.checkin.lease ?? 0);
      pending.answered(result);
    }
  }

  // -- what time and answers do ---------------------------------------------------------------------------------

  #renewed(nonce: number, revoking: readonly number[]): void {
    const sent = this.#nonces.get(nonce);
    if (!sent) return;
    this.#nonces.delete(nonce);
    const expired = this.#expire();
    this.deadline.confirm(sent, this.deadline.lease);
    this.#afterConfirmation(sent);
    for (const lease of revoking) this.holdings.revoke(lease);
    // The session lives, but only an attach says whether what was lost is still in it.
    if (expired) this.route.send([this.#attach(false)]);
  }

  #afterConfirmation(sent: Instant): void {
    this.#owner.confirmed(sent);
    clearTimeout(this.#renewTimer);
    const third = this.deadline.lease / 3;
    this.#renewTimer = setTimeout(() => this.#renew(), Math.max(0, this.deadline.remaining - 2 * third));
    this.#watchDeadline();
  }

  #watchDeadline(): void {
    clearTimeout(this.#lostTimer);
    this.#lostTimer = setTimeout(
      () => {
        if (!this.#expire()) this.#watchDeadline();
      },
      Math.max(1, this.deadline.remaining),
    );
  }

  /** True if the deadline has passed: what was held must not be believed in. */
  #expire(): boolean {
    if (this.deadline.at === null || this.deadline.remaining > 0) return false;
    this.holdings.loseAll('no renewal was confirmed before the deadline', false);
    return true;
  }

  #replaceNext(): void {
    if (this.#replacing === undefined) return;
    this.#owner.replaced(this.#replacing);
    this.#replaces = this.#replaces.filter((session) => session !== this.#replacing);
    this.#replacing = this.#replaces[0];
    if (this.#replacing !== undefined) this.route.send([this.#attach(false, this.#replacing)]);
  }

  // "Not now" on a line that stands: asked again after a while, under the same number.
  #again(): void {
    if (this.#againTimer) return;
    this.#againTimer = setTimeout(() => {
      this.#againTimer = undefined;
      const waiting = this.#outbox.all().filter((pending) => pending.notNow);
      if (this.route.send(waiting.map((pending) => this.#outbox.wire(pending)))) this.#silence.expect();
    }, this.#againDelay);
    this.#againDelay = Math.min(this.#againDelay * 2, 1000);
  }
}
