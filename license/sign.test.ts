import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatSignature,
  normalisedLine,
  parseLicense,
  parseSignature,
  pools,
  printLicense,
  signFile,
} from './index.ts';
import { newVendorKey, verify } from './testing/vendorKey.ts';

const { publicKey, sign } = newVendorKey();

const TEXT = [
  'SERVER AZUURMEES 17007ea8 TCP:2830',
  'SERVER FITIS ANY TCP:2831',
  'SERVER BUULBUUL 0019D2C92417 TCP:2832',
  'DAEMON usoft c:\\license\\usoft.exe',
  'FEATURE f usoft 1.000 31-dec-2030 5 OVERDRAFT=2 \\',
  '\tNOTICE="To \u00e9 us" ck=12 user_info="me" sort=3',
  'INCREMENT g usoft 2.0 permanent uncounted HOSTID=ANY',
  'PACKAGE p usoft 1.0 COMPONENTS="f g:2.0" OPTIONS=SUITE # the suite',
  'FEATURE p usoft 1.0 permanent 3',
  'UPGRADE f usoft 1.0 2.0 permanent 1',
  'FEATURE other else 1.0 permanent 1',
  '',
].join('\n');
const SIGNED = printLicense(signFile(parseLicense(TEXT).file, { vendor: 'usoft', sign }));

/** Line numbers, in the order of the file, whose signature does not hold, with the code. */
function refused(text: string): [feature: string, code: number][] {
  const { refused: lines } = pools(parseLicense(text).file, { publicKey, allowUnsigned: false, verify });
  return lines.filter(({ code }) => code !== -97).map(({ feature, code }) => [feature, code]);
}

function edited(from: string, to: string): string {
  if (!SIGNED.includes(from)) throw new Error(`nothing like ${from} to edit`);
  return SIGNED.replace(from, to);
}

