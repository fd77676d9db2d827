/** Which seats are out, and how many of each pool (R13). */
import type { Held } from './model.ts';

export class Seats {
  /** In the order of the grants. */
  readonly held = new Map<number, Held>();
  /** Seats that are out, by pool, also of pools that are no longer in force. */
  readonly used = new Map<string, number>();

  /** Seats that are out of a pool. */
  usedOf(pool: string): number {
    return this.used.get(pool) ?? 0;
  }

  /** Notes seats as out. */
  add(held: Held): void {
    this.held.set(held.lease, held);
    held.session.leases.add(held.lease);
    this.count(held.pool, held.count);
  }

  /** The seats are free. */
  remove(held: Held): void {
    this.held.delete(held.lease);
    held.session.leases.delete(held.lease);
    this.count(held.pool, -held.count);
  }

  /** Counts seats against another pool, because theirs is gone. */
  move(held: Held, pool: string): void {
    this.count(held.pool, -held.count);
    held.pool = pool;
    this.count(held.pool, held.count);
  }

  private count(pool: string, seats: number): void {
    const used = this.usedOf(pool) + seats;
    if (used === 0) this.used.delete(pool);
    else this.used.set(pool, used);
  }
}
