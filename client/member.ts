/** One server as a client sees it: its connection, and what it says about the master. */
import type { MasterNews, OperationInit, Result } from '../proto/index.ts';
import type { Address } from './address.ts';
import { ServerChannel, type SessionHandlers, type SessionStream } from './channel.ts';
import type { LicenseError } from './errors.ts';
import type { CredentialSource } from './tls.ts';

/** Every attempt to reach a server is given up after this: a dead machine answers nothing (R26). */
export const attemptLimit = 2000;

/** How long to wait before the next attempt: close together at first, since a killed server is replaced soon. */
export function retryDelay(failures: number, random: number): number {
  const spread = 20 + random * 30;
  if (failures < 40) return spread;
  return failures < 200 ? spread * 5 : spread * 20;
}

/** What a member reports to whoever watches it. */
export interface MemberWatcher {
  /** Attach operation of the observing stream. */
  observeOperation(): OperationInit;
  /** It said who the master is, or its observing stream ended. */
  memberChanged(member: Member): void;
}

/** A server, its one connection and the observing stream over it (R11). */
export class Member {
  readonly address: Address;
  /** Name in its SERVER line as far as known: the host until the server has told. */
  name: string;
  /** What it last said on the observing stream that is open now; null if none is. */
  news: MasterNews | null = null;
  /** Why it was last out of reach; empty if it was not. */
  failure = '';
  /** Number of attach attempts that failed here one after the other, and when the first of them did. */
  attachFailures = 0;
  attachFailingSince = 0;
  /** Not before this, by the monotonic clock in milliseconds, is the next attempt due. */
  nextAttach = 0;

  readonly #credentials: CredentialSource;
  readonly #watcher: MemberWatcher;
  #channel: ServerChannel | null = null;
  #observer: SessionStream | null = null;
  #watching = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #sessions = 0;

  constructor(address: Address, credentials: CredentialSource, watcher: MemberWatcher) {
    this.address = address;
    this.name = address.host.toLowerCase();
    this.#credentials = credentials;
    this.#watcher = watcher;
  }

  /** True while a connection stands. */
  get connected(): boolean {
    return this.#channel?.connected ?? false;
  }

  /** Keeps an observing stream open, opened again whenever it ends. */
  watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    this.#failures = 0;
    this.#observe();
  }

  /** Closes the observing stream. */
  unwatch(): void {
    if (!this.#watching) return;
    this.#watching = false;
    clearTimeout(this.#timer);
    this.#observer?.cancel();
    this.#observer = null;
    this.news = null;
    this.#release();
  }

  /** Begins anew with another connection: behind one address there may be several servers. */
  redial(): void {
    if (!this.#watching) return;
    this.unwatch();
    this.watch();
  }

  /** A session stream over the connection that stands, or over a new one. */
  openSession(handlers: SessionHandlers): SessionStream {
    let open = true;
    const release = () => {
      if (!open) return;
      open = false;
      this.#sessions -= 1;
      this.#release();
    };
    const stream = this.#connect().openSession({
      results: handlers.results,
      closed: (error) => {
        release();
        handlers.closed(error);
      },
    });
    this.#sessions += 1;
    return {
      send: (operations) => stream.send(operations),
      cancel: () => {
        stream.cancel();
        release();
      },
    };
  }

  /** The connection for single calls, while this member is in use. */
  channel(): ServerChannel {
    return this.#connect();
  }

  /** Closes everything. */
  close(): void {
    this.unwatch();
    this.#channel?.close();
    this.#channel = null;
  }

  #connect(): ServerChannel {
    this.#channel ??= new ServerChannel(this.address, this.#credentials);
    return this.#channel;
  }

  // A connection without streams is closed: the next one shall find the server as it then is.
  #release(): void {
    if (this.#observer || this.#sessions > 0) return;
    this.#channel?.close();
    this.#channel = null;
  }

  #observe(): void {
    clearTimeout(this.#timer);
    let stream: SessionStream;
    try {
      stream = this.#connect().openSession({
        results: (results) => this.#heard(results),
        closed: (error) => this.#ended(error),
      });
    } catch (error) {
      this.#ended(error as LicenseError);
      return;
    }
    this.#observer = stream;
    stream.send([this.#watcher.observeOperation()]);
    this.#timer = setTimeout(() => {
      stream.cancel();
      this.#ended(null);
    }, attemptLimit);
  }

  #heard(results: Result[]): void {
    clearTimeout(this.#timer);
    this.#failures = 0;
    this.failure = '';
    for (const result of results) {
      if (result.attached?.server) this.name = result.attached.server.toLowerCase();
      const news = result.master ?? result.attached?.master;
      if (news) {
        this.news = news;
        // What it refused before may be so no longer: asked again without waiting.
        this.nextAttach = 0;
      }
      if (result.failure) {
        const reason = result.failure.detail || result.failure.text;
        this.news = { server: '', host: '', port: 0, term: 0, reason };
      }
    }
    this.#watcher.memberChanged(this);
  }

  #ended(error: LicenseError | null): void {
    clearTimeout(this.#timer);
    this.#observer = null;
    this.news = null;
    this.failure = error?.detail || error?.message || `no answer within ${attemptLimit / 1000} s`;
    this.#release();
    if (this.#watching) {
      this.#failures += 1;
      this.#timer = setTimeout(() => this.#observe(), retryDelay(this.#failures, Math.random()));
    }
    this.#watcher.memberChanged(this);
  }
}
