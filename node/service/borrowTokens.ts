/**
 * Tokens of borrowed seats. The license state says who has what until when; the signature is put on here, where
 * answers go out, with the cluster's key from the log. The same seats always give the same token.
 */
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import {
  BorrowTokenCodec,
  type FailureInit,
  type ResultInit,
  type SignedBorrow,
  type SignedBorrowInit,
} from '../../proto/index.ts';
import { FlexCode, failure, type Held, type LicenseState, Minor } from '../licensing/index.ts';
import type { Replica } from '../member/replica.ts';

/** PKCS #8 header of an Ed25519 private key: what comes before the 32 bytes. SPKI has 12 bytes before the public one. */
const PRIVATE_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEADER_LENGTH = 12;

interface Keys {
  readonly seed: Uint8Array;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly publicBytes: Uint8Array;
}

/** Of the cluster that this process belongs to: there is one, and making it takes longer than signing. */
let known: Keys | null = null;

/** Makes a key before the first borrow: it is logged ahead of what is submitted next. Of several, the first counts. */
export function provideKey(replica: Pick<Replica, 'state' | 'submit'> | null): void {
  if (replica === null || replica.state.borrowKey.length > 0) return;
  replica.submit({ setBorrowKey: { seed: randomBytes(32) } }, null);
}

/** The answer to a checkout with the token of the seats, if they are borrowed. */
export function withToken(result: ResultInit, state: LicenseState): ResultInit {
  const { granted } = result;
  const held = granted == null ? undefined : state.borrowed.get(granted.lease ?? 0);
  if (held === undefined) return result;
  return { ...result, granted: { ...granted, borrow: signedToken(held, state.borrowKey) } };
}

/** The lease of a token that is to be returned; or why it cannot be: -123, it is not this cluster's. */
export function leaseOfToken(borrow: SignedBorrow | null, state: LicenseState): number | FailureInit {
  const { token, signature } = borrow ?? { token: new Uint8Array(0), signature: new Uint8Array(0) };
  if (state.borrowKey.length > 0 && verify(null, token, keysOf(state.borrowKey).publicKey, signature)) {
    try {
      return BorrowTokenCodec.decode(token).lease;
    } catch {
      // Nobody else signs with this key; what cannot be read is no token of it.
    }
  }
  const detail = 'these servers did not lend it; what a former cluster lent is void here';
  return failure(FlexCode.NoEarlyReturn, Minor.NotOurBorrow, detail);
}

function signedToken(held: Held, seed: Uint8Array): SignedBorrowInit {
  const { user, host, display } = held.session.identity;
  const { lease, feature, version, vendor, count, machine, date, borrowedUntil: end } = held;
  const start = Math.floor(date / 1000);
  const what = { lease, feature, version, vendor, count, user, host, display, machine, start, end };
  const token = new Uint8Array(BorrowTokenCodec.encode(what));
  const { privateKey, publicBytes } = keysOf(seed);
  return { token, signature: sign(null, token, privateKey), publicKey: publicBytes };
}

function keysOf(seed: Uint8Array): Keys {
  if (known !== null && Buffer.compare(known.seed, seed) === 0) return known;
  const der = Buffer.concat([PRIVATE_HEADER, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey);
  const publicBytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_HEADER_LENGTH);
  known = { seed, privateKey, publicKey, publicBytes };
  return known;
}
