/** A program's connection with a license server system. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { FlexError } from '../license/index.ts';
import {
  AdminService,
  type BorrowToken,
  type CheckoutOperationInit,
  type Identity,
  type Result,
  type Status,
} from '../proto/index.ts';
import { Borrows } from './borrow/borrows.ts';
import { borrowFolder } from './borrow/folder.ts';
import { giveBack, lend } from './borrow/lending.ts';
import { defaultTimeout, limitsOf, requestOf } from './checkoutRequest.ts';
import { type Clock, type Instant, systemClock } from './clock.ts';
import { errorOfFailure, LicenseError } from './errors.ts';
import type { HistoryRecord } from './history.ts';
import { identityOf } from './identity.ts';
import { Idleness } from './idleness.ts';
import { type CheckinOptions, Lease, type LeaseHolder } from './lease.ts';
import { LocalLicense } from './localLicense.ts';
import type { BorrowOptions, CheckoutOptions, ConnectOptions, Logger, ReturnOptions } from './options.ts';
import { Session, type SessionOwner } from './session.ts';
import { formatServers, type LicenseSource } from './sources.ts';
import { SessionNotes, stateFolder } from './stateFile.ts';
import type { CredentialSource } from './tls.ts';

/** No server, or none that could answer. */
const unreached: ReadonlySet<number> = new Set([FlexError.ServerDown, FlexError.CannotConnect, FlexError.CannotRead]);
/** A wish to borrow leaves alone what another vendor has, or cannot be borrowed at all. */
const notToBorrow: ReadonlySet<number> = new Set([FlexError.BorrowNotEnabled, FlexError.FeatureNotSupported, -5]);
/** Milliseconds that close() waits for the server's word that the session is ended. */
const closeLimit = 2000;

/** Checks licenses out and keeps them. Made by connect(). */
export class Connection implements SessionOwner, LeaseHolder {
  /** The servers that it is with. */
  readonly source: LicenseSource;
  readonly identity: Identity;

  readonly #options: ConnectOptions;
  readonly #credentials: CredentialSource;
  readonly #clock: Clock;
  readonly #idleness: Idleness;
  readonly #log: Logger;
  readonly #notes: SessionNotes | null;
  readonly #servers: string;
  readonly #license: LocalLicense | null;
  readonly #borrows: Borrows | null;
  #session: Session | null = null;
  #busy = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #closed = false;

  /** Use connect(). */
  constructor(source: LicenseSource, credentials: CredentialSource, options: ConnectOptions) {
    this.source = source;
    this.identity = identityOf(options.identity);
    this.#options = options;
    this.#credentials = credentials;
    this.#clock = options.clock ?? systemClock;
    this.#idleness = new Idleness(this.#clock);
    this.#log = options.logger ?? (() => undefined);
    this.#servers = formatServers(source.servers).toLowerCase();
    this.#license = source.file === undefined ? null : new LocalLicense(source.file);
    const borrowed = options.borrowFolder ?? borrowFolder();
    this.#borrows = borrowed === false ? null : new Borrows(borrowed, this.identity, this.#clock);
    const folder = options.stateFolder ?? stateFolder();
    this.#notes = folder === false ? null : new SessionNotes(folder);
  }

  /** Id of the session that is open; empty if none is (idle, closed). */
  get session(): string {
    return this.#session?.id ?? '';
  }

  /** Name of the master that the session is attached to, lower case; empty while there is none. */
  get master(): string {
    return this.#session?.route.master ?? '';
  }

  /** What is held now, and what was lost and may come back. */
  get leases(): Lease[] {
    return this.#session?.holdings.all() ?? [];
  }

  /** What is borrowed on this machine and may be used now. */
  get borrowed(): readonly BorrowToken[] {
    return this.#borrows?.usable().map(({ token }) => token) ?? [];
  }

