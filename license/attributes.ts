import type { Attribute, SignedLine } from './model.ts';

/** Set by the vendor and covered by the signature. */
export const PUBLISHER_ATTRIBUTES = [
  'BORROW',
  'COMPONENTS',
  'DUP_GROUP',
  'FLOAT_OK',
  'HOST_BASED',
  'HOSTID',
  'ISSUED',
  'ISSUER',
  'LINGER',
  'NOTICE',
  'ONE_TS_OK',
  'OPTIONS',
  'OVERDRAFT',
  'PLATFORMS',
  'SN',
  'START',
  'SUITE_DUP_GROUP',
  'SUPERSEDE',
  'TS_OK',
  'TZ',
  'USER_BASED',
  'VENDOR_STRING',
  'VM_PLATFORMS',
] as const;

/** Signatures themselves; they cannot cover themselves. */
export const SIGNATURE_ATTRIBUTES = ['SIGN', 'SIGN2', 'SUPERSEDE_SIGN', 'AUTH'] as const;

/** Set by whoever runs the server; free to edit. */
export const END_USER_ATTRIBUTES = ['asset_info', 'ck', 'dist_info', 'sort', 'user_info', 'vendor_info'] as const;

const PUBLISHER: ReadonlySet<string> = new Set(PUBLISHER_ATTRIBUTES);
const SIGNATURE: ReadonlySet<string> = new Set(SIGNATURE_ATTRIBUTES);
const END_USER: ReadonlySet<string> = new Set(END_USER_ATTRIBUTES);

/** PLATFORM is an old spelling of PLATFORMS. */
const ALIASES: ReadonlyMap<string, string> = new Map([['PLATFORM', 'PLATFORMS']]);

/**
 * The name by which the rules know an attribute. A vendor's keyword counts in any case and is signed in any
 * case: were `overdraft=9` free because it is in lower case, it must have no effect either.
 */
export function attributeName(written: string): string {
  const upper = written.toUpperCase();
  const name = ALIASES.get(upper) ?? upper;
  return PUBLISHER.has(name) || SIGNATURE.has(name) ? name : written;
}

export function isKnownAttribute(name: string): boolean {
  return PUBLISHER.has(name) || SIGNATURE.has(name) || END_USER.has(name.toLowerCase());
}

export function isSignatureAttribute(name: string): boolean {
  return SIGNATURE.has(name);
}

/** True if the signature does not cover it: a keyword in lower case that is none of the vendor's (R24). */
export function isFreeAttribute(name: string): boolean {
  return name === name.toLowerCase() && /[a-z]/.test(name) && attributeName(name) === name;
}

/** The first attribute of that name; null if the line has none. */
export function findAttribute(line: SignedLine, name: string): Attribute | null {
  return line.attributes.find((attribute) => attributeName(attribute.name) === name) ?? null;
}

/** Value of an attribute: '' for a flag, null if the line has none. */
export function attributeValue(line: SignedLine, name: string): string | null {
  const attribute = findAttribute(line, name);
  return attribute === null ? null : (attribute.value ?? '');
}

/** All attributes by the names that the rules know them by; flags are ''. Of doubles the first counts. */
export function attributeRecord(line: SignedLine): Record<string, string> {
  const record: Record<string, string> = {};
  for (const { name, value } of line.attributes) {
    const known = attributeName(name);
    if (!Object.hasOwn(record, known)) setOwn(record, known, value ?? '');
  }
  return record;
}

/** A line may name an attribute `__proto__`. */
function setOwn(record: Record<string, string>, name: string, value: string): void {
  Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
}
