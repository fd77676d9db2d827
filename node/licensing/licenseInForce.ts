/** The license that rules, and the index of its pools. It comes from the log (R14). */
import type { Pool, SetLicense } from '../../proto/index.ts';
import { successorOf } from './repool.ts';
import type { Seats } from './seats.ts';

export class LicenseInForce {
  /** Null before the first one. */
  license: SetLicense | null = null;
  /** Log index at which it was taken up. */
  index = 0;
  private byFeature = new Map<string, Pool[]>();

  /** Pools of a feature in the order in which they are tried. */
  poolsOf(feature: string): readonly Pool[] {
    return this.byFeature.get(feature) ?? [];
  }

  /** Names of all features, in the order of the license. */
  features(): IterableIterator<string> {
    return this.byFeature.keys();
  }

  /** Takes up a license and makes the index of its pools. */
  take(license: SetLicense | null, index: number): void {
    this.license = license;
    this.index = index;
    this.byFeature = new Map();
    for (const pool of [...(license?.pools ?? [])].sort((a, b) => a.rank - b.rank)) {
      const pools = this.byFeature.get(pool.feature);
      if (pools === undefined) this.byFeature.set(pool.feature, [pool]);
      else pools.push(pool);
    }
  }

  /** Takes up another license; seats of pools that are gone count against those in their place. */
  renew(license: SetLicense | null, index: number, seats: Seats): void {
    const old = new Map((this.license?.pools ?? []).map((pool) => [pool.id, pool]));
    this.take(license, index);
    const inForce = new Set((license?.pools ?? []).map((pool) => pool.id));
    for (const held of seats.held.values()) {
      if (inForce.has(held.pool)) continue;
      const successor = successorOf(held, old.get(held.pool), this.poolsOf(held.feature), (pool) => seats.usedOf(pool));
      if (successor !== null) seats.move(held, successor.id);
    }
  }
}
