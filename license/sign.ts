import { findAttribute } from './attributes.ts';
import { latin1Bytes } from './latin1.ts';
import { isSignedLine, type LicenseFile, type SignedLine } from './model.ts';
import { normalisedLine } from './normalise.ts';
import { parseLicense } from './parseLicense.ts';
import type { Verify } from './poolModel.ts';

/** Makes the 64 bytes of an Ed25519 signature. */
export type Sign = (message: Uint8Array) => Uint8Array;

/** `missing`: no SIGN; `malformed`: SIGN is no Ed25519 signature; `wrong`: it is one of another text. */
export type SignatureCheck = 'valid' | 'missing' | 'malformed' | 'wrong';

/** The value of SIGN for a signature: hexadecimal in groups of four, as vendors' files have it. */
export function formatSignature(signature: Uint8Array): string {
  const digits = [...signature].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return (digits.toUpperCase().match(/.{1,4}/g) ?? []).join(' ');
}

/** The 64 bytes of a SIGN value; null if it is something else (a key of another scheme). */
export function parseSignature(text: string): Uint8Array | null {
  const digits = text.replace(/\s+/g, '');
  if (!/^[0-9a-f]{128}$/i.test(digits)) return null;
  return Uint8Array.from({ length: 64 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

/** What tells one signed line from another, hexadecimal in upper case; null without a SIGN of 64 bytes. */
export function signatureOf(line: SignedLine): string | null {
  const digits = (findAttribute(line, 'SIGN')?.value ?? '').replace(/\s+/g, '');
  return parseSignature(digits) === null ? null : digits.toUpperCase();
}

/** Checks the SIGN of one line against the vendor's public key and the file's SERVER host ids (R24). */
export function verifyLine(
  line: SignedLine,
  serverHostids: readonly string[],
  publicKey: string,
  verify: Verify,
): SignatureCheck {
  return checkSignature(line, normalisedLine(line, serverHostids), publicKey, verify);
}

/** The same, for a normalised text that is there already. */
export function checkSignature(line: SignedLine, text: string, publicKey: string, verify: Verify): SignatureCheck {
  const sign = findAttribute(line, 'SIGN');
  if (sign === null) return 'missing';
  const signature = parseSignature(sign.value ?? '');
  if (signature === null) return 'malformed';
  return verify(publicKey, latin1Bytes(text), signature) ? 'valid' : 'wrong';
}

/** The raw line with a new SIGN: in place of the old one, or on a continued line behind the last word. */
export function signLine(line: SignedLine, serverHostids: readonly string[], sign: Sign): string {
  const value = `SIGN="${formatSignature(sign(latin1Bytes(normalisedLine(line, serverHostids))))}"`;
  const { raw } = line;
  const old = findAttribute(line, 'SIGN');
  if (old !== null) return raw.slice(0, old.offset) + value + raw.slice(old.offset + old.length);
  const newline = raw.includes('\r\n') ? '\r\n' : '\n';
  return `${raw.slice(0, line.end)} \\${newline}\t${value}${raw.slice(line.end)}`;
}

export interface SignOptions {
  readonly sign: Sign;
  /** Only lines of this vendor are signed. */
  readonly vendor: string;
  /** @default those of the file's SERVER lines */
  readonly serverHostids?: readonly string[];
}

/** The file with all lines of a vendor signed; everything else stays byte for byte. */
export function signFile(file: LicenseFile, options: SignOptions): LicenseFile {
  const hostids = options.serverHostids ?? file.servers.map((server) => server.hostid);
  const parts = file.lines.map((line) =>
    isSignedLine(line) && line.vendor === options.vendor ? signLine(line, hostids, options.sign) : line.raw,
  );
  return parseLicense(parts.join(''), file.name).file;
}
