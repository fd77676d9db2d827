/** What the master proposes about sessions and seats whose time is over; all of it may be stale (R3, R4, R5). */
import type { ExpireSession, FinishRevocation, MarkSilent, Revoke } from '../../proto/index.ts';
import { dismiss, removedFromQueue } from './queue.ts';
import { endSession } from './sessions.ts';
import type { LicenseState } from './state.ts';

/** Void if the session has been heard from in the log since. */
export function markSilent(state: LicenseState, mark: MarkSilent): void {
  const session = state.session(mark.session);
  if (session === null || session.leaseVersion !== mark.leaseVersion) return;
  session.silent = true;
  session.leftMilliseconds = mark.leftMilliseconds;
}

/** Void if a new master has taken over since, or the session has been heard from (R5). */
export function expireSession(state: LicenseState, expiry: ExpireSession, term: number): void {
  const session = state.session(expiry.session);
  if (session === null || expiry.term !== term || expiry.leaseVersion !== session.leaseVersion) return;
  endSession(state, session, 'expired');
}

/** Begins to take seats back, or takes a request out of its queue; they count as out until the client lets go or has had its time (R4). */
export function revoke(state: LicenseState, { lease, reason }: Revoke): void {
  const waiting = state.waiting.get(lease);
  if (waiting !== undefined) dismiss(state, waiting, removedFromQueue(waiting.request.feature, reason));
  const held = state.held.get(lease);
  // What lingers nobody uses; and of what is borrowed the holder may be out of reach until its end.
  if (held === undefined || held.revoking || held.lingerUntil > 0 || held.borrowedUntil > 0) return;
  held.revoking = true;
  held.revokeReason = reason;
  state.emit({ kind: 'revoking', held });
}

/** The client has had its time. Void if a new master has taken over since. */
export function finishRevocation(state: LicenseState, finish: FinishRevocation, term: number): void {
  const held = state.held.get(finish.lease);
  if (held?.revoking === true && finish.term === term) state.release(held, 'revoked');
}
