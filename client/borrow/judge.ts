/** Whether a borrow may be used: by its signature, its machine and user, and a clock that may have been set back. */
import { FlexError } from '../../license/index.ts';
import { type BorrowToken, BorrowTokenCodec, type SignedBorrowInit } from '../../proto/index.ts';
import { verifyEd25519 } from '../ed25519.ts';
import { LicenseError } from '../errors.ts';

/** The clock is trusted within an hour, in milliseconds: for so long the servers keep the seats past the end. */
export const TRUSTED_MS = 3_600_000;

/** Minor number of what this machine says about its borrows. */
const minor = 11;

/** The token that was signed; null if the signature is not that of the key, or the bytes are no token. */
export function openBorrow({ token, signature, publicKey }: SignedBorrowInit): BorrowToken | null {
  if (!token || !signature || !publicKey) return null;
  if (!verifyEd25519(Buffer.from(publicKey).toString('base64'), token, signature)) return null;
  try {
    return BorrowTokenCodec.decode(token);
  } catch {
    return null;
  }
}

/** Who and when, as a borrow is judged by. */
export interface BorrowUser {
  readonly user: string;
  readonly machine: string;
  /** The civil clock in Unix milliseconds, never behind the servers' at the time of the borrow. */
  readonly now: number;
  /** The latest time that a program here has seen, in Unix milliseconds. */
  readonly seen: number;
}

/** Null if it may be used. Else -9 another user or machine, -88 clock set back, -118 over. */
export function judgeBorrow(token: BorrowToken, by: BorrowUser): LicenseError | null {
  const refuse = (code: number, detail: string) => new LicenseError({ code, minor, detail, feature: token.feature });
  if (token.machine !== by.machine || token.user !== by.user) {
    const detail = `borrowed by ${token.user} on ${token.host}, and good for them only`;
    return refuse(FlexError.InvalidHost, detail);
  }
  const latest = Math.max(by.seen, token.start * 1000);
  if (by.now < latest - TRUSTED_MS) {
    const detail = `the clock says ${iso(by.now)}, and has said ${iso(latest)}; set it right`;
    return refuse(FlexError.ClockSetBack, detail);
  }
  if (by.now >= token.end * 1000)
    return refuse(FlexError.BorrowExpired, `it was borrowed until ${iso(token.end * 1000)}`);
  return null;
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