  /**
   * Tells that somebody is using the program: to be called on every use, as often as may be. From the first call on
   * the servers are told how long ago the last one was, and seats of a program that has been idle for the TIMEOUT of the
   * options file are taken back (`revoked`). A program that never calls it is never idle.
   */
  active(): void {
    if (this.#idleness.used()) this.#session?.renewNow();
  }

  /** Waits for a master. Rejects with LicenseError -96 (no quorum) or -15 (no server), or the signal's reason. */
  async ready(limits: { timeoutMs?: number; signal?: AbortSignal | undefined } = {}): Promise<void> {
    const timeoutMs = limits.timeoutMs ?? defaultTimeout;
    await this.#use((session) => session.ready({ timeoutMs, signal: limits.signal }));
  }

  /**
   * Takes seats: those that are borrowed on this machine, without a server, or else a server's. While a wish of
   * lmborrow stands, what can be borrowed is borrowed.
   *
   * Rejects with LicenseError: what the server refuses at once (-4, -5, -18, -21, ...), -8 or -114 if the license
   * file here was edited, -96 or -15 after `timeoutMs` without a master, -88 or -118 if there is none and what is
   * borrowed cannot be used; or with the signal's reason.
   */
  async checkout(options: CheckoutOptions): Promise<Lease> {
    this.#idleness.checkedOut();
    const checkout = this.#checked(options);
    const { feature, version, vendor } = options;
    const wish = { feature, version, vendor, count: options.count ?? 1 };
    const borrowed = this.#closed ? null : (this.#borrows?.take(wish) ?? null);
    if (borrowed instanceof Lease) return borrowed;
    try {
      return (await this.#borrowAsWished(options)) ?? (await this.#take(checkout, options));
    } catch (error) {
      const unreachable = error instanceof LicenseError && unreached.has(error.code);
      throw unreachable && borrowed !== null ? borrowed : error;
    }
  }

  /**
   * Borrows seats: they are out until that date, and checkouts on this machine get them without a server. The
   * lease holds them for this program; checked in, they stay borrowed.
   *
   * Rejects with LicenseError: -68 the license does not allow it, -104 for so long, -67 no seats to borrow, -38
   * or -39 by the options file, -42 the folder cannot be written, and as checkout does.
   */
  async borrow(options: BorrowOptions): Promise<Lease> {
    const checkout = this.#checked(options);
    const borrows = this.#borrowing();
    return this.#use((session) => {
      const limits = { ...limitsOf(options), servers: formatServers(this.source.servers) };
      return lend(session, borrows, checkout, options.until.getTime(), limits);
    });
  }

  /**
   * Gives a borrow back before its end, by its lease or its feature. From then on nobody here uses it, also if no
   * server was reached; calling it again goes on. Rejects with LicenseError: -41 nothing like that is borrowed,
   * -42 a program uses it, -123 other servers lent it, -96 or -15 without a master.
   */
  async returnBorrow(what: Lease | string, options: ReturnOptions = {}): Promise<void> {
    const borrows = this.#borrowing();
    const feature = typeof what === 'string' ? what : what.feature;
    if (what instanceof Lease) await what.checkin();
    const lease = typeof what === 'string' ? options.lease : what.id;
    const own = borrows.toReturn(feature, options.display);
    const borrow = own.find(({ token }) => lease === undefined || token.lease === lease);
    if (!borrow) {
      throw new LicenseError({ code: FlexError.NeverCheckedOut, minor: 14, detail: 'not borrowed here', feature });
    }
    const limits = { timeoutMs: options.timeoutMs ?? defaultTimeout, signal: options.signal, feature };
    await this.#use((session) => giveBack(session, borrows, borrow, limits));
  }

