/** Real keys for tests; the folder itself has no cryptography. */
import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto';
import type { Sign, Verify } from '../index.ts';

const SPKI_HEADER = Buffer.from('302a300506032b6570032100', 'hex');

/** One key at a time is in use, and making it from bytes takes longer than checking with it. */
const keys = new Map<string, KeyObject>();

export const verify: Verify = (publicKey, message, signature) => {
  const known = keys.get(publicKey);
  const der = Buffer.concat([SPKI_HEADER, Buffer.from(publicKey, 'base64')]);
  const key = known ?? createPublicKey({ key: der, format: 'der', type: 'spki' });
  keys.set(publicKey, key);
  return nodeVerify(null, message, key, signature);
};

/** A new vendor's key pair. */
export function newVendorKey(): { publicKey: string; sign: Sign } {
  const pair = generateKeyPairSync('ed25519');
  const der = pair.publicKey.export({ format: 'der', type: 'spki' });
  return {
    publicKey: der.subarray(SPKI_HEADER.length).toString('base64'),
    sign: (message) => nodeSign(null, message, pair.privateKey),
  };
}
