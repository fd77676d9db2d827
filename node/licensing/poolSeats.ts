/** What is out of one pool in force: its reservations, its limits, and who shares by DUP_GROUP. Pure counting. */
import type { Asker } from '../../license/index.ts';
import type { Pool } from '../../proto/index.ts';
import type { Held, Place, Session, Waiting } from './model.ts';
import { type Limit, PLAIN, type PoolRules, type Standing, standingOf } from './poolRules.ts';

/** Leases that share seats: together they take as many as the largest of them has. */
interface Sharing {
  /** In the order of the grants. */
  readonly members: Set<Held>;
  /** Seats that its members take together. */
  total: number;
}

/** Why seats cannot be had now. */
export type Obstacle =
  /** A MAX line is reached. */
  | { readonly kind: 'limit'; readonly limit: Limit; readonly used: number }
  /** There are seats, but RESERVE keeps them for others. */
  | { readonly kind: 'reserved'; readonly idle: number }
  | { readonly kind: 'used'; readonly used: number }
  /** There are seats, but others wait for them. */
  | { readonly kind: 'queue' };

const NO_RESERVED: Place['reserved'] = [];

export class PoolSeats {
  readonly pool: Pool;
  readonly rules: PoolRules;
  /** Seats that reservations keep and that nobody uses. */
  idle: number;
  /** Seats in use, by reservation and by limit. */
  readonly reservedUsed: number[];
  readonly limitUsed: number[];
  /** Requests that wait for seats, by their handles: who came first comes first. */
  readonly queue = new Map<number, Waiting>();
  /** The highest handle that was ever in the queue. */
  private lastTicket = 0;
  private readonly used: Map<string, number>;
  private readonly choosy: boolean;
  private readonly standings = new WeakMap<Session, Standing>();
  private readonly sharing = new Map<string, Sharing>();
  /** Seats that linger, by user, host and display. */
  private readonly lingering = new Map<string, Set<Held>>();
  /** Letters of U, H, D, V; empty for SITE; null if every lease takes seats of its own. */
  private readonly dupGroup: string | null;

  /** `choosy`: it matters to the rules who asks. `used`: seats that are out, by pool; kept in step. */
  constructor(pool: Pool, rules: PoolRules, choosy: boolean, used: Map<string, number>) {
    this.pool = pool;
    this.rules = rules;
    this.choosy = choosy;
    this.used = used;
    this.idle = rules.reservations.reduce((sum, { count }) => sum + count, 0);
    this.reservedUsed = rules.reservations.map(() => 0);
    this.limitUsed = rules.limits.map(() => 0);
    this.dupGroup = dupGroupOf(pool);
  }

  get usedSeats(): number {
    return this.used.get(this.pool.id) ?? 0;
  }

  /** How the options file treats this session. */
  standing(session: Session): Standing {
    if (!this.choosy) return PLAIN;
    let standing = this.standings.get(session);
    if (standing === undefined) {
      standing = standingOf(this.rules, this.rules.groups.keysOf(askerOf(session)));
      this.standings.set(session, standing);
    }
    return standing;
  }

  /** Seats that a checkout of so many takes: those that its group has already are shared. */
  need(session: Session, checkoutData: Uint8Array, count: number): number {
    const key = this.groupOf(session, checkoutData);
    return key === null ? count : Math.max(0, count - (this.sharing.get(key)?.total ?? 0));
  }

  /**
   * Why so many seats cannot be taken now by who has that place in the queue; null if they can (R13). `own`: seats of the
   * asker's own that linger: they are taken over.
   */
  obstacle(session: Session, need: number, ticket: number, own = this.lingeringSeats(session)): Obstacle | null {
    const { rules } = this;
    const standing = this.standing(session);
    const reached = this.limitReached(standing, need, own);
    if (reached !== null) return reached;
    if (this.pool.uncounted) return null;
    const used = this.usedSeats - own;
    if (used + need > rules.owned) return { kind: 'used', used };
    let free = rules.owned - used - this.idle;
    let reserved = own;
    for (const index of standing.reservations) reserved += this.unused(index);
    free += reserved - own;
    if (need > Math.max(0, free) && need > 0) return { kind: 'reserved', idle: this.idle };
    // Seats that only the asker can have are taken from nobody who waits.
    return need > reserved && this.isBehind(ticket) ? { kind: 'queue' } : null;
  }

