import { attributeName } from './attributes.ts';
import { FlexError } from './codes.ts';
import { checkAttributes, readAttributes, readName } from './featureLine.ts';
import { type LineCursor, shown } from './lineCursor.ts';
import type { Attribute, PackageComponent, PackageLine } from './model.ts';
import { isVersion } from './versions.ts';

const COMPONENT_EXPECTED = 'feature[:version[:number of licenses]]';
const MOST_LICENSES = 1_000_000;

/** `PACKAGE package vendor [version] COMPONENTS="f1 f2:1.5 f3:2.0:4" [OPTIONS=SUITE|SUITE_RESERVED] [attributes]` */
export function parsePackageLine(cursor: LineCursor): PackageLine | null {
  const name = readName(cursor, 'a package name');
  const vendor = name === null ? null : readName(cursor, 'a vendor name');
  if (name === null || vendor === null) return null;
  const version = cursor.peek()?.text ?? '';
  const versioned = isVersion(version);
  if (versioned) cursor.next();
  const { attributes } = readAttributes(cursor, false);
  if (!checkAttributes(cursor, attributes)) return null;
  const suite = readSuite(cursor, attributes);
  const components = suite === null ? null : readComponents(cursor, attributes, suite !== 'NONE');
  if (suite === null || components === null) return null;
  return {
    kind: 'package',
    line: cursor.line,
    raw: cursor.raw,
    end: cursor.end,
    name,
    vendor,
    version: versioned ? version : null,
    components,
    suite,
    attributes,
  };
}

function readSuite(cursor: LineCursor, attributes: readonly Attribute[]): PackageLine['suite'] | null {
  const options = attributes.find((attribute) => attributeName(attribute.name) === 'OPTIONS');
  if (options === undefined) return 'NONE';
  const value = (options.value ?? '').toUpperCase();
  if (value === 'SUITE' || value === 'SUITE_RESERVED') return value;
  packageError(
    cursor,
    options.offset,
    `unknown package option ${shown(options.value ?? '')}`,
    'SUITE or SUITE_RESERVED',
  );
  return null;
}

function readComponents(
  cursor: LineCursor,
  attributes: readonly Attribute[],
  suite: boolean,
): PackageComponent[] | null {
  const list = attributes.find((attribute) => attributeName(attribute.name) === 'COMPONENTS');
  const words = (list?.value ?? '').split(/\s+/).filter((word) => word !== '');
  if (list === undefined || words.length === 0) {
    packageError(
      cursor,
      list?.offset ?? cursor.end,
      'a package without components',
      `COMPONENTS="${COMPONENT_EXPECTED} ..."`,
    );
    return null;
  }
  const components: PackageComponent[] = [];
  for (const word of words) {
    const component = readComponent(word);
    if (component === null) {
      packageError(cursor, list.offset, `${shown(word)} is no component`, COMPONENT_EXPECTED);
      return null;
    }
    if (suite && component.count !== 1) {
      packageError(cursor, list.offset, `${shown(word)} gives a number in a suite`, 'feature[:version]');
      return null;
    }
    components.push(component);
  }
  return components;
}

function readComponent(word: string): PackageComponent | null {
  const [feature = '', version = '', count = '', more] = word.split(':');
  if (feature === '' || more !== undefined) return null;
  if (version !== '' && !isVersion(version)) return null;
  const number = count === '' ? 1 : /^\d{1,7}$/.test(count) ? Number(count) : 0;
  if (number < 1 || number > MOST_LICENSES) return null;
  return { feature, version: version === '' ? null : version, count: number };
}

function packageError(cursor: LineCursor, offset: number, message: string, expected: string): void {
  cursor.errorAt(offset, message, expected, FlexError.InvalidPackage);
}
