/** What must hold of the license state: equal on all members at equal index, and never more out than owned. */
import { encodeState, type LicenseEvent, type LicenseState, reclaimAfter } from '../../../node/licensing/index.ts';
import type { World } from '../world.ts';

/** At every so many-th index the whole state is compared; at the others a checksum of its main figures. */
const WHOLE_EVERY = 61;

/** What the roundings of a session's marks of silence may come to, in milliseconds. */
const ROUNDING_MS = 20;

/** Seats that are out according to the log. */
export interface OutLease {
  readonly lease: number;
  readonly session: string;
  readonly feature: string;
  readonly count: number;
  /** Seats that the license gave when they were granted. */
  readonly owned: number;
}

export class StateChecks {
  /** What is out as of the most advanced state. */
  readonly out = new Map<number, OutLease>();
  /** Hears of seats that came back, once for each lease, when the first member applies it. */
  onReturned: (lease: OutLease, reason: string) => void = () => {};
  /** Hears of each session that ends, and of each that the log itself confirms. */
  onEnded: (session: string, reason: string) => void = () => {};
  onHeard: (session: string) => void = () => {};
  /** Hears of each license that comes into force, by its hash. */
  onLicense: (hash: string) => void = () => {};
  /** Sessions that live. */
  readonly live = new Set<string>();
  readonly #world: World;
  readonly #checksums = new Map<number, number>();
  readonly #whole = new Map<number, Uint8Array>();
  /**
   * Lease by session and sequence, to see that nothing is granted twice. A session that was forgotten, a lease
   * after its end, begins anew.
   */
  readonly #granted = new Map<string, Map<number, number>>();
  /** Lease time at which each session ended. */
  readonly #ended = new Map<string, number>();
  /** Lease time at which the log last confirmed each session that lives. */
  readonly #heard = new Map<string, number>();
  /** Seats of each feature before the license that is in force. */
  #ownedBefore = new Map<string, number>();
  #appliedLast = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** A member has applied an entry of which these events came. */
  applied(who: string, state: LicenseState, events: readonly LicenseEvent[]): void {
    const index = state.appliedIndex;
    this.#compare(who, state);
    if (index <= this.#appliedLast) return;
    this.#appliedLast = index;
    const renewed = events.some((event) => event.kind === 'license');
    for (const event of events) this.#first(state, event, renewed);
    if (renewed) this.#ownedBefore = ownedOf(state);
  }

  /** Compares the whole state, whatever the index. */
  compareWhole(who: string, state: LicenseState): void {
    const index = state.appliedIndex;
    const bytes = encodeState(state);
    const known = this.#whole.get(index);
    if (known === undefined) this.#whole.set(index, bytes);
    else if (Buffer.compare(known, bytes) !== 0) {
      this.#world.fail('equal state', `${who} has another state than others had at index ${index}`);
    }
  }

  #compare(who: string, state: LicenseState): void {
    const index = state.appliedIndex;
    const checksum = checksumOf(state);
    const known = this.#checksums.get(index);
    if (known === undefined) this.#checksums.set(index, checksum);
    else if (known !== checksum) {
      this.#world.fail('equal state', `${who} has another state than others had at index ${index}`);
    }
    if (index % WHOLE_EVERY === 0) this.compareWhole(who, state);
  }