  private limitReached({ limits }: Standing, need: number, own: number): Obstacle | null {
    for (const index of limits) {
      const limit = this.rules.limits[index];
      const used = (this.limitUsed[index] ?? 0) - own;
      if (limit !== undefined && used + need > limit.count) return { kind: 'limit', limit, used };
    }
    return null;
  }

  /** True if others wait before that place for seats. Those that are kept by a MAX hold up nobody. */
  private isBehind(ticket: number): boolean {
    for (const { lease, session, request } of this.queue.values()) {
      if (lease >= ticket) return false;
      const need = this.need(session, request.checkoutData, request.count);
      if (this.limitReached(this.standing(session), need, this.lingeringSeats(session)) === null) return true;
    }
    return false;
  }

  /** Puts a request into the queue, at the place of its handle. */
  enqueue(waiting: Waiting): void {
    if (waiting.lease > this.lastTicket) {
      this.lastTicket = waiting.lease;
      this.queue.set(waiting.lease, waiting);
      return;
    }
    const later = [...this.queue.values()].filter(({ lease }) => lease > waiting.lease);
    for (const { lease } of later) this.queue.delete(lease);
    this.queue.set(waiting.lease, waiting);
    for (const each of later) this.queue.set(each.lease, each);
  }

  /** Place in the queue, from 1. */
  placeOf(ticket: number): number {
    if (ticket === this.lastTicket) return this.queue.size;
    let place = 1;
    for (const other of this.queue.keys()) {
      if (other >= ticket) break;
      place += 1;
    }
    return place;
  }

  /** True if checkouts may share seats. */
  get isShared(): boolean {
    return this.dupGroup !== null;
  }

  /** True if who cannot be served keeps all those that come after from being served. */
  get isStrict(): boolean {
    const { reservations, limits } = this.rules;
    return reservations.length + limits.length + this.lingering.size === 0 && !this.isShared;
  }

  /** Notes that seats of this pool linger. */
  linger(held: Held): void {
    // What a group shares goes to the others of it: nothing of that comes free for who had it.
    if (this.dupGroup !== null) return;
    const key = this.ownerOf(held.session);
    const own = this.lingering.get(key);
    if (own === undefined) this.lingering.set(key, new Set([held]));
    else own.add(held);
  }

  /** What lingers of an asker's own, by the numbers of the leases: a snapshot does not say in which order they came back. */
  ownLingering(session: Session): Held[] {
    if (this.lingering.size === 0) return [];
    return [...(this.lingering.get(this.ownerOf(session)) ?? [])].sort((a, b) => a.lease - b.lease);
  }

  /** Seats of this pool that a lease takes. */
  takenBy(held: Held): number {
    return placeIn(held, this.pool.id).taken;
  }

  /** Who may take over what lingers: the same user, host and display, and the same to every line of the options. */
  private ownerOf({ identity }: Session): string {
    const { user, host, display, project, address } = identity;
    const owner = `${user}\0${host}\0${display}`;
    return this.choosy ? `${owner}\0${project}\0${address}` : owner;
  }

  private lingeringSeats(session: Session): number {
    if (this.lingering.size === 0) return 0;
    let seats = 0;
    for (const held of this.lingering.get(this.ownerOf(session)) ?? []) seats += this.takenBy(held);
    return seats;
  }

  /** Takes seats for a lease that was not there. */
  add(held: Held, place: Place): void {
    place.taken = 0;
    place.reserved = NO_RESERVED;
    const group = this.join(held);
    const need = group === null ? held.count : Math.max(0, held.count - group.total);
    if (group !== null) group.total += need;
    this.take(held, place, need);
  }

  /** Notes a lease with the seats that it took, as a snapshot has them. */
  restore(held: Held, place: Place): void {
    const group = this.join(held);
    if (group !== null) group.total += place.taken;
    for (const { reservation, count } of place.reserved) this.useReserved(reservation, count);
    this.count(held.session, place.taken);
  }

  /** Frees the seats of a lease; what others of its group need of them stays theirs. */
  remove(held: Held, place: Place): void {
    if (held.lingerUntil > 0) this.endLinger(held);
    for (const { reservation, count } of place.reserved) this.useReserved(reservation, -count);
    this.count(held.session, -place.taken);
    const key = this.groupOf(held.session, held.checkoutData);
    const group = key === null ? undefined : this.sharing.get(key);
    if (key === null || group === undefined) return;
    group.members.delete(held);
    if (group.members.size === 0) this.sharing.delete(key);
    else if (place.taken > 0) this.pass(group, place.taken);
  }

