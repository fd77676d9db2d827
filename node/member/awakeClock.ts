/** Time as this process has lived it: what it slept through, stopped or on a suspended machine, does not count. */

/** Longest time between two looks at the clock that counts, in milliseconds. */
const LONGEST_MS = 500;

/**
 * A clock in milliseconds that stands still while nobody looks at it, but for half a second. A write that was
 * pending when the process was stopped has not waited for the disk since (R23): its answer may be there unread.
 * To be looked at several times a second by a timer. `monotonic`: milliseconds.
 */
export function awakeClock(monotonic: () => number): () => number {
  let before = monotonic();
  let lived = 0;
  return () => {
    const now = monotonic();
    lived += Math.min(now - before, LONGEST_MS);
    before = now;
    return lived;
  };
}
