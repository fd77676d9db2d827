/**
 * One session as the client library keeps it (client/session.ts and holdings.ts), without gRPC: the deadline
 * and the outbox are the library's own, the rest follows it step by step.
 */
import { type Instant, instant } from '../../client/clock.ts';
import { SessionDeadline } from '../../client/deadline.ts';
import { Outbox, type Pending } from '../../client/outbox.ts';
import type { Identity, OperationInit, ResultInit } from '../../proto/index.ts';
import type { SimulatedClient } from './client.ts';
import { ClientSilence } from './clientSilence.ts';
import { ClientStream, type StreamOwner } from './clientStream.ts';
import type { Cluster } from './cluster.ts';

const ATTACH_MS = 1_500;
/** Share of a lease after which it is renewed. */
const RENEW_SHARE = 1 / 4;
/** What a program takes at most to let go of a lease that is taken back. */
const GRACE_MS = 300;

type Granted = NonNullable<ResultInit['granted']>;
type Attached = NonNullable<ResultInit['attached']>;

interface Lease {
  readonly id: number;
  readonly index: number;
  state: 'held' | 'lost';
  revoked: boolean;
}

export class ClientSession implements StreamOwner {
  readonly id: string;
  readonly leases = new Map<number, Lease>();
  /** Nothing more is asked for. */
  ending = false;
  readonly #cluster: Cluster;
  readonly #client: SimulatedClient;
  readonly #identity: Identity;
  readonly #deadline: SessionDeadline;
  readonly #outbox = new Outbox();
  readonly #nonces = new Map<number, Instant>();
  readonly #returning = new Set<number>();
  #replaces: string;
  #stream: ClientStream | null = null;
  #attached = false;
  #everAttached = false;
  #attachSent: Instant[] = [];
  #openedAt = 0;
  readonly #silence = new ClientSilence();
  #renewAt = Number.POSITIVE_INFINITY;
  #nextNonce = 1;
  #target: string;
  #stopped = false;
  #failures = 0;

  constructor(cluster: Cluster, client: SimulatedClient, id: string, identity: Identity, replaces: string) {
    this.#cluster = cluster;
    this.#client = client;
    this.id = id;
    this.#identity = identity;
    this.#replaces = replaces;
    this.#deadline = new SessionDeadline(client.clock);
    this.#target = cluster.world.random.pick(cluster.servers);
    this.#connect();
  }

  /** Lease time that the client was told; 0 before it was ever attached. */
  get leaseTime(): number {
    return this.#deadline.lease;
  }

  /** True while seats of that lease may be used, by the client's clocks. */
  believes(lease: number): boolean {
    return this.leases.get(lease)?.state === 'held' && this.#deadline.remaining > 0;
  }

  get unanswered(): number {
    return this.#outbox.all().length;
  }

  checkout(feature: string, count: number, done: (granted: boolean) => void): Pending {
    const pending = this.#outbox.add({ checkout: { feature, count } });
    pending.answered = (result) => {
      const granted: Granted | null | undefined = result.granted;
      if (granted != null) this.#granted(granted);
      done(granted != null);
    };
    this.#send(pending);
    return pending;
  }

