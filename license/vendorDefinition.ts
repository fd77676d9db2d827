import { FlexError } from './codes.ts';
import { canonicalDupGroup } from './dupGroup.ts';
import { LicenseError } from './errors.ts';
import { latin1Text } from './latin1.ts';
import type { VendorPolicy } from './poolModel.ts';

/** What a software vendor hands out with its licenses, as `usoft.json`. */
export interface VendorDefinition extends VendorPolicy {
  readonly vendor: string;
  /** Ed25519, 32 bytes in base64; null if nothing is signed. */
  readonly publicKey: string | null;
}

const KEYS: ReadonlySet<string> = new Set([
  'vendor',
  'publicKey',
  'allowUnsigned',
  'useAllFeatureLines',
  'dupGroup',
  'lingerSeconds',
  'minimumTimeoutSeconds',
]);
const LONGEST_SECONDS = 366 * 86_400;

/**
 * Reads a vendor definition, JSON. Fails closed: what is misspelt, of a wrong type or unknown is refused, and
 * without a key unsigned lines must be allowed in so many words. Throws LicenseError BadVendorDefinition.
 */
export function parseVendorDefinition(text: string | Uint8Array, fileName = 'vendor.json'): VendorDefinition {
  const fields = readObject(text, fileName);
  const fail = (message: string): never => {
    throw new LicenseError('BadVendorDefinition', FlexError.InvalidSyntax, `${fileName}: ${message} (-2)`);
  };
  for (const key of fields.keys()) {
    if (!KEYS.has(key)) fail(`unknown key ${JSON.stringify(key)}; expected ${[...KEYS].join(', ')}`);
  }
  const vendor = fields.get('vendor');
  if (typeof vendor !== 'string' || !/^\w+$/.test(vendor)) {
    return fail('"vendor" must be a name of letters, digits and underscores');
  }
  const publicKey = fields.get('publicKey') ?? null;
  if (publicKey !== null && (typeof publicKey !== 'string' || !/^[A-Za-z0-9+/]{43}=$/.test(publicKey))) {
    return fail('"publicKey" must be null or the 32 bytes of an Ed25519 key in base64');
  }
  const allowUnsigned = readBoolean(fields, 'allowUnsigned', fail);
  if (publicKey === null && !allowUnsigned) fail('without "publicKey", "allowUnsigned" must be true');
  const dupGroup = fields.get('dupGroup') ?? 'NONE';
  const canonical = typeof dupGroup === 'string' ? canonicalDupGroup(dupGroup) : null;
  if (canonical === null) return fail('"dupGroup" must be NONE, SITE or some of the letters U, H, D, V');
  return {
    vendor,
    publicKey,
    allowUnsigned,
    useAllFeatureLines: readBoolean(fields, 'useAllFeatureLines', fail),
    dupGroup: canonical,
    lingerSeconds: readSeconds(fields, 'lingerSeconds', 0, fail),
    minimumTimeoutSeconds: readSeconds(fields, 'minimumTimeoutSeconds', 900, fail),
  };
}

function readObject(text: string | Uint8Array, fileName: string): Map<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(typeof text === 'string' ? text : latin1Text(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LicenseError('BadVendorDefinition', FlexError.InvalidSyntax, `${fileName}: no JSON: ${reason} (-2)`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LicenseError('BadVendorDefinition', FlexError.InvalidSyntax, `${fileName}: must be a JSON object (-2)`);
  }
  return new Map(Object.entries(value));
}

function readBoolean(fields: Map<string, unknown>, key: string, fail: (message: string) => never): boolean {
  const value = fields.get(key) ?? false;
  return typeof value === 'boolean' ? value : fail(`"${key}" must be true or false`);
}

function readSeconds(
  fields: Map<string, unknown>,
  key: string,
  usual: number,
  fail: (message: string) => never,
): number {
  const value = fields.get(key) ?? usual;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LONGEST_SECONDS) return value;
  return fail(`"${key}" must be whole seconds from 0 to ${LONGEST_SECONDS}`);
}
