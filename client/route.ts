/** Where the session goes: finds the master, keeps the warm stream, and moves when mastership does (R11, R12). */
import { FlexError } from '../license/index.ts';
import type { Attached, MasterNews, OperationInit, Result } from '../proto/index.ts';
import { type Address, formatAddress } from './address.ts';
import type { SessionStream } from './channel.ts';
import { type Clock, type Instant, instant } from './clock.ts';
import { errorOfFailure, LicenseError } from './errors.ts';
import { attemptLimit, Member, retryDelay } from './member.ts';
import type { CredentialSource } from './tls.ts';

/** A master that cannot be reached directly for so long is reached through another member. In milliseconds. */
const doorAfter = 300;
/** An attach that was sent over a standing connection waits longer: it is written to disks first. */
const attachLimit = 10_000;
/** Behind one address, another server is looked for when the one reached knows no master for so long. */
const redialAfter = 1000;
/** How often the warm stream is tried where it is of most use. In milliseconds. */
const betterWarmAfter = 10_000;

/** What a route asks of its session, and tells it. */
export interface RouteOwner {
  /** What goes first on a new stream: Attach, then everything that is unanswered. */
  greeting(): OperationInit[];
  /** Attach for a stream that only observes. */
  observeOperation(): OperationInit;
  /** The session is attached; `sent` is when the attach was sent. */
  attached(attached: Attached, sent: Instant): void;
  /** An answer on the attached stream. */
  result(result: Result): void;
  /** The stream is gone; what is unanswered will be sent again with the next greeting. */
  detached(): void;
  /** The server refuses this session for good. */
  refused(error: LicenseError): void;
  /** Who the master is has changed or become unknown, for the log. */
  moved(text: string): void;
}

interface Link {
  readonly member: Member;
  readonly stream: SessionStream;
  /** Of the news that led here: news of a later term supersedes the attempt. */
  term: number;
  /** Name of the master behind it, lower case. */
  master: string;
  attached: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** One session's way to the master. */
export class Route {
  readonly #owner: RouteOwner;
  readonly #clock: Clock;
  readonly #members: Member[];
  readonly #oneAddress: boolean;
  #link: Link | null = null;
  #running = false;
  #timer: NodeJS.Timeout | undefined;
  #redialTimer: NodeJS.Timeout | undefined;
  #warmTimer: NodeJS.Timeout | undefined;
  #reason = '';

