import { attributeName, isKnownAttribute } from './attributes.ts';
import { FlexError } from './codes.ts';
import { parseDate } from './dates.ts';
import { canonicalDupGroup } from './dupGroup.ts';
import { isLicenseError } from './errors.ts';
import { type LineCursor, shown } from './lineCursor.ts';
import type { Attribute, FeatureLine, UpgradeLine } from './model.ts';
import { unquote, type Word } from './scanner.ts';
import { isVersion } from './versions.ts';

const LEGACY_KEY = /^[0-9a-f]{12,20}(?:"([^"]*)")?$/i;
const MOST_LICENSES = 1_000_000_000;
const VERSION_EXPECTED = 'a decimal number such as 2.300';
/** More unknown names on one line are not worth a message each. */
const MOST_UNKNOWN_PER_LINE = 20;
/** Values that are dates, numbers or date lists are checked when the line is read, not when it is used. */
const DATE_ATTRIBUTES: ReadonlySet<string> = new Set(['ISSUED', 'START']);
const NUMBER_ATTRIBUTES: ReadonlySet<string> = new Set([
  'BORROW',
  'HOST_BASED',
  'LINGER',
  'OVERDRAFT',
  'USER_BASED',
  'sort',
]);

const DUP_GROUP_ATTRIBUTES: ReadonlySet<string> = new Set(['DUP_GROUP', 'SUITE_DUP_GROUP']);

/** `{FEATURE|INCREMENT} feature vendor version exp_date num_lic [attributes]` */
export function parseFeatureLine(cursor: LineCursor): FeatureLine | null {
  const feature = readName(cursor, 'a feature name');
  const vendor = feature === null ? null : readName(cursor, 'a vendor name');
  const version = vendor === null ? null : readVersion(cursor);
  if (feature === null || vendor === null || version === null) return null;
  const terms = readTerms(cursor);
  if (terms === null) return null;
  const { attributes, legacyKey } = readAttributes(cursor, true);
  if (!checkAttributes(cursor, attributes)) return null;
  const keyword = cursor.keyword === 'INCREMENT' ? 'INCREMENT' : 'FEATURE';
  const place = { line: cursor.line, raw: cursor.raw, end: cursor.end };
  return { kind: 'feature', ...place, keyword, feature, vendor, version, ...terms, attributes, legacyKey };
}

/** `UPGRADE feature vendor from_version to_version exp_date num_lic [attributes]` */
export function parseUpgradeLine(cursor: LineCursor): UpgradeLine | null {
  const feature = readName(cursor, 'a feature name');
  const vendor = feature === null ? null : readName(cursor, 'a vendor name');
  const fromVersion = vendor === null ? null : readVersion(cursor);
  const version = fromVersion === null ? null : readVersion(cursor);
  if (feature === null || vendor === null || fromVersion === null || version === null) return null;
  const terms = readTerms(cursor);
  if (terms === null) return null;
  const { attributes } = readAttributes(cursor, true);
  if (!checkAttributes(cursor, attributes)) return null;
  const place = { line: cursor.line, raw: cursor.raw, end: cursor.end };
  return { kind: 'upgrade', ...place, feature, vendor, fromVersion, version, ...terms, attributes };
}

