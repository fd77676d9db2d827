/**
 * Seats that stay out for a while after their checkin (LINGER), by lease time only. Nobody else can have them; the next
 * checkout of the same user, host and display takes them over.
 */
import type { Held, ReturnReason } from './model.ts';
import type { PoolSeats } from './poolSeats.ts';
import type { LicenseState } from './state.ts';

/** Nobody waits before that place in a queue. */
const BEFORE_ALL = 0;

/** Gives seats back: they are free, or linger first. */
export function giveBack(state: LicenseState, held: Held, reason: ReturnReason): void {
  const seconds = state.seats.pool(held.pool)?.rules.lingerSeconds ?? 0;
  if (seconds === 0 || held.revoking) {
    state.release(held, reason);
    return;
  }
  held.lingerUntil = state.leaseTime + seconds * 1_000;
  held.session.leases.delete(held.lease);
  state.seats.linger(held);
  // Its owner may wait for more, and take them over for that.
  state.noteFreed(held);
  state.emit({ kind: 'lingering', held });
}

/** Frees the seats whose linger time is over. */
export function freeLingering(state: LicenseState): void {
  for (;;) {
    const lease = state.seats.lingeringUntil(state.leaseTime);
    if (lease === null) return;
    state.release(lease, 'lingered');
  }
}

/**
 * The checkout of so many seats takes over what lingers of the asker's own, as many leases as it needs, and more if
 * there is no room without them; what it does not use of them is free.
 */
export function takeOver(state: LicenseState, pool: PoolSeats, asker: Held['session'], need: number): void {
  let left = need;
  for (const held of pool.ownLingering(asker)) {
    if (left <= 0 && pool.obstacle(asker, need, BEFORE_ALL, 0) === null) return;
    left -= pool.takenBy(held);
    state.release(held, 'lingered');
  }
}
