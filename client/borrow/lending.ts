/** Borrowing from the servers and giving back, over a session. */
import { FlexError } from '../../license/index.ts';
import type { CheckoutOperationInit } from '../../proto/index.ts';
import { errorOfFailure, LicenseError } from '../errors.ts';
import type { Lease } from '../lease.ts';
import type { RequestLimits, WaitLimits } from '../requests.ts';
import type { Session } from '../session.ts';
import type { Borrows } from './borrows.ts';
import type { StoredBorrow } from './folder.ts';

/**
 * Borrows seats until that time (Unix milliseconds) and takes them. Rejects with LicenseError: what the server
 * refuses, or what keeps the token from being kept; the seats are given back then.
 */
export async function lend(
  session: Session,
  borrows: Borrows,
  checkout: CheckoutOperationInit,
  until: number,
  limits: RequestLimits & { readonly servers: string },
): Promise<Lease> {
  const borrow = { until: Math.floor(until / 1000), machine: borrows.machine };
  const { failure, granted } = await session.request({ checkout: { ...checkout, borrow } }, limits);
  if (failure) throw errorOfFailure(failure);
  const signed = granted?.borrow;
  if (!granted || !signed) {
    // A server of before there was borrowing has granted the seats to the session.
    if (granted) session.giveBack(granted.lease);
    const detail = 'the servers do not know borrowing; update them';
    throw new LicenseError({ code: -85, minor: 11, detail, feature: checkout.feature ?? '' });
  }
  try {
    return borrows.keep(signed, limits.servers);
  } catch (error) {
    const late = { timeoutMs: limits.timeoutMs, whenGivenUp: 'keep' } as const;
    await session.request({ returnBorrow: { borrow: signed } }, late).catch(() => undefined);
    const same = (bytes: Uint8Array) => Buffer.compare(bytes, signed.token) === 0;
    for (const kept of borrows.folder.all()) if (same(kept.signed.token)) borrows.folder.remove(kept);
    throw error;
  }
}

/**
 * Gives a borrow back before its end. From the first moment no program here uses it, also if no server is
 * reached; calling it again goes on. Rejects with LicenseError: -42 a program uses it, -123 the servers are
 * not those that lent it, -96 or -15 no master.
 */
export async function giveBack(
  session: Session,
  borrows: Borrows,
  borrow: StoredBorrow,
  limits: WaitLimits,
): Promise<void> {
  const { token, signed } = borrow;
  const { feature } = token;
  if (borrows.isUsed(borrow)) {
    throw new LicenseError({ code: -42, minor: 14, detail: 'a program uses it: end that first', feature });
  }
  if (!borrow.returning) borrows.folder.setReturning(borrow);
  const { failure } = await session.request({ returnBorrow: { borrow: signed } }, { ...limits, whenGivenUp: 'keep' });
  if (failure) {
    // Nobody has taken it: it may be used as before.
    if (failure.code === FlexError.NoEarlyReturn) borrows.folder.restore(borrow);
    throw errorOfFailure(failure);
  }
  borrows.folder.remove(borrow);
}