  /** Status of the servers, as the one that the session is attached to sees it. Rejects as checkout does. */
  async status(options: { users?: boolean; feature?: string; signal?: AbortSignal } = {}): Promise<Status> {
    return this.#use(async (session) => {
      await session.ready({ timeoutMs: defaultTimeout, signal: options.signal });
      const member = session.route.member;
      if (!member) throw session.route.unavailable();
      const request = { users: options.users ?? false, feature: options.feature ?? '' };
      return member
        .channel()
        .call(AdminService.getStatus, request, { signal: options.signal, timeoutMs: defaultTimeout });
    });
  }

  /** Ends the session: all seats are free at once (what is borrowed stays so), unless no master is reached within 2 s. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idleTimer);
    await this.#borrows?.letGo();
    await this.#endSession();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  // -- LeaseHolder ----------------------------------------------------------------------------------------------

  remaining(): number {
    return this.#session?.deadline.remaining ?? 0;
  }

  deadline(): number {
    return this.#session?.deadline.at ?? 0;
  }

  async checkin(lease: Lease, options: CheckinOptions): Promise<void> {
    // With the session its seats have gone back.
    if (!this.#session?.holdings.all().includes(lease)) return;
    const call = this.#now();
    const { feature, count } = lease;
    await this.#use(async (session) => {
      try {
        const result = await session.checkin(lease, {
          timeoutMs: options.timeoutMs ?? defaultTimeout,
          signal: options.signal,
        });
        const refused = result.failure ? errorOfFailure(result.failure) : undefined;
        const index = result.checkedIn?.index ?? null;
        this.#record('checkin', { session, feature, count, call, answered: true, lease, index, error: refused });
        // A lease that the server does not know is as good as checked in.
        if (refused && refused.code !== FlexError.NeverCheckedOut) throw refused;
      } catch (error) {
        if (!(error instanceof LicenseError) || error.retry) {
          this.#record('checkin', { session, feature, count, call, answered: false, lease, index: null, error });
        }
        throw error;
      }
    });
  }

  // -- SessionOwner ---------------------------------------------------------------------------------------------

  replaced(session: string): void {
    this.#notes?.remove(session);
    this.#log('info', 'ended the session of a predecessor that died', { session });
  }

  confirmed(sent: Instant): void {
    const session = this.#session;
    if (session) this.#record('renew', { session, feature: '', count: 0, call: sent.monotonic * 1e6, answered: true });
    this.#checkIdle();
  }

  leaseEvent(op: 'lost' | 'regained' | 'revoked', lease: Lease): void {
    const session = this.#session;
    const { feature, count } = lease;
    this.#log('debug', `${op}: ${feature}`, { lease: lease.id });
    if (session) this.#record(op, { session, feature, count, call: this.#now(), answered: true, lease });
    this.#checkIdle();
  }

  refused(error: LicenseError): void {
    this.#log('warn', 'the server refused the session', { error: error.message });
    if (this.#session) this.#notes?.remove(this.#session.id);
    this.#session = null;
  }

  moved(text: string): void {
    this.#log('info', text, { session: this.session });
  }

  // -- checkouts ----------------------------------------------------------------------------------------------

  /** Throws LicenseError: -42 the count, -8 or -114 the license file here. */
  #checked(options: CheckoutOptions): CheckoutOperationInit {
    const request = requestOf(options);
    this.#license?.check(options.feature, options.vendor);
    return request;
  }

  async #take(checkout: CheckoutOperationInit, options: CheckoutOptions): Promise<Lease> {
    const { feature, count = 1 } = options;
    const call = this.#now();
    return this.#use(async (session) => {
      let result: Result;
      try {
        result = await session.request({ checkout }, limitsOf(options));
        if (result.failure) throw errorOfFailure(result.failure);
        if (!result.granted)
          throw new LicenseError({ code: FlexError.CannotRead, detail: 'an answer of another kind', feature });
      } catch (error) {
        const unanswered = !(error instanceof LicenseError) || error.code === FlexError.ServerDown;
        this.#record('checkout', { session, feature, count, call, answered: !unanswered, error });
        throw error;
      }
      const lease = new Lease(result.granted, session.server, this);
      session.holdings.add(lease);
      this.#record('checkout', { session, feature, count, call, answered: true, lease });
      return lease;
    });
  }

  /** What lmborrow has asked for; null if it has asked for nothing, or this cannot be borrowed. */
  async #borrowAsWished(options: CheckoutOptions): Promise<Lease | null> {
    const wish = this.#borrows?.request(options.vendor);
    if (!wish) return null;
    const vendor = wish.vendor === 'all' ? options.vendor : wish.vendor;
    const vendors = vendor === undefined ? {} : { vendor };
    try {
      return await this.borrow({ ...options, ...vendors, queue: false, until: new Date(wish.until) });
    } catch (error) {
      if (!(error instanceof LicenseError)) throw error;
      // A borrow does not wait; who would wait gets seats the plain way when they are free.
      if (!notToBorrow.has(error.code) && !(options.queue && error.retry)) throw error;
      this.#log('info', `not borrowed, checked out as ever: ${error.message}`);
      return null;
    }
  }

  #borrowing(): Borrows {
    if (this.#borrows !== null) return this.#borrows;
    const detail = 'borrowFolder is false: there is nowhere to keep a borrow';
    throw new LicenseError({ code: FlexError.InvalidParameter, minor: 12, detail });
  }

  // -- sessions come and go ---------------------------------------------------------------------------------------

  async #use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#closed)
      throw new LicenseError({ code: FlexError.InvalidParameter, minor: 6, detail: 'the connection is closed' });
    clearTimeout(this.#idleTimer);
    this.#busy += 1;
    this.#session ??= this.#open();
    try {
      return await work(this.#session);
    } finally {
      this.#busy -= 1;
      this.#checkIdle();
    }
  }

  #open(): Session {
    const id = randomBytes(18).toString('base64url');
    const session = new Session(
      {
        id,
        identity: this.identity,
        replaces: this.#notes?.dead(this.#servers) ?? [],
        servers: this.source.servers,
        credentials: this.#credentials,
        clock: this.#clock,
        revokeGrace: this.#options.revokeGraceMs ?? 5000,
        idleness: this.#idleness,
      },
      this,
    );
    if (this.#notes && !this.#notes.write(id, this.#servers)) {
      this.#log(
        'warn',
        'cannot note the session on disk: if this program dies, its seats are free only after the lease',
      );
    }
    session.route.start();
    return session;
  }

  #checkIdle(): void {
    clearTimeout(this.#idleTimer);
    const limit = this.#options.idleMs ?? 5000;
    if (!this.#session?.idle || this.#busy > 0 || limit === Number.POSITIVE_INFINITY) return;
    this.#idleTimer = setTimeout(() => {
      if (this.#session?.idle && this.#busy === 0) void this.#endSession();
    }, limit);
    // The streams keep the program running until then; the timer must not, once they are gone.
    this.#idleTimer.unref();
  }

  async #endSession(): Promise<void> {
    const session = this.#session;
    if (!session) return;
    this.#session = null;
    const ended = await session.end(closeLimit);
    if (ended) this.#notes?.remove(session.id);
  }

  #now(): number {
    return Math.round(this.#clock.monotonic() * 1e6);
  }

  #record(op: HistoryRecord['op'], of: RecordFields): void {
    if (!this.#options.observe) return;
    const at = of.session.deadline.at;
    this.#options.observe({
      client: this.#options.client ?? `${hostname()}:${process.pid}`,
      session: of.session.id,
      op,
      feature: of.feature,
      count: of.count,
      call: Math.round(of.call),
      return: of.answered ? this.#now() : null,
      ok: of.answered && of.error === undefined,
      granted: op === 'checkout' && of.lease ? of.lease.count : 0,
      lease: of.lease?.id ?? null,
      index: of.index === undefined ? (of.lease?.index ?? null) : of.index,
      deadline: at === null ? null : Math.round(at * 1e6),
      error: of.error === undefined ? null : of.error instanceof Error ? of.error.message : String(of.error),
    });
  }
}

interface RecordFields {
  session: Session;
  feature: string;
  count: number;
  call: number;
  answered: boolean;
  lease?: Lease;
  /** Log index, if it is not that of the grant. */
  index?: number | null;
  error?: unknown;
}