describe('signing', () => {
  test('signs every line of the vendor, of all four kinds, and nothing else changes', () => {
    expect(SIGNED.match(/SIGN="/g)).toHaveLength(5);
    expect(refused(SIGNED)).toEqual([]);
    expect(SIGNED.replaceAll(/ \\\n\tSIGN="[0-9A-F ]*"/g, '')).toBe(TEXT);
    expect(refused(TEXT).map(([, code]) => code)).toEqual([-114, -114, -114, -114, -114]);
  });

  test('signing again replaces the signature in place', () => {
    const again = signFile(parseLicense(edited('31-dec-2030', '31-dec-2031')).file, { vendor: 'usoft', sign });
    expect(printLicense(again).match(/SIGN="/g)).toHaveLength(5);
    expect(refused(printLicense(again))).toEqual([]);
  });

  test.each([
    ['host names', 'AZUURMEES', 'azuurmees.example.com'],
    ['ports', 'TCP:2831', '2931'],
    ['flags of the servers', 'TCP:2830', 'TCP:2830 PRIMARY_IS_MASTER HEARTBEAT_INTERVAL=10 PLAT=1'],
    ['the path of the daemon, its options and port', 'c:\\license\\usoft.exe', '/opt/u OPTIONS=/opt/u.opt PORT=1'],
    ['the keyword of the daemon', 'DAEMON', 'VENDOR'],
    ['USE_SERVER', 'FEATURE f', 'USE_SERVER\nFEATURE f'],
    [
      'attributes in lower case',
      'ck=12 user_info="me" sort=3',
      'user_info="you" sort=7 asset_info=x dist_info=y vendor_info=z',
    ],
    ['wrapping and spacing', 'FEATURE f usoft 1.000', 'feature\tf \\\n  usoft  1.000'],
    ['comments', 'SERVER FITIS', '# changed\nSERVER FITIS'],
    ['quotes that are not needed', 'OVERDRAFT=2', 'OVERDRAFT="2"'],
  ])('leaves free: %s', (_, from, to) => {
    expect(refused(edited(from, to))).toEqual([]);
  });

  test('leaves free: the order of the servers and of attributes', () => {
    const lines = SIGNED.split('\n');
    const [a = '', b = '', c = '', ...rest] = lines;
    expect(refused([c, a, b, ...rest].join('\n'))).toEqual([]);
    const [sign1 = ''] = /SIGN="[^"]*"/.exec(SIGNED) ?? [];
    expect(refused(edited(sign1, '').replace('OVERDRAFT=2', `${sign1} OVERDRAFT=2`))).toEqual([]);
  });

  test.each([
    ['the name', 'FEATURE f ', 'FEATURE f2 ', 'f2'],
    ['the version', '1.000', '1.001', 'f'],
    ['the expiry', '31-dec-2030', 'permanent', 'f'],
    ['the number', '31-dec-2030 5', '31-dec-2030 6', 'f'],
    ['an attribute', 'OVERDRAFT=2', 'OVERDRAFT=3', 'f'],
    ['an attribute that goes', 'OVERDRAFT=2', '', 'f'],
    ['an attribute that is added', 'OVERDRAFT=2', 'OVERDRAFT=2 TS_OK', 'f'],
    ['an attribute of the vendor in lower case', 'OVERDRAFT=2', 'OVERDRAFT=2 linger=9', 'f'],
    ['a blank inside quotes', 'To \u00e9 us', 'To  \u00e9 us', 'f'],
    ['an attribute behind a comment sign', 'OVERDRAFT=2', '#OVERDRAFT=2', 'f'],
    ['FEATURE for INCREMENT', 'INCREMENT g', 'FEATURE g', 'g'],
    ['a node lock', 'HOSTID=ANY', 'HOSTID=DEMO', 'g'],
    ['a component', 'COMPONENTS="f g:2.0"', 'COMPONENTS="f g:2.0 h"', 'p'],
    ['SUITE', 'OPTIONS=SUITE', '', 'p'],
    ['the range of an upgrade', 'UPGRADE f usoft 1.0 2.0', 'UPGRADE f usoft 1.0 3.0', 'f'],
  ])('refuses with -8, and only that line: %s', (_, from, to, feature) => {
    const lines = refused(edited(from, to));
    expect(lines).toEqual([[feature, -8]]);
  });

  test('refuses all lines when a SERVER host id is changed, added or taken away', () => {
    for (const text of [
      edited('17007ea8', '17007ea9'),
      edited('SERVER FITIS ANY TCP:2831\n', ''),
      edited('SERVER FITIS', 'SERVER more ANY 1\nSERVER FITIS'),
    ]) {
      expect(refused(text).map(([, code]) => code)).toEqual([-8, -8, -8, -8, -8]);
    }
  });

  test('an unbound file, signed without SERVER lines, serves any number of ANY and nothing else', () => {
    const bare = 'VENDOR usoft\nFEATURE f usoft 1.0 permanent 1\n';
    const signed = printLicense(signFile(parseLicense(bare).file, { vendor: 'usoft', sign }));
    expect(refused(`SERVER a ANY 1\nSERVER b ANY 2\nSERVER c ANY 3\n${signed}`)).toEqual([]);
    expect(refused(`SERVER a any 1\n${signed}`)).toEqual([]);
    expect(refused(`SERVER a 17007ea8 1\n${signed}`)).toEqual([['f', -8]]);
  });

  test('a signature of another key or another scheme is refused', () => {
    const foreign = newVendorKey();
    const file = signFile(parseLicense(TEXT).file, { vendor: 'usoft', sign: foreign.sign });
    expect(refused(printLicense(file)).every(([, code]) => code === -8)).toBe(true);
    expect(refused('VENDOR usoft\nFEATURE f usoft 1.0 permanent 1 SIGN=123456789012\n')).toEqual([['f', -8]]);
  });

  test('a SIGN value is read as it was written, also without blanks, and nothing else is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
        const text = formatSignature(bytes);
        expect(text).toMatch(/^([0-9A-F]{4} ){31}[0-9A-F]{4}$/);
        expect(parseSignature(text)).toEqual(bytes);
        expect(parseSignature(text.replaceAll(' ', '').toLowerCase())).toEqual(bytes);
      }),
    );
    expect(parseSignature('1A0F')).toBeNull();
    expect(parseSignature('g'.repeat(128))).toBeNull();
  });

  test('the signed text is the documented one', () => {
    const { file } = parseLicense(TEXT);
    const [line] = file.features;
    if (line === undefined) throw new Error('no feature');
    expect(normalisedLine(line, ['b2', 'ANY', 'A1'])).toBe(
      'lmtriad license line 1\nkeyword=FEATURE\nfeature=f\nvendor=usoft\nversion=1.000\nexpiry=2030-12-31\ncount=5\n' +
        'attribute=NOTICE=To \u00e9 us\nattribute=OVERDRAFT=2\nhostid=A1\nhostid=ANY\nhostid=B2\n',
    );
  });

  test('no edit of a signed line that changes its meaning gets through', () => {
    const start = SIGNED.indexOf('FEATURE f');
    const end = SIGNED.indexOf('\n\tSIGN', start);
    const meaning = (text: string): unknown => {
      const line = parseLicense(text).file.features.find(({ feature }) => feature === 'f');
      if (line === undefined) return null;
      const attributes = line.attributes
        .filter(({ name }) => /[A-Z]/.test(name) && name !== 'SIGN')
        .map(({ name, value }) => `${name}=${value}`)
        .sort();
      return [line.keyword, line.vendor, line.version, line.expiry, line.count, attributes];
    };
    const original = meaning(SIGNED);
    fc.assert(
      fc.property(
        fc.integer({ min: start, max: end }),
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom(
          '',
          '0',
          '1',
          ' ',
          '"',
          '\\\n',
          '#',
          'A',
          'OVERDRAFT=9 ',
          'SIGN=1 ',
          'linger=1 ',
          '=',
          '{',
          '}',
        ),
        (at, length, replacement) => {
          const text = SIGNED.slice(0, at) + replacement + SIGNED.slice(at + length);
          if (JSON.stringify(meaning(text)) === JSON.stringify(original)) return;
          const result = pools(parseLicense(text).file, { publicKey, allowUnsigned: false, verify });
          const granted = result.pools.filter(({ feature, packageName }) => feature === 'f' && packageName === null);
          expect(granted).toEqual([]);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