  private endLinger(held: Held): void {
    const key = this.ownerOf(held.session);
    const own = this.lingering.get(key);
    own?.delete(held);
    if (own?.size === 0) this.lingering.delete(key);
  }

  /** All that share with this lease, itself among them, in the order of the grants. */
  sharers(held: Held): Held[] {
    const key = this.groupOf(held.session, held.checkoutData);
    const group = key === null ? undefined : this.sharing.get(key);
    return group === undefined ? [held] : [...group.members];
  }

  /** The seats of one that leaves its group: those that are left take what they need of them, the oldest first. */
  private pass(group: Sharing, freed: number): void {
    const before = group.total;
    group.total -= freed;
    let largest = 0;
    for (const { count } of group.members) {
      if (count > largest) largest = count;
      if (largest >= before) break;
    }
    let short = largest - group.total;
    for (const member of group.members) {
      if (short <= 0) break;
      const place = placeIn(member, this.pool.id);
      const seats = Math.min(short, member.count - place.taken);
      if (seats <= 0) continue;
      short -= seats;
      group.total += seats;
      this.take(member, place, seats);
    }
  }

  /** Its own reservations first, in the order of the options file. */
  private take(held: Held, place: Place, seats: number): void {
    let left = seats;
    for (const reservation of this.standing(held.session).reservations) {
      const count = Math.min(left, this.unused(reservation));
      if (count === 0) continue;
      left -= count;
      this.useReserved(reservation, count);
      place.reserved = [...place.reserved, { reservation, count }];
    }
    place.taken += seats;
    this.count(held.session, seats);
  }

  private count(session: Session, seats: number): void {
    addTo(this.used, this.pool.id, seats);
    for (const index of this.standing(session).limits) this.limitUsed[index] = (this.limitUsed[index] ?? 0) + seats;
  }

  private unused(reservation: number): number {
    return (this.rules.reservations[reservation]?.count ?? 0) - (this.reservedUsed[reservation] ?? 0);
  }

  private useReserved(reservation: number, seats: number): void {
    this.reservedUsed[reservation] = (this.reservedUsed[reservation] ?? 0) + seats;
    this.idle -= seats;
  }

  private join(held: Held): Sharing | null {
    const key = this.groupOf(held.session, held.checkoutData);
    if (key === null) return null;
    let group = this.sharing.get(key);
    if (group === undefined) {
      group = { members: new Set(), total: 0 };
      this.sharing.set(key, group);
    }
    group.members.add(held);
    return group;
  }

  /** What those have in common who share; null if nobody does. */
  private groupOf({ identity }: Session, checkoutData: Uint8Array): string | null {
    if (this.dupGroup === null) return null;
    let key = '';
    for (const letter of this.dupGroup) {
      if (letter === 'U') key += `${identity.user}\0`;
      else if (letter === 'H') key += `${identity.host}\0`;
      else if (letter === 'D') key += `${identity.display}\0`;
      else key += `${checkoutData.join(' ')}\0`;
    }
    return key;
  }
}

/** Who asks, as the options file names people. */
export function askerOf({ identity }: Session): Asker {
  const { user, host, display, project, address } = identity;
  return { user, host, display, project, addresses: address === '' ? [] : [address] };
}

/** Adds to a count; one of 0 is not kept. */
export function addTo(used: Map<string, number>, pool: string, seats: number): void {
  const count = (used.get(pool) ?? 0) + seats;
  if (count === 0) used.delete(pool);
  else used.set(pool, count);
}

/** What a lease takes of its pool, or of its suite's. */
function placeIn(held: Held, pool: string): Place {
  return held.suite !== null && held.suite.pool === pool ? held.suite : held;
}

/**
 * A suite that reserves its components for who has one of them is one that its user, host and display share:
 * the second component takes no second suite.
 */
function dupGroupOf({ dupGroup, uncounted, isSuite, suiteReserved }: Pool): string | null {
  if (uncounted) return null;
  if (dupGroup === 'SITE') return '';
  if (dupGroup === '' || dupGroup === 'NONE') return isSuite && suiteReserved ? 'UHD' : null;
  return dupGroup;
}
