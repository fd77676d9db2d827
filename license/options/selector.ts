import { parseDate } from '../dates.ts';
import { isLicenseError } from '../errors.ts';
import { unquote } from '../scanner.ts';
import { compareVersions, isVersion } from '../versions.ts';
import { SELECTOR_KEYWORDS, type Selector } from './model.ts';

/** What a selector looks at; a `Pool` is one. */
export interface SelectablePool {
  readonly feature: string;
  readonly version: string;
  /** ISO date; null = permanent. */
  readonly expiry: string | null;
  readonly hostids: readonly string[];
  readonly vendorString: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Reads `feature[:KEYWORD=value]`; null if the keyword is not known or the value cannot be one. */
export function parseSelector(text: string): Selector | null {
  const whole = unquote(text);
  const colon = whole.indexOf(':');
  const feature = colon < 0 ? whole : whole.slice(0, colon);
  if (feature === '' || /["=\s]/.test(feature)) return null;
  if (colon < 0) return { feature, keyword: null, value: '' };
  const pair = whole.slice(colon + 1);
  const equals = pair.indexOf('=');
  const written = pair.slice(0, Math.max(0, equals)).toLowerCase();
  const keyword = SELECTOR_KEYWORDS.find((known) => known.toLowerCase() === written);
  const value = unquote(pair.slice(equals + 1));
  if (keyword === undefined || value === '' || value.includes('"')) return null;
  if (keyword === 'VERSION' && !isVersion(value)) return null;
  if (keyword === 'EXPDATE' && dateOrUndefined(value) === undefined) return null;
  return { feature, keyword, value };
}

/** The text of a selector, quoted if it needs to be. */
export function formatSelector({ feature, keyword, value }: Selector): string {
  if (keyword === null) return feature;
  return `${feature}:${keyword}=${/[\s#{}]/.test(value) ? `"${value}"` : value}`;
}

/**
 * True if a line with this selector is about this pool. Without a keyword it is about every pool of the
 * feature: `RESERVE 2` then reserves two in each.
 */
export function matches(selector: Selector, pool: SelectablePool): boolean {
  if (selector.feature !== pool.feature) return false;
  const { keyword, value } = selector;
  switch (keyword) {
    case null:
      return true;
    case 'VERSION':
      return compareVersions(value, pool.version) === 0;
    case 'HOSTID':
      return pool.hostids.some((hostid) => hostid.toLowerCase() === value.toLowerCase());
    case 'EXPDATE':
      return dateOrUndefined(value) === pool.expiry;
    case 'VENDOR_STRING':
      return pool.vendorString === value;
    case 'KEY':
    case 'SIGN':
      return sameKey(attribute(pool, 'SIGN') ?? '', value);
    default:
      return attribute(pool, keyword) === value;
  }
}

function attribute(pool: SelectablePool, name: string): string | undefined {
  return Object.hasOwn(pool.attributes, name) ? pool.attributes[name] : undefined;
}

/** Signatures are written with and without blanks between their groups. */
function sameKey(a: string, b: string): boolean {
  return a.replace(/\s+/g, '').toUpperCase() === b.replace(/\s+/g, '').toUpperCase();
}

function dateOrUndefined(text: string): string | null | undefined {
  try {
    return parseDate(text);
  } catch (error) {
    if (isLicenseError(error, 'BadDate')) return undefined;
    throw error;
  }
}
