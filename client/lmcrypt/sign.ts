/** lmcrypt sign: signs one vendor's lines of a license file. */
import { createPrivateKey, type KeyObject, sign as signBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import {
  FlexError,
  formatDiagnostic,
  isLicenseError,
  isSignedLine,
  type LicenseFile,
  latin1Bytes,
  parseLicense,
  printLicense,
  requireUsable,
  type SignedLine,
  signFile,
  verifyLine,
} from '../../license/index.ts';
import { publicKeyText, verifyEd25519 } from '../ed25519.ts';
import { LicenseError } from '../errors.ts';
import { invalid, isSameFile, type Output, readInput, writeOutput } from './files.ts';

/** Options of lmcrypt sign. */
export interface SignOptions {
  k: string;
  i?: string;
  o?: string;
  vendor?: string;
}

/** Adds or replaces SIGN on the vendor's lines; all else stays byte for byte. */
export function sign(options: SignOptions, output: Output): number {
  if (options.o !== undefined && isSameFile(options.o, options.k)) {
    throw invalid(`-o ${options.o} is the private key itself`);
  }
  const key = readPrivateKey(options.k, output);
  const file = readLicense(options.i, output);
  const vendor = options.vendor ?? onlyVendor(file);
  const signed = signFile(file, { vendor, sign: (message) => signBytes(null, message, key) });
  const lines = linesOf(signed, vendor);
  if (lines.length === 0) {
    throw new LicenseError({ code: FlexError.NoSuchFeature, detail: `no line of vendor ${vendor} to sign` });
  }
  // What is handed out must hold where it is checked.
  const hostids = signed.servers.map(({ hostid }) => hostid);
  const publicKey = publicKeyText(key);
  const bad = lines.find((line) => verifyLine(line, hostids, publicKey, verifyEd25519) !== 'valid');
  if (bad !== undefined) {
    throw new LicenseError({ code: FlexError.BadSignature, detail: `${signed.name}:${bad.line} cannot be signed` });
  }
  const bytes = latin1Bytes(printLicense(signed));
  if (options.o === undefined) output.out(bytes);
  else writeOutput(options.o, bytes);
  output.err(`lmcrypt: ${lines.length} ${lines.length === 1 ? 'line' : 'lines'} of ${vendor} signed\n`);
  return 0;
}

function readPrivateKey(path: string, output: Output): KeyObject {
  let key: KeyObject;
  let mode: number;
  try {
    mode = statSync(path).mode & 0o777;
    key = createPrivateKey(readFileSync(path));
  } catch (error) {
    // OpenSSL's words say nothing to a person, and must not say anything of the key.
    const { code } = error as NodeJS.ErrnoException;
    const readable = code === undefined || code.startsWith('ERR_');
    throw invalid(readable ? `${path} is no private key in PEM without a passphrase` : (error as Error).message);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw invalid(`${path} is a key of ${key.asymmetricKeyType}, not Ed25519`);
  if ((mode & 0o077) !== 0) output.err(`lmcrypt: others can read ${path}: chmod 600 ${path}\n`);
  return key;
}

function readLicense(path: string | undefined, output: Output): LicenseFile {
  const parsed = parseLicense(readInput(path), path ?? 'standard input');
  for (const diagnostic of parsed.diagnostics) {
    if (diagnostic.severity === 'warning') output.err(`lmcrypt: ${formatDiagnostic(diagnostic)}\n`);
  }
  try {
    // A line that cannot be read would stay unsigned; SERVER and VENDOR lines may be missing.
    return requireUsable(parsed, 'client');
  } catch (error) {
    if (!isLicenseError(error)) throw error;
    throw new LicenseError({ code: error.flexCode, detail: error.message, cause: error });
  }
}

function linesOf(file: LicenseFile, vendor: string): SignedLine[] {
  return file.lines.filter(isSignedLine).filter((line) => line.vendor === vendor);
}

function onlyVendor(file: LicenseFile): string {
  const vendors = [...new Set(file.lines.filter(isSignedLine).map((line) => line.vendor))];
  const [vendor] = vendors;
  if (vendor === undefined) throw new LicenseError({ code: FlexError.NoSuchFeature, detail: 'no line to sign' });
  if (vendors.length > 1) throw invalid(`lines of ${vendors.join(', ')}: say with --vendor whose to sign`);
  return vendor;
}
