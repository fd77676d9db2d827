/**
 * Where seats that are out count after a license was renewed. A pool's id is made of its line, dates
 * included: a line with a new expiry date is another pool, and seats that were granted by the old one must
 * count against it, or a renewal would give everything twice (R13).
 */
import type { Pool } from '../../proto/index.ts';

/** The pool that takes the place of one that is gone; null if the license has nothing like it any more. */
export function successorOf(
  gone: { readonly feature: string; readonly vendor: string; readonly version: string },
  old: Pool | undefined,
  pools: readonly Pool[],
  used: ReadonlyMap<string, number>,
): Pool | null {
  const candidates = pools.filter((pool) => pool.feature === gone.feature && pool.vendor === gone.vendor);
  const alike = old === undefined ? [] : candidates.filter((pool) => sameButDates(pool, old));
  const sameVersion = candidates.filter((pool) => pool.version === gone.version);
  for (const list of [alike, sameVersion, candidates]) {
    const [first] = list;
    if (first === undefined) continue;
    return list.find((pool) => pool.uncounted || (used.get(pool.id) ?? 0) < pool.count + pool.overdraft) ?? first;
  }
  return null;
}

function sameButDates(a: Pool, b: Pool): boolean {
  return (
    a.version === b.version &&
    a.vendorString === b.vendorString &&
    a.dupGroup === b.dupGroup &&
    a.uncounted === b.uncounted &&
    a.hostids.join(' ') === b.hostids.join(' ')
  );
}
