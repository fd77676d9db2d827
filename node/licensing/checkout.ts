/** Checkouts and checkins of living sessions. */
import type { CheckoutOperation, FailureInit } from '../../proto/index.ts';
import { borrowerOf, borrowRefusal } from './borrowing.ts';
import { FlexCode, failure, Minor } from './failures.ts';
import { choosePool, MAY_WAIT, NOT_IN_QUEUE } from './grant.ts';
import { giveBack, takeOver } from './lingering.ts';
import type { Held, Session } from './model.ts';
import { type Done, leaseMessage } from './operations.ts';
import type { PoolSeats } from './poolSeats.ts';
import { enqueue } from './queue.ts';
import type { LicenseState } from './state.ts';

/** Grants seats of the first pool that may give them, or says what the one that came closest said. */
export function checkout(state: LicenseState, session: Session, sequence: number, request: CheckoutOperation): Done {
  const refused = unready(state, request);
  if (refused !== null) return denied(state, session, request, refused);
  const wish = request.borrow;
  const lends = wish === null ? null : (pool: PoolSeats) => borrowRefusal(state, wish, pool, session, request.count);
  const choice = choosePool(request, session, state, state.seats, NOT_IN_QUEUE, lends);
  if ('pool' in choice) return grantSeats(state, session, sequence, request, choice.pool, state.takeLeaseNumber());
  if (request.queue && choice.step >= MAY_WAIT) return enqueue(state, session, sequence, request, choice.waitFor);
  return denied(state, session, request, choice.refused);
}

/** Takes the seats of the pool that was chosen, under that handle. */
export function grantSeats(
  state: LicenseState,
  session: Session,
  sequence: number,
  request: CheckoutOperation,
  seats: PoolSeats,
  lease: number,
): Done {
  const wish = request.borrow;
  for (const from of [seats, state.seats.suiteOf(seats)]) {
    if (from === null) continue;
    takeOver(state, from, session, from.need(session, request.checkoutData, request.count));
    // Who waits may share what is granted here, and lack less than before.
    if (from.isShared && from.queue.size > 0) state.freed.add(from);
  }
  const { pool } = seats;
  const held: Held = {
    lease,
    session: wish === null ? session : borrowerOf(session),
    pool: pool.id,
    feature: pool.feature,
    vendor: pool.vendor,
    version: pool.version,
    count: request.count,
    taken: 0,
    reserved: [],
    suite: null,
    index: state.appliedIndex,
    date: state.date,
    sequence,
    checkoutData: request.checkoutData,
    borrowedUntil: wish?.until ?? 0,
    machine: wish?.machine ?? '',
    revoking: false,
    revokeReason: '',
    lingerUntil: 0,
  };
  state.noteHeld(held);
  state.emit({ kind: 'granted', held });
  return { result: { granted: leaseMessage(state, lease) }, lease };
}

function denied(state: LicenseState, session: Session, request: CheckoutOperation, refused: FailureInit): Done {
  const result = { failure: refused };
  state.emit({ kind: 'denied', session, feature: request.feature, result, count: request.count });
  return { result, lease: 0 };
}

/** Gives the seats of a lease back. */
export function checkin(state: LicenseState, session: Session, lease: number): Done {
  const held = state.held.get(lease);
  if (held === undefined || !session.leases.has(lease)) {
    const detail = `the session does not hold lease ${lease}`;
    return { result: { failure: failure(FlexCode.NotCheckedOut, Minor.UnknownLease, detail) }, lease: 0 };
  }
  giveBack(state, held, held.revoking ? 'revoked' : 'checkin');
  return { result: { checkedIn: { lease, index: state.appliedIndex } }, lease: 0 };
}

/** Why nothing at all can be granted; null if it can. */
function unready(state: LicenseState, request: CheckoutOperation): FailureInit | null {
  const { feature } = request;
  if (state.license === null) {
    const detail = 'no license is in force yet: two of the three servers must have the same license file';
    return failure(FlexCode.Unsupported, Minor.NoLicenseInForce, detail, { feature, retry: true });
  }
  const early = notYet(state, feature);
  if (early !== null) return early;
  if (request.borrow !== null && request.queue) {
    return failure(FlexCode.InvalidParameter, Minor.BorrowQueue, 'a borrow does not wait in a queue', { feature });
  }
  return null;
}

/** Why a cluster that was formed without all disks grants nothing yet, not to who waits either; null if it does. */
export function notYet(state: LicenseState, feature: string): FailureInit | null {
  if (state.leaseTime < state.noGrantsBefore) {
    const seconds = Math.ceil((state.noGrantsBefore - state.leaseTime) / 1000);
    const detail = `the cluster was formed without all disks: nothing is granted for another ${seconds} s`;
    return failure(FlexCode.Busy, Minor.FormedByTwo, detail, { feature, retry: true });
  }
  if (state.isAlone) {
    const detail = 'the cluster was formed by this server alone: nothing is granted before a second one has joined';
    return failure(FlexCode.Busy, Minor.FormedByTwo, detail, { feature, retry: true });
  }
  return null;
}
