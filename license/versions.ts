import { FlexError } from './codes.ts';
import { LicenseError } from './errors.ts';

const VERSION = /^(\d*)(?:\.(\d*))?$/;

/** True for a decimal number without letters: `1.0`, `2023.0331`, `.5`, `7`. */
export function isVersion(text: string): boolean {
  return text.length > 0 && text.length <= 64 && text !== '.' && VERSION.test(text);
}

/**
 * The shortest spelling of a version: `1.000`, `01.0` and `1` are one number.
 * Throws LicenseError BadVersion (-77).
 */
export function canonicalVersion(text: string): string {
  if (!isVersion(text)) {
    throw new LicenseError('BadVersion', FlexError.BadVersion, `"${text}" is no version; expected a decimal number`);
  }
  const [whole = '', fraction = ''] = text.split('.');
  const number = whole.replace(/^0+/, '') || '0';
  const rest = fraction.replace(/0+$/, '');
  return rest === '' ? number : `${number}.${rest}`;
}

/**
 * Compares versions as decimal numbers, so 1.10 is older than 1.9: below 0 if `a` is older, 0 if equal.
 * A request succeeds if the version of the license line is at least the requested one.
 * Exact for any number of digits. Throws LicenseError BadVersion (-77).
 */
export function compareVersions(a: string, b: string): number {
  const [wholeA = '', fractionA = ''] = canonicalVersion(a).split('.');
  const [wholeB = '', fractionB = ''] = canonicalVersion(b).split('.');
  if (wholeA.length !== wholeB.length) return wholeA.length - wholeB.length;
  if (wholeA !== wholeB) return wholeA < wholeB ? -1 : 1;
  // Without trailing zeros, fractions are in the order of their text.
  return fractionA === fractionB ? 0 : fractionA < fractionB ? -1 : 1;
}