  constructor(addresses: readonly Address[], credentials: CredentialSource, clock: Clock, owner: RouteOwner) {
    this.#owner = owner;
    this.#clock = clock;
    this.#oneAddress = addresses.length === 1;
    // A single address (a Kubernetes Service, a load balancer) stands for several servers: two connections.
    const ends = this.#oneAddress ? [...addresses, ...addresses] : addresses;
    const watcher = { observeOperation: owner.observeOperation, memberChanged: () => this.#consider() };
    this.#members = ends.map((address) => new Member(address, credentials, watcher));
  }

  /** Begins to look for the master. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#seek();
  }

  /** Closes all streams and connections. */
  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    clearTimeout(this.#redialTimer);
    this.#redialTimer = undefined;
    clearTimeout(this.#warmTimer);
    this.#warmTimer = undefined;
    this.#unlink();
    for (const member of this.#members) member.close();
  }

  get attached(): boolean {
    return this.#link?.attached ?? false;
  }

  /** Name of the master that the session is attached to, lower case; empty if it is not. */
  get master(): string {
    return this.#link?.attached ? this.#link.master : '';
  }

  /** The server that the session's stream goes to; null if it is not attached. */
  get member(): Member | null {
    return this.#link?.attached ? this.#link.member : null;
  }

  /** All connections, in the order of the servers. */
  get members(): readonly Member[] {
    return this.#members;
  }

  /** Sends on the attached stream; false if there is none. */
  send(operations: OperationInit[]): boolean {
    if (!this.#link?.attached) return false;
    this.#link.stream.send(operations);
    return true;
  }

  /** Gives the stream up since it does not answer, and tries another door first. */
  abandon(reason: string): void {
    const link = this.#link;
    if (!link) return;
    this.#failed(link.member);
    link.member.attachFailingSince = this.#clock.monotonic() - doorAfter;
    this.#lose(reason);
  }

  /** Why there is no master, as an error: -15 if no server can be reached, else -96 with what they say. */
  unavailable(feature = ''): LicenseError {
    const said = this.#members.map((member) => member.news?.reason).find((reason) => reason);
    const named = this.#best();
    const reason = said ?? (named ? `master ${named.server} does not answer` : this.#reason);
    if (this.#members.some((member) => member.news) || said) {
      return new LicenseError({ code: FlexError.ServerDown, detail: reason, feature, retry: true });
    }
    const failures = new Map(this.#members.map((member) => [formatAddress(member.address), member.failure]));
    const detail = [...failures].map(([server, failure]) => `${server}: ${failure || 'no answer'}`).join('; ');
    return new LicenseError({ code: FlexError.CannotConnect, minor: 570, detail, feature, retry: true });
  }

  #seek(): void {
    for (const member of this.#members) member.watch();
    this.#consider();
  }

  // The one place that decides; called whenever anything has changed.
  #consider(): void {
    if (!this.#running) return;
    const best = this.#best();
    const link = this.#link;
    if (link) {
      if (best && best.term > link.term && best.server.toLowerCase() !== link.master) {
        this.#lose(`master is ${best.server}`);
        return;
      }
      if (link.attached) this.#keepWarm(link);
      return;
    }
    this.#redialUnknowing(best);
    if (!best) return;
    const target = this.#target(best);
    if (!target) return;
    const wait = target.attachFailures === 0 ? 0 : target.nextAttach - this.#clock.monotonic();
    clearTimeout(this.#timer);
    if (wait > 0) this.#timer = setTimeout(() => this.#consider(), wait);
    else this.#attempt(target, best);
  }

  // The news of the highest term that names a master, of those that are open.
  #best(): MasterNews | null {
    let best: MasterNews | null = null;
    for (const { news } of this.#members) if (news?.server && (!best || news.term > best.term)) best = news;
    return best;
  }

  #target(best: MasterNews): Member | null {
    const name = best.server.toLowerCase();
    const host = best.host.toLowerCase();
    const direct =
      this.#members.find((member) => member.name === name && member.news) ??
      this.#members.find((member) => member.name === name) ??
      this.#members.find((member) => member.address.host.toLowerCase() === host && member.address.port === best.port);
    const doors = this.#members.filter((member) => member !== direct && member.news?.server);
    if (!direct) return doors.toSorted((a, b) => a.attachFailures - b.attachFailures)[0] ?? null;
    const outOfReach = direct.attachFailures > 0 && this.#clock.monotonic() - direct.attachFailingSince >= doorAfter;
    if (!outOfReach) return direct;
    return [...doors, direct].toSorted((a, b) => a.attachFailures - b.attachFailures)[0] ?? null;
  }

  #attempt(member: Member, news: MasterNews): void {
    const sent = instant(this.#clock);
    const early: Result[] = [];
    let stream: SessionStream;
    try {
      stream = member.openSession({
        results: (results) => this.#answers(link, results, early, sent),
        closed: (error) => {
          if (this.#link === link) this.#closed(link, error);
        },
      });
    } catch (error) {
      this.#failed(member);
      this.#reason = (error as Error).message;
      this.#consider();
      return;
    }
    const link: Link = {
      member,
      stream,
      term: news.term,
      master: news.server.toLowerCase(),
      attached: false,
      timer: undefined,
    };
    this.#link = link;
    const giveUp = () => {
      if (this.#link !== link) return;
      this.#failed(member);
      this.#lose('no answer to attach');
    };
    link.timer = setTimeout(() => {
      if (member.connected) link.timer = setTimeout(giveUp, attachLimit - attemptLimit);
      else giveUp();
    }, attemptLimit);
    stream.send(this.#owner.greeting());
  }

  #answers(link: Link, results: Result[], early: Result[], sent: Instant): void {
    for (const result of results) {
      if (this.#link !== link) return;
      if (result.attached) this.#linked(link, result.attached, early, sent);
      else if (result.master) this.#masterNews(link, result.master);
      else if (result.failure && result.sequence === 0) this.#failure(link, result);
      else if (link.attached) this.#owner.result(result);
      // What was answered before the attach is believed only after it.
      else early.push(result);
    }
  }

  #linked(link: Link, attached: Attached, early: Result[], sent: Instant): void {
    clearTimeout(link.timer);
    const first = !link.attached;
    link.attached = true;
    link.term = Math.max(link.term, attached.term, attached.master?.term ?? 0);
    link.master = (attached.master?.server || attached.server || link.master).toLowerCase();
    for (const member of this.#members) member.attachFailures = 0;
    this.#reason = '';
    if (first) this.#owner.moved(`attached to ${link.master} through ${formatAddress(link.member.address)}`);
    this.#owner.attached(attached, sent);
    for (const result of early.splice(0)) if (this.#link === link) this.#owner.result(result);
    this.#consider();
  }

  #masterNews(link: Link, news: MasterNews): void {
    const server = news.server.toLowerCase();
    if (server === link.master) {
      link.term = Math.max(link.term, news.term);
      return;
    }
    if (news.reason) this.#reason = news.reason;
    // Before the attach is answered, a door may still be finding out.
    if (news.term < link.term || (!server && !link.attached)) return;
    this.#lose(server ? `master is ${news.server}` : `no master: ${news.reason}`, server ? news : undefined);
  }

  #failure(link: Link, result: Result): void {
    const failure = result.failure;
    if (!failure) return;
    if (failure.code === FlexError.ServerDown || failure.retry) {
      this.#failed(link.member);
      this.#reason = failure.detail || failure.text;
      this.#lose(this.#reason);
      return;
    }
    this.#unlink();
    this.#owner.refused(errorOfFailure(failure));
  }

  #closed(link: Link, error: LicenseError): void {
    // The first attempt after a stream that worked is made at once.
    if (!link.attached) this.#failed(link.member);
    if (!link.attached && !error.retry) {
      this.#unlink();
      this.#owner.refused(error);
      return;
    }
    this.#lose(error.detail || error.message);
  }

  #failed(member: Member): void {
    const now = this.#clock.monotonic();
    if (member.attachFailures === 0) member.attachFailingSince = now;
    member.attachFailures += 1;
    member.nextAttach = now + retryDelay(member.attachFailures, Math.random());
  }

  #unlink(): Link | null {
    const link = this.#link;
    if (!link) return null;
    this.#link = null;
    clearTimeout(link.timer);
    link.stream.cancel();
    return link;
  }

  #lose(reason: string, news?: MasterNews): void {
    const link = this.#unlink();
    if (!link) return;
    // The member that told on its session stream may not be observed yet; its word counts as if it were.
    if (link.attached) {
      this.#owner.moved(`left ${link.master}: ${reason}`);
      this.#owner.detached();
    }
    if (!this.#running) return;
    for (const member of this.#members) member.watch();
    const target = news && this.#target(news);
    if (news && target) this.#attempt(target, news);
    else this.#consider();
  }

  #keepWarm(link: Link): void {
    const others = this.#members.filter((member) => member !== link.member);
    link.member.unwatch();
    const warm = others.find((member) => member.news);
    for (const member of others) {
      if (!warm || member === warm) member.watch();
      else member.unwatch();
    }
    this.#improveWarm(others[0], warm);
  }

  // The first of the others in SERVER order is the next master, so a standing line to it saves the most; it may
  // have been away when the warm stream was opened. One attempt a time: its end brings us back here.
  #improveWarm(best: Member | undefined, warm: Member | undefined): void {
    if (!best || !warm || best === warm || this.#warmTimer) return;
    this.#warmTimer = setTimeout(() => {
      this.#warmTimer = undefined;
      if (this.#link?.attached && this.#link.member !== best) best.watch();
    }, betterWarmAfter);
  }

  #redialUnknowing(best: MasterNews | null): void {
    if (!this.#oneAddress || best || this.#redialTimer) return;
    this.#redialTimer = setTimeout(() => {
      this.#redialTimer = undefined;
      if (!this.#running || this.#link) return;
      for (const member of this.#members) if (member.news && !member.news.server) member.redial();
      this.#consider();
    }, redialAfter);
  }
}
