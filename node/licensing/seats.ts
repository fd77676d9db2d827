/** Which seats are out, of which pools in force (R13, R14). */
import type { Pool, RefusedLine, SetLicense } from '../../proto/index.ts';
import { DeadlineHeap } from './deadlineHeap.ts';
import type { Held } from './model.ts';
import { type CompiledRules, compileRules } from './optionRules.ts';
import { addTo, PoolSeats } from './poolSeats.ts';
import { successorOf } from './repool.ts';

const NO_POOLS: readonly PoolSeats[] = [];

export class Seats {
  /** The license in force; null before the first one. */
  license: SetLicense | null = null;
  /** What its options say. */
  rules: CompiledRules = compileRules(null);
  /** In the order of the grants. */
  readonly held = new Map<number, Held>();
  /** Seats that are out, by pool, also of pools that are no longer in force. */
  readonly used = new Map<string, number>();
  private readonly lingering = new DeadlineHeap();
  private pools = new Map<string, PoolSeats>();
  private packages = new Set<string>();
  private byFeature = new Map<string, PoolSeats[]>();
  private poolsByFeature = new Map<string, Pool[]>();

  /** The pool of that id if it is in force. */
  pool(id: string): PoolSeats | null {
    return this.pools.get(id) ?? null;
  }

  /** The suite's pool that a checkout from this one also takes from. */
  suiteOf(seats: PoolSeats): PoolSeats | null {
    const { suitePool } = seats.pool;
    const suite = suitePool === '' ? undefined : this.pools.get(suitePool);
    return suite === undefined || suite === seats ? null : suite;
  }

  /** True if the license has components of a PACKAGE of that name. */
  isPackage(feature: string): boolean {
    return feature !== '' && this.packages.has(feature);
  }

  /** Pools of a feature in the order in which they are tried. */
  seatsOf(feature: string): readonly PoolSeats[] {
    return this.byFeature.get(feature) ?? NO_POOLS;
  }

  /** The same, without what is out of them. */
  poolsOf(feature: string): readonly Pool[] {
    return this.poolsByFeature.get(feature) ?? [];
  }

  /** The line that would give a feature if it might be used; of any vendor if that is empty. */
  refusedOf(feature: string, vendor: string): RefusedLine | undefined {
    return this.license?.refused.find((line) => line.feature === feature && (vendor === '' || line.vendor === vendor));
  }

  /** Names of all features in force, in the order of the license. */
  features(): IterableIterator<string> {
    return this.byFeature.keys();
  }

  /** Takes seats for a lease that was not there. */
  add(held: Held): void {
    this.held.set(held.lease, held);
    this.place(held);
  }

  /** Notes a lease with the seats that it took, as a snapshot has them. */
  restore(held: Held): void {
    this.held.set(held.lease, held);
    for (const place of placesOf(held)) {
      const pool = this.pools.get(place.pool);
      if (pool === undefined) addTo(this.used, place.pool, place.taken);
      else pool.restore(held, place);
    }
    if (held.lingerUntil > 0) this.linger(held);
  }

  /** The seats are free. */
  remove(held: Held): void {
    this.held.delete(held.lease);
    for (const place of placesOf(held)) {
      const pool = this.pools.get(place.pool);
      if (pool === undefined) addTo(this.used, place.pool, -place.taken);
      else pool.remove(held, place);
    }
  }

  /** Notes that seats linger from now on. */
  linger(held: Held): void {
    this.lingering.add(held.lease, held.lingerUntil);
    for (const place of placesOf(held)) this.pools.get(place.pool)?.linger(held);
  }

  /** Lease time at which the first seats that linger are free; null if none do. */
  get nextLingerEnd(): number | null {
    this.forgetFreed();
    return this.lingering.first?.at ?? null;
  }

  /** Seats whose linger time is over by then, the first of them; null if there are none. */
  lingeringUntil(leaseTime: number): Held | null {
    this.forgetFreed();
    const { first } = this.lingering;
    return first === null || first.at > leaseTime ? null : (this.held.get(first.id) ?? null);
  }

  /** Those that were freed before their time. */
  private forgetFreed(): void {
    for (let { first } = this.lingering; first !== null && !this.held.has(first.id); first = this.lingering.first) {
      this.lingering.removeFirst();
    }
  }

  /** Puts a license in force of which nothing is out. */
  take(license: SetLicense | null): void {
    this.license = license;
    this.rules = compileRules(license);
    this.pools = new Map();
    this.packages = new Set((license?.pools ?? []).map((pool) => pool.packageName));
    this.byFeature = new Map();
    this.poolsByFeature = new Map();
    for (const pool of [...(license?.pools ?? [])].sort((a, b) => a.rank - b.rank)) {
      const rules = this.rules.pools.get(pool.id);
      if (rules === undefined) continue;
      const seats = new PoolSeats(pool, rules, this.rules.choosy.has(pool.id), this.used);
      this.pools.set(pool.id, seats);
      listOf(this.byFeature, pool.feature).push(seats);
      listOf(this.poolsByFeature, pool.feature).push(pool);
    }
  }

  /**
   * Puts another license in force and keeps what is out, in the order of the grants: seats of pools that are
   * gone count against those in their place, and more may be out than the new rules would give.
   */
  renew(license: SetLicense | null): void {
    const old = new Map((this.license?.pools ?? []).map((pool) => [pool.id, pool]));
    this.take(license);
    const inForce = this.pools;
    for (const held of this.held.values()) {
      if (inForce.has(held.pool)) continue;
      const successor = successorOf(held, old.get(held.pool), this.poolsOf(held.feature), this.used);
      if (successor === null) continue;
      addTo(this.used, held.pool, -held.taken);
      held.pool = successor.id;
      addTo(this.used, held.pool, held.taken);
    }
    this.used.clear();
    for (const held of this.held.values()) this.place(held);
  }

  /** Takes its seats of the lease's pool and of the suite that the pool is in, whatever their room. */
  private place(held: Held): void {
    const seats = this.pools.get(held.pool);
    if (seats === undefined) {
      held.taken = held.count;
      held.reserved = [];
      held.suite = null;
      addTo(this.used, held.pool, held.count);
      return;
    }
    seats.add(held, held);
    const suite = this.suiteOf(seats);
    held.suite = suite === null ? null : { pool: suite.pool.id, taken: 0, reserved: [] };
    if (suite !== null && held.suite !== null) suite.add(held, held.suite);
    if (held.lingerUntil > 0) for (const place of placesOf(held)) this.pools.get(place.pool)?.linger(held);
  }
}

function placesOf(held: Held) {
  return held.suite === null ? [held] : [held, held.suite];
}

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}
