/** Constants of the license rules. A change here is a change of the rules' version (R20). */

/** Version of the rules that this program can act by, and the lowest that it still can. */
export const RULES_VERSION = 1;
export const OLDEST_RULES_VERSION = 1;

/** The cluster acts by rules that this program does not know: it must not go on with the log. */
export class RulesTooNew extends Error {
  readonly code = 'RULES_TOO_NEW';

  constructor(version: number) {
    super(
      `the cluster acts by version ${version} of the rules; this program knows up to ${RULES_VERSION}: install a newer one`,
    );
  }
}

/** A date that is this much earlier than one before it, in milliseconds, comes of a clock that was set back. */
export const SET_BACK_MS = 86_400_000;

/** Format of the state snapshot that this program writes, and the highest that it reads. */
export const SNAPSHOT_FORMAT = 1;

/** Lease time in milliseconds: default and bounds (R7). */
export const DEFAULT_LEASE_MS = 30_000;
export const MIN_LEASE_MS = 10_000;
export const MAX_LEASE_MS = 3_600_000;

/** Most seats that one request may ask for. */
export const MAX_COUNT = 1_000_000;

/** Most answers that one session may leave unacknowledged. */
export const MAX_ANSWERS = 4_096;

/**
 * How much later than the client's deadline the server takes seats back, so that clocks that run at slightly
 * different speeds cannot make both believe (R2): a share of the lease for drift, and a fixed margin.
 */
export const DRIFT = 0.01;
export const MARGIN_MS = 250;

/** Milliseconds after which the server may take back what it confirmed for a lease of that length. */
export function reclaimAfter(leaseMilliseconds: number): number {
  return Math.ceil(leaseMilliseconds * (1 + DRIFT)) + MARGIN_MS;
}
