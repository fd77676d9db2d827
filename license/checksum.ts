import { isFreeAttribute } from './attributes.ts';
import type { ServerLine, SignedLine } from './model.ts';
import { readWords, unquote } from './scanner.ts';

/** x^8 + x^2 + x + 1, the usual CRC-8. */
const POLYNOMIAL = 0x07;

/**
 * What lmcksum prints for a line: 0 to 255, ours (how FlexNet computes its own is not published). It finds a mistyped
 * letter, and is blind to what may be edited: host names and ports, spacing, wrapping, quotes, attributes in lower
 * case (`ck=` among them), and upper or lower case unless the signature's counts.
 */
export function lineChecksum(line: ServerLine | SignedLine, caseOfKeys = false): number {
  if (line.kind === 'server') return crc8(`SERVER${line.hostid.toUpperCase()}`);
  const words = readWords(line.raw).map(({ text }) => text);
  return crc8(
    words
      .filter((word) => !(word.includes('=') && isFreeAttribute(word.slice(0, word.indexOf('=')))))
      .map((word, at) => (caseOfKeys && isKey(word, at) ? plain(word) : plain(word).toUpperCase()))
      .join(''),
  );
}

/** Of a whole file: that of the sums of its lines. */
export function fileChecksum(checksums: readonly number[]): number {
  return checksums.reduce(crc8Of, 0);
}

function plain(word: string): string {
  return unquote(word).replace(/["\s]/g, '');
}

/** A signature, or the bare key of old files. */
function isKey(word: string, at: number): boolean {
  return /^(SIGN2?|AUTH|SUPERSEDE_SIGN)=/i.test(word) || (at >= 6 && /^[0-9A-F]{12,}$/i.test(word));
}

function crc8(text: string): number {
  let crc = 0;
  for (let at = 0; at < text.length; at += 1) crc = crc8Of(crc, text.charCodeAt(at) & 0xff);
  return crc;
}

function crc8Of(before: number, byte: number): number {
  let crc = before ^ byte;
  for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ ((crc & 0x80) === 0 ? 0 : POLYNOMIAL)) & 0xff;
  return crc;
}
