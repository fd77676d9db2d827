import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalVersion,
  compareVersions,
  exitStatus,
  FLEX_CODES,
  FlexError,
  flexText,
  formatDate,
  isLicenseError,
  isVersion,
  matchesHostid,
  parseDate,
  parseVendorDefinition,
} from './index.ts';

describe('codes', () => {
  test('text, numbers and system error are in the form that scripts look for', () => {
    expect(flexText(-4, 342)).toBe('Licensed number of users already reached. (-4,342)');
    expect(flexText(-15, 570, { number: 115, text: 'Operation now in progress' })).toBe(
      'Cannot connect to license server system. (-15,570:115 "Operation now in progress")',
    );
    expect(flexText(-5)).toBe('No such feature exists. (-5)');
    expect(flexText(-9999)).toBe('Unknown error. (-9999)');
  });

  test('an exit status is the code as an unsigned byte', () => {
    expect([-15, -96, -4, 0].map(exitStatus)).toEqual([241, 160, 252, 0]);
  });

  test('every code that programs raise has a text and says what to do', () => {
    for (const code of Object.values(FlexError)) expect(FLEX_CODES.get(code), String(code)).toBeDefined();
    for (const { code, text, whatToDo } of FLEX_CODES.values()) {
      expect(code).toBeLessThan(0);
      expect(text).not.toMatch(/\.$/);
      expect(whatToDo).toMatch(/\.$/);
    }
    const known = [
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 24, 25, 26, 29, 30, 31, 32, 33, 34,
      35, 36, 37, 38, 39, 41, 42, 52, 53, 61, 63, 64, 67, 68, 77, 82, 83, 84, 85, 87, 88, 89, 90, 92, 93, 95, 96, 97,
      100, 101, 104, 106, 114, 118, 119, 120, 123, 125,
    ];
    expect([...FLEX_CODES.keys()]).toEqual(known.map((number) => -number));
  });
});

describe('versions', () => {
  test.each([
    ['1.10', '1.9', -1],
    ['1.0', '1.000', 0],
    ['01.5', '1.50', 0],
    ['10', '9.9', 1],
    ['.5', '0.5', 0],
    ['5.', '5', 0],
    ['2023.0331', '2023.04', -1],
    ['123456789012345678901', '123456789012345678900', 1],
  ])('%s against %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a))).toBe(sign === 0 ? 0 : -sign);
  });

  test.each(['', '.', 'v1', '1.0.0', '1a', '-1', '1e3', ' 1', '1'.repeat(65)])('"%s" is none (-77)', (text) => {
    expect(isVersion(text)).toBe(false);
    expect(() => canonicalVersion(text)).toThrow(expect.objectContaining({ code: 'BadVersion', flexCode: -77 }));
  });

  test('are in the order of the numbers', () => {
    const part = fc.nat(9999);
    fc.assert(
      fc.property(part, part, part, part, (a, b, c, d) => {
        const order = Math.sign(Number(`${a}.${b}`) - Number(`${c}.${d}`));
        expect(Math.sign(compareVersions(`${a}.${b}`, `${c}.${d}`))).toBe(order);
      }),
    );
  });
});

describe('dates', () => {
  test.each([
    ['31-dec-2005', '2005-12-31'],
    ['1-JAN-2024', '2024-01-01'],
    ['29-feb-2024', '2024-02-29'],
    ['01-jan-99', '1999-01-01'],
    ['permanent', null],
    ['Permanent', null],
    ['1-jan-0', null],
    ['01-jan-0000', null],
    ['1-jan-00', null],
  ])('%s', (text, date) => {
    expect(parseDate(text)).toBe(date);
  });

  test.each([
    '',
    'never',
    '29-feb-2023',
    '0-jan-2024',
    '32-jan-2024',
    '1-jnn-2024',
    '1-1-2024',
    '2024-01-01',
    '99-jan-0',
    '1-jan-123',
  ])('"%s" is none (-11)', (text) => {
    expect(() => parseDate(text)).toThrow(expect.objectContaining({ code: 'BadDate', flexCode: -11 }));
  });

  test('are read as they are written', () => {
    const date = fc.date({ min: new Date('1900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, (value) => {
        const iso = value.toISOString().slice(0, 10);
        expect(parseDate(formatDate(iso))).toBe(iso);
      }),
    );
    expect(parseDate(formatDate(null))).toBeNull();
  });
});

