/** One session: what it has asked for, what it holds, and until when it may believe (R2, R6, R9). */
import { FlexError } from '../license/index.ts';
import type { Attached, Identity, OperationInit, Result } from '../proto/index.ts';
import type { Address } from './address.ts';
import { type Clock, type Instant, instant } from './clock.ts';
import { SessionDeadline } from './deadline.ts';
import { errorOfFailure, LicenseError } from './errors.ts';
import { Holdings } from './holdings.ts';
import type { Idleness } from './idleness.ts';
import type { Lease } from './lease.ts';
import type { OperationBody } from './outbox.ts';
import { type RequestLimits, Requests, type WaitLimits } from './requests.ts';
import { Route, type RouteOwner } from './route.ts';
import { SilenceWatch } from './silence.ts';
import type { CredentialSource } from './tls.ts';

/** What a session is made with. */
/**
 * A renewal goes out after this share of the lease. The server notes a session in its log that was silent for a
 * third, and its renewals then go through the log: what renews in time costs nothing.
 */
const renewShare = 1 / 4;

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
  readonly idleness: Idleness;
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

/** Between the client's operations and the stream that carries them. */
export class Session implements RouteOwner {
  readonly id: string;
  readonly deadline: SessionDeadline;
  readonly holdings: Holdings;
  readonly route: Route;

  readonly #settings: SessionSettings;
  readonly #owner: SessionOwner;
  readonly #requests: Requests;
  readonly #nonces = new Map<number, Instant>();
  readonly #returning = new Set<number>();
  readonly #silence: SilenceWatch;
  #replaces: string[];
  #replacing: string | undefined;
  #nextNonce = 1;
  #greeted = false;
  #everAttached = false;
  #renewTimer: NodeJS.Timeout | undefined;
  #lostTimer: NodeJS.Timeout | undefined;
  #server = '';

  constructor(settings: SessionSettings, owner: SessionOwner) {
    this.#settings = settings;
    this.#owner = owner;
    this.id = settings.id;
    this.#replaces = [...settings.replaces];
    this.#requests = new Requests(settings.clock, {
      send: (operations) => this.route.send(operations),
      attached: () => this.route.attached,
      expect: () => this.#silence.expect(),
      unavailable: (feature) => this.route.unavailable(feature),
    });
    this.deadline = new SessionDeadline(settings.clock);
    this.holdings = new Holdings({
      event: (op, lease) => owner.leaseEvent(op, lease),
      giveBack: (lease) => void lease.checkin().catch(() => undefined),
      orphan: (granted) => {
        if (!this.#requests.has(granted.sequence) && !this.#returning.has(granted.lease)) this.#return(granted.lease);
      },
      believes: () => this.deadline.remaining > 0,
      revokeGrace: settings.revokeGrace,
    });
    this.#silence = new SilenceWatch(
      () => this.route.attached && (this.#requests.due || this.#nonces.size > 0),
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
    return this.#requests.waiting === 0 && this.holdings.size === 0;
  }

  /** Fulfilled when the session is attached; rejects with LicenseError after `timeoutMs` without a master. */
  ready(limits: WaitLimits): Promise<void> {
    return this.#requests.untilAttached(limits);
  }

  /** Sends an operation until it is answered; rejects with LicenseError or the signal's reason. */
  request(body: OperationBody, limits: RequestLimits): Promise<Result> {
    return this.#requests.request(body, limits);
  }

  /** The checkin of a lease; the server is told sooner or later even if the promise rejects. */
  async checkin(lease: Lease, limits: WaitLimits): Promise<Result> {
    this.#returning.add(lease.id);
    this.holdings.remove(lease);
    const body = { checkin: { lease: lease.id } };
    return this.request(body, { ...limits, feature: lease.feature, whenGivenUp: 'keep' });
  }

  /** The server is told that nobody here wants a lease; nobody waits for the answer. */
  giveBack(lease: number): void {
    this.#return(lease);
  }

  /**
   * Ends the session, its seats free at once if a master is reached within `limit` milliseconds.
   * True if no server knows the session any more.
   */
  async end(limit: number): Promise<boolean> {
    const closed = new LicenseError({ code: FlexError.CannotRead, detail: 'the connection was closed' });
    this.#requests.failAll(closed);
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
    this.#requests.stop();
    this.#silence.stop();
    this.route.stop();
  }

  // -- sending ------------------------------------------------------------------------------------------------

  #return(lease: number): void {
    this.#returning.add(lease);
    this.#requests.tell({ checkin: { lease } });
  }

  #attach(observe: boolean, replaces = ''): OperationInit {
    return { attach: { session: this.id, identity: this.#settings.identity, replaces, observe } };
  }

  /** Renews at once, to tell that the program is in use again. */
  renewNow(): void {
    this.#renew();
  }

  #renew(): void {
    clearTimeout(this.#renewTimer);
    if (this.route.attached) {
      const nonce = this.#nextNonce++;
      this.#nonces.set(nonce, instant(this.#settings.clock));
      this.route.send([{ renew: { nonce, idleSeconds: this.#settings.idleness.tell() } }]);
      this.#silence.expect();
    }
    this.#renewTimer = setTimeout(() => this.#renew(), this.deadline.lease * renewShare);
  }

  // -- RouteOwner ---------------------------------------------------------------------------------------------

  observeOperation(): OperationInit {
    return this.#attach(true);
  }

  greeting(): OperationInit[] {
    this.#greeted = true;
    this.#replacing = this.#replaces[0];
    return [this.#attach(false, this.#replacing), ...this.#requests.unanswered()];
  }

  attached(attached: Attached, sent: Instant): void {
    this.#silence.heard();
    this.#server = (attached.master?.server || attached.server).toLowerCase();
    this.#expire();
    this.deadline.confirm(sent, attached.leaseMilliseconds);
    if (attached.created && this.#everAttached)
      this.holdings.loseAll('the server did not know the session any more', true);
    else this.holdings.reconcile(attached);
    this.#everAttached = true;
    this.#afterConfirmation(sent);
    this.#replaceNext();
    this.#requests.attached();
  }

  detached(): void {
    this.#requests.detached();
    this.#nonces.clear();
    this.#silence.stop();
  }

  refused(error: LicenseError): void {
    this.holdings.loseAll(error.message, true);
    this.#requests.failAll(error);
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
    const failure = result.failure;
    const notNow = failure?.code === FlexError.ServerDown ? errorOfFailure(failure) : null;
    const done = this.#requests.result(result, notNow);
    if (done?.body.checkin) this.#returning.delete(done.body.checkin.lease ?? 0);
  }

  // -- what time and answers do ---------------------------------------------------------------------------------

  #renewed(nonce: number, revoking: readonly number[]): void {
    const sent = this.#nonces.get(nonce);
    if (!sent) {
      // Said unasked: it confirms nothing, but seats that are being taken back are.
      if (nonce === 0) for (const lease of revoking) this.holdings.revoke(lease);
      return;
    }
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
    const next = this.deadline.remaining - (1 - renewShare) * this.deadline.lease;
    this.#renewTimer = setTimeout(() => this.#renew(), Math.max(0, next));
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
}
