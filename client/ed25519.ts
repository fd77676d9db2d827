/** Vendors' Ed25519 keys: the 32 bytes in base64 that a vendor definition holds, and signatures checked with them. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** SPKI header of an Ed25519 key: what comes before the 32 bytes. */
const header = Buffer.from('302a300506032b6570032100', 'hex');

/** Making a key from its bytes takes longer than checking a signature with it; a program meets few vendors. */
const keys = new Map<string, KeyObject>();

/** Checks a signature; false for anything malformed. */
export function verifyEd25519(publicKey: string, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    let key = keys.get(publicKey);
    if (key === undefined) {
      const der = Buffer.concat([header, Buffer.from(publicKey, 'base64')]);
      key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      keys.set(publicKey, key);
    }
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
}

/** The public half of a key pair as a vendor definition has it. */
export function publicKeyText(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return half.export({ format: 'der', type: 'spki' }).subarray(header.length).toString('base64');
}