/** A name; something with `=` or a quote in its place means that a field is missing. */
export function readName(cursor: LineCursor, expected: string): string | null {
  const word = cursor.require(expected);
  if (word === null) return null;
  const name = unquote(word.text);
  if (name === '' || /["=]/.test(name)) {
    cursor.errorAt(word.offset, `${shown(word.text)} is no name`, expected);
    return null;
  }
  if (!/^[\w.+-]+$/.test(name) && cursor.diagnostics.first(`name ${name}`)) {
    cursor.warnAt(word.offset, 'OddName', `name ${shown(name)}`, 'letters, digits, - and _', FlexError.InvalidSyntax);
  }
  return name;
}

export function readVersion(cursor: LineCursor): string | null {
  const word = cursor.require(`a version: ${VERSION_EXPECTED}`);
  if (word === null) return null;
  if (isVersion(word.text)) return word.text;
  cursor.errorAt(
    word.offset,
    `${shown(word.text)} is no version`,
    VERSION_EXPECTED,
    FlexError.BadVersion,
    'BadVersion',
  );
  return null;
}

interface Terms {
  expiry: string | null;
  count: number;
  uncounted: boolean;
}

/** Expiry date and number of licenses. */
function readTerms(cursor: LineCursor): Terms | null {
  const date = cursor.require('an expiry date: dd-mmm-yyyy or permanent');
  if (date === null) return null;
  const expiry = readDate(cursor, date.offset, date.text);
  if (expiry === undefined) return null;
  const number = cursor.require('the number of licenses, or uncounted');
  if (number === null) return null;
  const text = number.text.toLowerCase();
  const count = text === 'uncounted' ? 0 : readNumber(text, MOST_LICENSES);
  if (count === null) {
    cursor.errorAt(number.offset, `${shown(number.text)} is no number of licenses`, 'a whole number or uncounted');
    return null;
  }
  return { expiry, count, uncounted: count === 0 };
}

function readDate(cursor: LineCursor, offset: number, text: string): string | null | undefined {
  try {
    return parseDate(text);
  } catch (error) {
    if (!isLicenseError(error, 'BadDate')) throw error;
    cursor.errorAt(offset, `${shown(text)} is no date`, 'dd-mmm-yyyy or permanent', FlexError.InvalidDate, 'BadDate');
    return undefined;
  }
}

function readNumber(text: string, most: number): number | null {
  const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  return number <= most ? number : null;
}

/** The attributes of a line, and the bare key or quoted vendor string of files before version 7.1. */
export function readAttributes(
  cursor: LineCursor,
  legacy: boolean,
): { attributes: Attribute[]; legacyKey: string | null } {
  const attributes: Attribute[] = [];
  let legacyKey: string | null = null;
  let unknown = 0;
  for (const word of cursor.rest()) {
    const key = legacy && legacyKey === null && attributes.length === 0 ? LEGACY_KEY.exec(word.text) : null;
    if (key !== null) {
      legacyKey = word.text;
      if (key[1]) attributes.push(placed(word, 'VENDOR_STRING', key[1]));
      continue;
    }
    if (legacy && word.text.startsWith('"')) {
      attributes.push(placed(word, 'VENDOR_STRING', unquote(word.text)));
      continue;
    }
    const attribute = readAttribute(word);
    attributes.push(attribute);
    const name = attributeName(attribute.name);
    if (isKnownAttribute(name) || unknown >= MOST_UNKNOWN_PER_LINE) continue;
    unknown += 1;
    if (!cursor.diagnostics.first(`attribute ${name}`)) continue;
    const message = `unknown attribute ${shown(attribute.name)}`;
    cursor.warnAt(
      word.offset,
      'UnknownAttribute',
      message,
      'a keyword of the license language',
      FlexError.UnknownFormat,
    );
  }
  return { attributes, legacyKey };
}

function readAttribute(word: Word): Attribute {
  const equals = word.text.indexOf('=');
  if (equals < 0) return placed(word, word.text, null);
  return placed(word, word.text.slice(0, equals), unquote(word.text.slice(equals + 1)));
}

function placed(word: Word, name: string, value: string | null): Attribute {
  return { name, value, offset: word.offset, length: word.length };
}

/** Values that must be dates or numbers are; says so and gives false if not. */
export function checkAttributes(cursor: LineCursor, attributes: readonly Attribute[]): boolean {
  for (const { name, value, offset } of attributes) {
    const known = attributeName(name);
    if (DATE_ATTRIBUTES.has(known)) {
      if (readDate(cursor, offset, value ?? '') === undefined) return false;
    } else if (NUMBER_ATTRIBUTES.has(known) && value !== null && readNumber(value, MOST_LICENSES) === null) {
      cursor.errorAt(offset, `${shown(`${known}=${value}`)} is no number`, `${known}= and a whole number`);
      return false;
    } else if (DUP_GROUP_ATTRIBUTES.has(known) && canonicalDupGroup(value ?? '') === null) {
      cursor.errorAt(offset, `${shown(`${known}=${value ?? ''}`)} is no group`, 'NONE, SITE or some of U, H, D, V');
      return false;
    } else if (known === 'HOSTID' && (value ?? '').trim() === '') {
      cursor.errorAt(offset, 'HOSTID without a host id', 'HOSTID= and one or more host ids');
      return false;
    }
  }
  return true;
}