  /** Takes a request back, whether or not it has run. */
  cancel(pending: Pending): void {
    if (this.#outbox.get(pending.sequence) !== pending) return;
    pending.answered = () => undefined;
    if (!pending.sent) {
      this.#outbox.forget(pending.sequence);
      return;
    }
    this.#cluster.world.count('cancelledRequests');
    const cancel = this.#outbox.add({ cancel: { cancelledSequence: pending.sequence } });
    cancel.answered = () => this.#outbox.forget(pending.sequence);
    this.#send(cancel);
  }

  checkin(lease: number): void {
    this.leases.delete(lease);
    this.#return(lease);
  }

  /** Ends the session; `done` when the server has said so. */
  end(done: () => void): void {
    this.ending = true;
    this.leases.clear();
    // Nobody waits for these any more.
    for (const waiting of this.#outbox.all()) waiting.answered = () => undefined;
    const pending = this.#outbox.add({ end: {} });
    pending.answered = () => {
      this.stop();
      done();
    };
    this.#send(pending);
  }

  /** Closes everything without a word. */
  stop(): void {
    this.#stopped = true;
    this.#stream?.close();
    this.#stream = null;
  }

  /** To be called a few times a second: all that the library does by timers. */
  look(): void {
    if (this.#stopped) return;
    const now = this.#client.clock.monotonic();
    this.#expire();
    if (this.#stream === null) this.#connect();
    else if (!this.#attached) {
      if (now - this.#openedAt > ATTACH_MS) this.#abandon('no answer to attach');
    } else if (this.#silence.isOver(now, this.#answerDue())) this.#abandon('no answer');
    else if (now >= this.#renewAt) this.#renew();
  }

  // From the stream

  results(stream: ClientStream, results: readonly ResultInit[]): void {
    for (const result of results) if (stream === this.#stream) this.#result(result);
  }

  closed(stream: ClientStream): void {
    if (stream === this.#stream) this.#lose('');
  }

  #result(result: ResultInit): void {
    this.#silence.heard();
    if (result.attached != null) this.#onAttached(result.attached);
    else if (result.renewed != null) this.#renewed(result.renewed.nonce ?? 0, result.renewed.revoking ?? []);
    else if (result.master != null) this.#lose(result.master.server ?? '');
    else if (result.failure != null && (result.sequence ?? 0) === 0) {
      // The session has ended: an attach begins it anew and tells what is left of it.
      this.#greet();
    } else this.#answered(result);
  }

  #answered(result: ResultInit): void {
    const pending = this.#outbox.get(result.sequence ?? 0);
    if (pending === undefined) return;
    this.#cluster.world.answers++;
    this.#outbox.forget(pending.sequence);
    if (pending.body.checkin != null) this.#returning.delete(pending.body.checkin.lease ?? 0);
    // A decoded message has more fields than the handlers of this class look at.
    pending.answered(result as Parameters<Pending['answered']>[0]);
  }

  #granted(granted: Granted): void {
    const id = granted.lease ?? 0;
    const index = granted.index ?? 0;
    this.#cluster.toldOfGrant(this.#client.who, index);
    this.leases.set(id, { id, index, state: 'held', revoked: false });
    // Taken back since, and this is a late answer: it must not be believed (R4).
    if (granted.revoking === true) this.checkin(id);
    this.#cluster.beliefs.granted(this.#client, id);
  }

  #onAttached(attached: Attached): void {
    const sent = this.#attachSent.shift();
    if (sent === undefined) return;
    const first = !this.#attached;
    this.#attached = true;
    this.#failures = 0;
    this.#replaces = '';
    this.#expire();
    this.#deadline.confirm(sent, attached.leaseMilliseconds ?? 0);
    if (attached.created === true && this.#everAttached) this.leases.clear();
    else this.#reconcile(attached);
    this.#everAttached = true;
    this.#confirmed();
    if (first) this.#sendRest();
    if (this.#answerDue()) this.#silence.expect(this.#client.clock.monotonic());
    this.#cluster.beliefs.count();
  }

  #reconcile(attached: Attached): void {
    const listed = new Map((attached.leases ?? []).map((lease) => [lease.lease ?? 0, lease]));
    for (const lease of [...this.leases.values()]) {
      const found = listed.get(lease.id);
      // A grant newer than the list says nothing about the list.
      if (found === undefined && lease.index <= (attached.index ?? 0)) this.leases.delete(lease.id);
      else if (found !== undefined && lease.state === 'lost' && this.#deadline.remaining > 0) lease.state = 'held';
      if (found?.revoking === true) this.#revoke(lease.id);
    }
    for (const [id, lease] of listed) {
      const known = this.leases.has(id) || this.#returning.has(id);
      if (!known && this.#outbox.get(lease.sequence ?? 0) === undefined) this.#return(id);
    }
  }

  #renewed(nonce: number, revoking: readonly number[]): void {
    for (const lease of revoking) this.#revoke(lease);
    const sent = this.#nonces.get(nonce);
    if (sent === undefined) return;
    this.#nonces.delete(nonce);
    const expired = this.#expire();
    this.#deadline.confirm(sent, this.#deadline.lease);
    this.#confirmed();
    // The session lives, but only an attach says whether what was lost is still in it.
    if (expired) this.#greet();
    this.#cluster.beliefs.count();
  }

  #revoke(id: number): void {
    const lease = this.leases.get(id);
    if (lease === undefined || lease.revoked) return;
    lease.revoked = true;
    this.#client.later(this.#cluster.world.random.between(0, GRACE_MS), () => {
      if (!this.#stopped && this.leases.has(id)) this.checkin(id);
    });
  }

  #confirmed(): void {
    this.#renewAt =
      this.#client.clock.monotonic() + Math.max(0, this.#deadline.remaining - (1 - RENEW_SHARE) * this.leaseTime);
  }

  #expire(): boolean {
    if (this.#deadline.at === null || this.#deadline.remaining > 0) return false;
    for (const lease of this.leases.values()) lease.state = 'lost';
    return true;
  }

  // To the stream

  #connect(): void {
    if (this.#stopped) return;
    this.#attached = false;
    this.#attachSent = [instant(this.#client.clock)];
    this.#openedAt = this.#client.clock.monotonic();
    this.#stream = new ClientStream(this.#cluster, this.#client, this.#target, this);
    this.#stream.open([this.#attach(), ...this.#outbox.all().map((pending) => this.#outbox.wire(pending))]);
  }

  #attach(): OperationInit {
    return { attach: { session: this.id, identity: this.#identity, replaces: this.#replaces, observe: false } };
  }

  #greet(): void {
    this.#attachSent.push(instant(this.#client.clock));
    this.#stream?.send([this.#attach()]);
  }

  #renew(): void {
    const nonce = this.#nextNonce++;
    this.#nonces.set(nonce, instant(this.#client.clock));
    this.#stream?.send([{ renew: { nonce } }]);
    this.#silence.expect(this.#client.clock.monotonic());
    this.#renewAt = this.#client.clock.monotonic() + this.leaseTime * RENEW_SHARE;
  }

  #send(pending: Pending): void {
    if (!this.#attached) return;
    this.#stream?.send([this.#outbox.wire(pending)]);
    this.#silence.expect(this.#client.clock.monotonic());
  }

  /** What was asked for between the greeting and its answer. */
  #sendRest(): void {
    const unsent = this.#outbox.all().filter((pending) => !pending.sent);
    if (unsent.length > 0) this.#stream?.send(unsent.map((pending) => this.#outbox.wire(pending)));
  }

  #return(lease: number): void {
    this.#returning.add(lease);
    this.#send(this.#outbox.add({ checkin: { lease } }));
  }

  #answerDue(): boolean {
    return this.#nonces.size > 0 || this.unanswered > 0;
  }

  #abandon(why: string): void {
    if (this.#cluster.world.tracing) this.#cluster.world.say(this.#client.who, `leaves ${this.#target}: ${why}`);
    this.#stream?.close();
    this.#lose('');
  }

  /** The stream is over; `master` is who was named instead. */
  #lose(master: string): void {
    this.#stream?.close();
    this.#stream = null;
    this.#silence.stop();
    this.#attached = false;
    this.#nonces.clear();
    this.#failures++;
    const { servers, world } = this.#cluster;
    if (master !== '' && master !== this.#target) this.#target = master;
    else this.#target = servers[(servers.indexOf(this.#target) + 1) % servers.length] ?? this.#target;
    const wait = this.#failures < 3 ? 1 : world.random.between(20, 80);
    const { id } = this;
    this.#client.later(wait, () => {
      if (!this.#stopped && this.#stream === null && id === this.id) this.#connect();
    });
  }
}
