/** lmcrypt keygen: a vendor's key pair. */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseVendorDefinition } from '../../license/index.ts';
import { publicKeyText } from '../ed25519.ts';
import { invalid, type Output } from './files.ts';

/** Options of lmcrypt keygen. */
export interface KeygenOptions {
  vendor: string;
  o?: string;
}

/** Writes VENDOR.key (private) and VENDOR.json (the definition to hand out); overwrites neither. */
export function keygen(options: KeygenOptions, output: Output): number {
  const { vendor } = options;
  if (!/^\w+$/.test(vendor)) throw invalid(`--vendor takes letters, digits and underscores, not "${vendor}"`);
  const folder = options.o ?? '.';
  const keyPath = join(folder, `${vendor}.key`);
  const definitionPath = join(folder, `${vendor}.json`);
  const taken = [keyPath, definitionPath].find((path) => existsSync(path));
  if (taken !== undefined) throw invalid(`${taken} is there already; nothing is overwritten`);
  const { privateKey } = generateKeyPairSync('ed25519');
  const definition = { vendor, publicKey: publicKeyText(privateKey), allowUnsigned: false };
  const text = `${JSON.stringify(definition, null, 2)}\n`;
  parseVendorDefinition(text, definitionPath);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(keyPath, privateKey.export({ type: 'pkcs8', format: 'pem' }), { flag: 'wx', mode: 0o600 });
    writeFileSync(definitionPath, text, { flag: 'wx' });
  } catch (error) {
    throw invalid(`cannot write to ${folder}: ${(error as Error).message}`);
  }
  output.out(`${keyPath}: the private key. Keep it secret, and a copy in a safe place.
${definitionPath}: the vendor definition with the public key. Hand it out with your licenses.
`);
  return 0;
}
