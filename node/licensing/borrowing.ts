/**
 * Borrowed seats: they outlive the session that asked for them, until an hour past the end of the borrow by the
 * log's own date, or until they are returned. The hour is what the clocks of the machines that have them may err by.
 */
import type { BorrowWish, EndBorrow, FailureInit, Pool, SetBorrowKey } from '../../proto/index.ts';
import { FlexCode, failure, Minor } from './failures.ts';
import type { Held, Session } from './model.ts';
import type { Done } from './operations.ts';
import type { LicenseState } from './state.ts';

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** Bytes of the private key that tokens are signed with. */
const KEY_BYTES = 32;

/** When the seats of a borrow are free at the latest, in Unix milliseconds. */
export function freeAfter({ borrowedUntil }: Held): number {
  return borrowedUntil * 1000 + MS_PER_HOUR;
}

/** Why a pool does not lend; null if it does. Whether it has the seats is another question. */
export function borrowRefusal(state: LicenseState, wish: BorrowWish, pool: Pool): FailureInit | null {
  const { feature } = pool;
  if (pool.uncounted || pool.borrowHours === 0) {
    const detail = pool.uncounted ? 'an uncounted license need not be borrowed' : 'the line has no BORROW';
    return failure(FlexCode.BorrowNotEnabled, Minor.NotBorrowable, detail, { feature });
  }
  const until = wish.until * 1000;
  if (!(until > state.date)) {
    const detail = `the end of the borrow is over: ${iso(until)}, here it is ${iso(state.date)}`;
    return failure(FlexCode.InvalidParameter, Minor.BorrowEndsInPast, detail, { feature });
  }
  const expiry = pool.expiryDay === 0 ? Number.POSITIVE_INFINITY : (pool.expiryDay + 1) * MS_PER_DAY;
  const latest = Math.min(state.date + pool.borrowHours * MS_PER_HOUR, expiry);
  if (until > latest) {
    const detail = `${feature} can be borrowed until ${iso(latest)} at most`;
    return failure(FlexCode.BorrowTooLong, Minor.BorrowTooLong, detail, { feature });
  }
  return null;
}

/** Stands in for the session that borrows, in no list of sessions: nothing ends it. */
export function borrowerOf(session: Session): Session {
  return { ...session, answers: new Map(), leases: new Set() };
}

/** Frees borrowed seats before their end. That they are free already is no error: the token is void all the same. */
export function returnBorrow(state: LicenseState, lease: number): Done {
  const held = state.borrowed.get(lease);
  if (held !== undefined) state.release(held, 'borrowReturned');
  return { result: { borrowReturned: { lease, index: state.appliedIndex } }, lease: 0 };
}

/** Void before an hour past the end: a master whose clock is ahead frees nothing that someone believes in. */
export function endBorrow(state: LicenseState, { lease }: EndBorrow): void {
  const held = state.borrowed.get(lease);
  if (held !== undefined && state.date >= freeAfter(held)) state.release(held, 'borrowEnded');
}

/** The first key stays. */
export function setBorrowKey(state: LicenseState, { seed }: SetBorrowKey): void {
  if (state.borrowKey.length === 0 && seed.length === KEY_BYTES) state.borrowKey = new Uint8Array(seed);
}

function iso(milliseconds: number): string {
  return Number.isFinite(milliseconds) && Math.abs(milliseconds) < 8.64e15
    ? new Date(milliseconds).toISOString()
    : String(milliseconds);
}