describe('host ids', () => {
  const facts = {
    ethers: ['00:19:D2:c9:24:17'],
    addresses: ['192.168.3.4', 'fd00::1'],
    hostname: 'PC1',
    vmUuid: 'AB-1',
    k8sUid: 'uid-1',
    user: 'ann',
    display: ':0',
  };

  test.each([
    'ANY',
    'demo',
    '0019d2c92417',
    '00-19-d2-c9-24-17',
    'ETHER=0019D2C92417',
    'INTERNET=192.168.*.*',
    'internet=192.168.3.4',
    'HOSTNAME=pc1',
    'VM_UUID=ab-1',
    'K8S_UID=uid-1',
    'USER=ann',
    'DISPLAY=:0',
  ])('%s fits', (hostid) => {
    expect(matchesHostid(hostid, facts)).toBe(true);
    expect(matchesHostid(hostid, {})).toBe(/^(any|demo)$/i.test(hostid));
  }); // prettier-ignore

  test.each([
    '0019d2c92418',
    'INTERNET=192.168.*',
    'INTERNET=192.169.*.*',
    'HOSTNAME=pc',
    'USER=Ann',
    'ID=5',
    'FLEXID=1',
    '',
  ])('%s does not', (hostid) => {
    expect(matchesHostid(hostid, facts)).toBe(false);
  });
});

describe('a vendor definition', () => {
  const KEY = Buffer.alloc(32, 7).toString('base64');

  test('is read with its defaults', () => {
    expect(parseVendorDefinition(`{"vendor":"usoft","publicKey":"${KEY}"}`)).toEqual({
      vendor: 'usoft',
      publicKey: KEY,
      allowUnsigned: false,
      useAllFeatureLines: false,
      dupGroup: 'NONE',
      lingerSeconds: 0,
      minimumTimeoutSeconds: 900,
    });
    const text = '{"vendor":"v","publicKey":null,"allowUnsigned":true,"dupGroup":"hu","minimumTimeoutSeconds":0}';
    expect(parseVendorDefinition(new TextEncoder().encode(text))).toMatchObject({
      dupGroup: 'UH',
      minimumTimeoutSeconds: 0,
    });
  });

  test.each([
    ['{', /u\.json: no JSON/],
    ['[]', /must be a JSON object/],
    ['{}', /"vendor" must be/],
    ['{"vendor":"a b"}', /"vendor" must be/],
    ['{"vendor":"v"}', /"allowUnsigned" must be true/],
    ['{"vendor":"v","publicKey":"AAAA"}', /"publicKey" must be/],
    ['{"vendor":"v","allowUnsigned":"yes"}', /"allowUnsigned" must be true or false/],
    ['{"vendor":"v","allowUnsigned":true,"dupGroup":"X"}', /"dupGroup" must be/],
    ['{"vendor":"v","allowUnsigned":true,"lingerSeconds":-1}', /"lingerSeconds" must be/],
    ['{"vendor":"v","allowUnsigned":true,"public_key":1}', /unknown key "public_key"/],
    ['{"vendor":"v","allowUnsigned":true,"__proto__":{}}', /unknown key "__proto__"/],
  ])('%s is refused', (text, message) => {
    expect(() => parseVendorDefinition(text, 'u.json')).toThrow(message);
    try {
      parseVendorDefinition(text);
    } catch (error) {
      expect(isLicenseError(error, 'BadVendorDefinition')).toBe(true);
    }
  });
});
