/**
 * Borrowed seats: they outlive the session that asked for them, until an hour past the end of the borrow by the
 * log's own date, or until they are returned. The hour is what the clocks of the machines that have them may err by.
 */
import type { BorrowWish, EndBorrow, FailureInit, SetBorrowKey } from '../../proto/index.ts';
import { FlexCode, failure, Minor } from './failures.ts';
import type { Held, Session } from './model.ts';
import type { Done } from './operations.ts';
import { borrowRefusedTo } from './poolRules.ts';
import { askerOf, type PoolSeats } from './poolSeats.ts';
import type { LicenseState } from './state.ts';

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** Bytes of the private key that tokens are signed with. */
const KEY_BYTES = 32;

/** When the seats of a borrow are free at the latest, in Unix milliseconds. */
export function freeAfter({ borrowedUntil }: Held): number {
  return borrowedUntil * 1000 + MS_PER_HOUR;
}

/** Why a pool does not lend so many seats to that session; null if it does. Whether it has them is another question. */
export function borrowRefusal(
  state: LicenseState,
  wish: BorrowWish,
  seats: PoolSeats,
  session: Session,
  count: number,
): FailureInit | null {
  const { pool, rules } = seats;
  const { feature } = pool;
  const refuse = (code: number, minor: number, detail: string) => failure(code, minor, detail, { feature });
  if (pool.uncounted || pool.borrowHours === 0) {
    const detail = pool.uncounted ? 'an uncounted license need not be borrowed' : 'the line has no BORROW';
    return refuse(FlexCode.BorrowNotEnabled, Minor.NotBorrowable, detail);
  }
  const refused = borrowRefusedTo(rules, askerOf(session));
  if (refused === 'excluded') {
    return refuse(FlexCode.Excluded, Minor.BorrowExcluded, `see EXCLUDE_BORROW in ${rules.file}`);
  }
  if (refused === 'notIncluded') {
    return refuse(FlexCode.NotIncluded, Minor.BorrowNotIncluded, `see INCLUDE_BORROW in ${rules.file}`);
  }
  const until = wish.until * 1000;
  if (!(until > state.date)) {
    const detail = `the end of the borrow is over: ${iso(until)}, here it is ${iso(state.date)}`;
    return refuse(FlexCode.InvalidParameter, Minor.BorrowEndsInPast, detail);
  }
  const expiry = pool.expiryDay === 0 ? Number.POSITIVE_INFINITY : (pool.expiryDay + 1) * MS_PER_DAY;
  const hours = Math.min(pool.borrowHours, rules.borrow.maxHours);
  const latest = Math.min(state.date + hours * MS_PER_HOUR, expiry);
  if (until > latest) {
    const detail = `${feature} can be borrowed until ${iso(latest)} at most`;
    return refuse(FlexCode.BorrowTooLong, Minor.BorrowTooLong, detail);
  }
  const borrowed = borrowedOf(state, pool.id);
  const lendable = Math.max(0, pool.count - rules.borrow.lowWater);
  if (rules.borrow.lowWater > 0 && borrowed + count > lendable) {
    const detail = `${borrowed} of ${lendable} that may be are borrowed (BORROW_LOWWATER in ${rules.file}), asked for ${count}`;
    return failure(FlexCode.NothingToBorrow, Minor.BorrowLowWater, detail, { feature, retry: true });
  }
  return null;
}

/** Seats of a pool that are borrowed. */
function borrowedOf(state: LicenseState, pool: string): number {
  let seats = 0;
  for (const held of state.borrowed.values()) if (held.pool === pool) seats += held.count;
  return seats;
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