  #opened(state: LicenseState, session: string): void {
    const ended = this.#ended.get(session);
    if (ended !== undefined && ended + state.leaseMilliseconds < state.leaseTime) this.#granted.delete(session);
  }

  /** Whatever a master remembers: what the log has confirmed stands for a lease of the masters' time (R2, R5). */
  #expired({ leaseTime }: LicenseState, { id, leaseMilliseconds }: Session): void {
    const lived = leaseTime - (this.#heard.get(id) ?? 0);
    if (lived >= reclaimAfter(leaseMilliseconds) - ROUNDING_MS) return;
    this.#world.fail('R5', `session ${id} expires ${lived} ms after the log confirmed it`);
  }

  /** `renewed`: the license changed in the same entry, before or after the event. */
  #first(state: LicenseState, event: LicenseEvent, renewed: boolean): void {
    const { counts } = this.#world;
    if (event.kind === 'granted') {
      counts.grants++;
      this.#grantedNow(state, event.held, renewed);
    } else if (event.kind === 'returned') {
      const out = this.out.get(event.held.lease);
      if (out === undefined) {
        this.#world.fail('returned once', `lease ${event.held.lease} comes back and was not out`);
      }
      this.out.delete(event.held.lease);
      if (this.#world.tracing) this.#world.say(event.held.session.id, `lease ${out.lease} is back: ${event.reason}`);
      this.onReturned(out, event.reason);
    } else if (event.kind === 'sessionEnded') {
      if (event.reason === 'expired') {
        counts.expiries++;
        this.#expired(state, event.session);
      }
      this.live.delete(event.session.id);
      this.#ended.set(event.session.id, state.leaseTime);
      this.onEnded(event.session.id, event.reason);
    } else if (event.kind === 'sessionOpened' || event.kind === 'sessionRenewed') {
      this.live.add(event.session.id);
      this.#heard.set(event.session.id, state.leaseTime);
      if (event.kind === 'sessionOpened' && event.created) this.#opened(state, event.session.id);
      this.onHeard(event.session.id);
    } else if (event.kind === 'revoking') counts.revocations++;
    else if (event.kind === 'members') counts.membershipChanges++;
    else if (event.kind === 'license') {
      counts.rereads++;
      this.onLicense(state.license?.hash ?? '');
    }
  }

  #grantedNow(state: LicenseState, held: Parameters<typeof outOf>[0], renewed: boolean): void {
    const { lease, session, sequence, pool: id } = held;
    const now = ownedOf(state).get(held.feature) ?? 0;
    const owned = renewed ? Math.max(now, this.#ownedBefore.get(held.feature) ?? 0) : now;
    let used = 0;
    // Counted anew: the state's own count is what is on trial.
    for (const other of state.held.values()) if (other.pool === id) used += other.count;
    if (used > owned) {
      this.#world.fail('R13', `lease ${lease} takes pool ${id} to ${used}, the license gives ${owned}`);
    }
    let granted = this.#granted.get(session.id);
    if (granted === undefined) {
      granted = new Map();
      this.#granted.set(session.id, granted);
    }
    const before = granted.get(sequence);
    if (before !== undefined && before !== lease) {
      this.#world.fail('R9', `session ${session.id} got leases ${before} and ${lease} for request ${sequence}`);
    }
    granted.set(sequence, lease);
    this.out.set(lease, outOf(held, owned));
    if (this.#world.tracing)
      this.#world.say(session.id, `request ${sequence} is granted lease ${lease} at index ${held.index}`);
  }
}

type Session = Extract<LicenseEvent, { kind: 'sessionEnded' }>['session'];

/** Seats of each feature; a simulated license has one pool for each. */
function ownedOf(state: LicenseState): Map<string, number> {
  return new Map((state.license?.pools ?? []).map((pool) => [pool.feature, pool.count + pool.overdraft]));
}

function outOf(held: Extract<LicenseEvent, { kind: 'granted' }>['held'], owned: number): OutLease {
  return { lease: held.lease, session: held.session.id, feature: held.feature, count: held.count, owned };
}

/** A checksum of all that moves often. The same order of the same sessions gives the same sum. */
function checksumOf(state: LicenseState): number {
  let sum = mix(state.nextLease, state.held.size);
  sum = mix(sum, state.leaseTime);
  sum = mix(sum, state.date % 0x7fff_ffff);
  sum = mix(sum, state.ended.length);
  for (const session of state.sessions.values()) {
    sum = mix(sum, session.leaseVersion * 2 + (session.silent ? 1 : 0));
    sum = mix(sum, session.leftMilliseconds);
    sum = mix(sum, session.answers.size);
    sum = mix(sum, session.leases.size);
    sum = mix(sum, session.endedAt);
  }
  return sum;
}

function mix(sum: number, value: number): number {
  return (Math.imul(sum ^ value, 0x01000193) ^ (sum >>> 13)) | 0;
}
