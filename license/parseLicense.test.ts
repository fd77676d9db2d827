import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type FeatureLine,
  formatDiagnostic,
  latin1Bytes,
  latin1Text,
  parseLicense,
  printLicense,
  requireUsable,
} from './index.ts';

const DOCUMENTED = [
  '# License file (server version)',
  'SERVER AZUURMEES ANY TCP:2830',
  'SERVER FITIS ANY TCP:2831',
  'SERVER BUULBUUL ANY TCP:2832',
  'DAEMON usoft c:\\license\\usoft.exe',
  'FEATURE designer usoft 9.000 permanent 10 SIGN="1A0F 2B3C"',
  '',
].join('\n');

/** A usable file around the lines that a test is about; they begin on line 3. */
function around(...lines: string[]): string {
  return ['SERVER h ANY 2830', 'VENDOR usoft', ...lines, 'FEATURE other usoft 1.0 permanent 1', ''].join('\n');
}

function errors(text: string): string[] {
  return parseLicense(text, 'l.dat').diagnostics.map(formatDiagnostic);
}

function feature(line: string): FeatureLine {
  const parsed = parseLicense(around(line));
  expect(parsed.diagnostics).toEqual([]);
  const [first] = parsed.file.features;
  if (first === undefined) throw new Error('no feature');
  return first;
}

function values(line: FeatureLine): [string, string | null][] {
  return line.attributes.map(({ name, value }) => [name, value]);
}

describe('the documented example', () => {
  test('gives three servers in their order, the daemon with its Windows path and no findings', () => {
    const { file, diagnostics } = parseLicense(DOCUMENTED, 'license.dat');
    expect(diagnostics).toEqual([]);
    expect(file.servers.map(({ host, hostid, port, tcp }) => [host, hostid, port, tcp])).toEqual([
      ['AZUURMEES', 'ANY', 2830, true],
      ['FITIS', 'ANY', 2831, true],
      ['BUULBUUL', 'ANY', 2832, true],
    ]);
    expect(file.vendors).toMatchObject([{ keyword: 'DAEMON', vendor: 'usoft', path: 'c:\\license\\usoft.exe' }]);
    expect(file.features).toMatchObject([{ feature: 'designer', version: '9.000', expiry: null, count: 10, line: 6 }]);
    expect(file.primaryIsMaster).toBe(false);
    expect(printLicense(file)).toBe(DOCUMENTED);
  });

  test('is refused without feature lines, without a daemon line, and only for a server', () => {
    const bare = DOCUMENTED.split('\n').slice(0, 4).join('\n');
    expect(errors(bare)).toEqual([
      'l.dat:4:1: error: no VENDOR or DAEMON line; expected a line such as: VENDOR usoft (-2)',
      'l.dat:4:1: error: the file names no features; expected at least one FEATURE or INCREMENT line (-5)',
    ]);
    // A daemon is missed where the first feature needs it.
    const nobodys = 'FEATURE designer usoft 1.0 permanent 1\nFEATURE drafter usoft 1.0 permanent 1\n';
    expect(errors(nobodys)).toEqual([expect.stringMatching(/^l\.dat:1:1: error: no VENDOR or DAEMON line/)]);
    expect(errors('')[0]).toMatch(/^l\.dat:1:1: error: no VENDOR or DAEMON line/);
    expect(() => requireUsable(parseLicense(bare))).toThrow(/no VENDOR or DAEMON line/);
    expect(requireUsable(parseLicense(bare), 'client').servers).toHaveLength(3);
  });
});

describe('SERVER lines', () => {
  const server = (line: string) => parseLicense(`${line}\nVENDOR v\nFEATURE f v 1.0 permanent 1\n`).file.servers[0];

  test.each([
    ['SERVER h 17007ea8 21987', { host: 'h', hostid: '17007ea8', port: 21987, tcp: false }],
    ['server h any tcp:2830', { hostid: 'any', port: 2830, tcp: true }],
    ['SERVER h ANY', { port: null }],
    ['SERVER h ANY 0', { port: null }],
    ['SERVER this_host HOSTNAME=pc1 27000', { host: 'this_host', hostid: 'HOSTNAME=pc1', port: 27000 }],
    ['SERVER h INTERNET=1.2.*.* 1', { hostid: 'INTERNET=1.2.*.*', port: 1 }],
    ['SERVER h ANY 1 PRIMARY_IS_MASTER', { primaryIsMaster: true, port: 1 }],
    ['SERVER h ANY primary_is_master 1', { primaryIsMaster: true, port: 1 }],
    ['SERVER h ANY HEARTBEAT_INTERVAL=0 1', { heartbeatInterval: 0, port: 1 }],
    ['SERVER h ANY 1 SERVER_TIMEOUT=20', { heartbeatInterval: 20 }],
    ['SERVER h ANY 1 PLAT=3', { flags: ['PLAT=3'] }],
    ['SERVER h ANY 65535', { port: 65535 }],
  ])('%s', (line, expected) => {
    expect(server(line)).toMatchObject(expected);
    expect(errors(`${line}\nVENDOR v\nFEATURE f v 1.0 permanent 1\n`)).toEqual([]);
  });

  test.each([
    ['SERVER', 'l.dat:3:7: error: SERVER line ends too early; expected a host name (-2)'],
    ['SERVER h2', 'l.dat:3:10: error: SERVER line ends too early; expected a host id, such as ANY (-2)'],
    ['SERVER h2 ANY 65536', 'l.dat:3:15: error: "65536" is no port; expected a number from 1 to 65535 (-2)'],
    ['SERVER h2 ANY TCP:x', 'l.dat:3:15: error: "TCP:x" is no port; expected TCP: and a number (-2)'],
    ['SERVER h2 ANY 1 2', 'l.dat:3:17: error: a second port "2"; expected one port (-2)'],
    [
      'SERVER h2 ANY HEARTBEAT_INTERVAL=x',
      'l.dat:3:15: error: "HEARTBEAT_INTERVAL=x" is no interval; expected seconds from 0 to 30 (-2)',
    ],
    [
      'SERVER h2 ANY 1 SERVER_TIMEOUT=121',
      'l.dat:3:17: error: "SERVER_TIMEOUT=121" is no interval; expected seconds from 0 to 30 (-2)',
    ],
  ])('%s is named with its place', (line, message) => {
    expect(errors(around(line))).toEqual([message]);
  });

  test('an interval of old versions and an unknown flag are taken with a warning', () => {
    expect(errors('SERVER h ANY 1 SERVER_TIMEOUT=60 COLOUR=red\nVENDOR v\nFEATURE f v 1.0 permanent 1')).toEqual([
      'l.dat:1:16: warning: SERVER_TIMEOUT above 30 s is of old versions; expected 0 to 30 (-2)',
      'l.dat:1:34: warning: unknown word "COLOUR=red"; expected a port, PRIMARY_IS_MASTER or HEARTBEAT_INTERVAL=n (-90)',
    ]);
  });

  test.each([
    [2, ['l.dat:2:1: error: two servers are two points of failure; expected 1 or 3 SERVER lines (-2)']],
    [4, ['l.dat:4:1: error: 4 SERVER lines; expected 1 or 3 SERVER lines (-2)']],
    [0, []],
    [1, []],
    [3, []],
  ])('%i of them', (count, expected) => {
    const servers = Array.from({ length: count }, (_, at) => `SERVER h${at} ANY ${2830 + at}\n`).join('');
    expect(errors(`${servers}VENDOR v\nFEATURE f v 1.0 permanent 1\n`)).toEqual(expected);
  });

  test('three need a port each, and no two may be one server', () => {
    const text = 'SERVER a ANY 1\nSERVER A ANY 1\nSERVER b ANY\nVENDOR v\nFEATURE f v 1.0 permanent 1\n';
    expect(errors(text)).toEqual([
      'l.dat:2:1: error: a second SERVER line for "A"; expected three different servers (-2)',
      'l.dat:3:1: error: SERVER line for "b" without a port; expected a port on each of three SERVER lines (-6)',
    ]);
  });

  test('flags on a later line count, with a warning', () => {
    const text =
      'SERVER a ANY 1\nSERVER b ANY 1 PRIMARY_IS_MASTER\nSERVER c ANY 1\nVENDOR v\nFEATURE f v 1.0 permanent 1\n';
    const { file, diagnostics } = parseLicense(text);
    expect(file.primaryIsMaster).toBe(true);
    expect(diagnostics.map(({ severity, line }) => [severity, line])).toEqual([['warning', 2]]);
  });
});

describe('VENDOR lines', () => {
  const vendor = (line: string) => parseLicense(around(line)).file.vendors[1];

  test.each([
    ['VENDOR usoft', { path: null, optionsPath: null, port: null }],
    ['VENDOR usoft /opt/usoft', { path: '/opt/usoft' }],
    ['VENDOR usoft /opt/usoft /opt/usoft.opt 2080', { path: '/opt/usoft', optionsPath: '/opt/usoft.opt', port: 2080 }],
    ['VENDOR usoft /opt/usoft 2080', { path: '/opt/usoft', optionsPath: null, port: 2080 }],
    ['vendor usoft options=/o port=2080', { path: null, optionsPath: '/o', port: 2080 }],
    [
      'VENDOR usoft "c:\\Program Files\\u.exe" OPTIONS="c:\\my o.opt"',
      { path: 'c:\\Program Files\\u.exe', optionsPath: 'c:\\my o.opt' },
    ],
    ['VENDOR usoft PORT=0', { port: null }],
    ['DAEMON usoft C:\\flexlm\\xyzd.exe', { keyword: 'DAEMON', path: 'C:\\flexlm\\xyzd.exe' }],
    ['VENDOR usoft # the path is not needed', { path: null }],
  ])('%s', (line, expected) => {
    expect(vendor(line)).toMatchObject({ vendor: 'usoft', ...expected });
    expect(errors(around(line))).toEqual([]);
  });

  test.each([
    ['VENDOR', 'l.dat:3:7: error: VENDOR line ends too early; expected a vendor name (-2)'],
    ['VENDOR v /p PORT=x', 'l.dat:3:13: error: "PORT=x" is no port; expected a number from 1 to 65535 (-2)'],
    [
      'VENDOR v /p /o 1 /q',
      'l.dat:3:18: error: unexpected word "/q"; expected OPTIONS=path, PORT=number or the end of the line (-2)',
    ],
    ['VENDOR v "/p', 'l.dat:3:10: error: nothing closes this "; expected " before the end of the line (-2)'],
  ])('%s is named with its place', (line, message) => {
    expect(errors(around(line))).toEqual([message]);
  });
});

describe('FEATURE and INCREMENT lines', () => {
  test.each([
    ['FEATURE sample_app sampled 2.300 31-dec-2005 20 SIGN=123456789012', '2005-12-31', 20],
    [
      'INCREMENT f1 sampled 1.000 permanent 5 HOSTID=INTERNET=195.186.*.* NOTICE="Licensed to Sample corp" SIGN=901234567890',
      null,
      5,
    ],
    ['FEATURE maxplus2 alterad 2021.05 permanent uncounted B36133371D28 HOSTID=e4a4716b48d8 SIGN="1A0F"', null, 0],
    ['FEATURE f1 xyzd 1.000 01-jan-99 0 3B2BC33CE4E1B8F3A0BF"" HOSTID=ANY', '1999-01-01', 0],
    ['FEATURE f2 xyzd 1.0 01-jan-0 1 8B1C30015351B7737F5E \\\n\tDUP_GROUP=HD ck=231', null, 1],
    ['feature f xyzd 2023.0331 1-jan-0000 7', null, 7],
    ['INCREMENT f xyzd 1 PERMANENT 7', null, 7],
  ])('%s', (line, expiry, count) => {
    expect(feature(line)).toMatchObject({ expiry, count, uncounted: count === 0 });
  });

  test.each([
    ['BORROW', null],
    ['BORROW=4320', '4320'],
    ['DUP_GROUP=UHDV', 'UHDV'],
    ['SUITE_DUP_GROUP=NONE', 'NONE'],
    ['FLOAT_OK=FLEXID=6-a6300015f', 'FLEXID=6-a6300015f'],
    ['HOSTID="ANY DEMO"', 'ANY DEMO'],
    ['HOST_BASED=3', '3'],
    ['USER_BASED', null],
    ['ISSUED=1-jan-2024', '1-jan-2024'],
    ['START=1-jan-2024', '1-jan-2024'],
    ['ISSUER="Us & Co"', 'Us & Co'],
    ['NOTICE="a # b"', 'a # b'],
    ['SN=x-1', 'x-1'],
    ['OVERDRAFT=5', '5'],
    ['PLATFORMS="i86_n x64_n"', 'i86_n x64_n'],
    ['PLATFORM=i86_n', 'i86_n'],
    ['SUPERSEDE="f1 f2"', 'f1 f2'],
    ['SUPERSEDE_SIGN={ f1="1A 2B" }', '{ f1="1A 2B" }'],
    ['TS_OK', null],
    ['ONE_TS_OK', null],
    ['TZ=SERVERTZ', 'SERVERTZ'],
    ['VM_PLATFORMS=PHYSICAL', 'PHYSICAL'],
    ['VENDOR_STRING="vi=0:at=276"', 'vi=0:at=276'],
    ['LINGER=600', '600'],
    ['SIGN="1A0F 2B3C"', '1A0F 2B3C'],
    ['SIGN2=1A0F', '1A0F'],
    ['AUTH={ x=( "a b" ) }', '{ x=( "a b" ) }'],
    ['ck=231', '231'],
    ['asset_info="x y"', 'x y'],
    ['dist_info=a', 'a'],
    ['user_info=b', 'b'],
    ['vendor_info=c', 'c'],
    ['sort=5', '5'],
  ])('the attribute %s is read without a finding', (text, value) => {
    const line = feature(`FEATURE f usoft 1.0 permanent 1 ${text} TS_OK`);
    expect(values(line)).toEqual([
      [text.split('=')[0], value],
      ['TS_OK', null],
    ]);
    expect(line.raw.slice(line.attributes[0]?.offset, line.attributes[1]?.offset)).toBe(`${text} `);
  });

  test('a quoted vendor string behind a bare key, as before version 7.1', () => {
    const line = feature('FEATURE f usoft 1.0 permanent 1 3B2BC33CE4E1B8F3A0BF "my string" TS_OK');
    expect(line.legacyKey).toBe('3B2BC33CE4E1B8F3A0BF');
    expect(values(line)).toEqual([
      ['VENDOR_STRING', 'my string'],
      ['TS_OK', null],
    ]);
  });

  test('tabs, carriage returns, trailing blanks, a blank behind the backslash and a comment at the end', () => {
    const text =
      'SERVER\th\tANY\t2830  \r\nVENDOR usoft\r\n\r\nFEATURE f usoft \\ \r\n\t1.0 permanent 3 \\\r\n  NOTICE="a  \\\r\n\t b" # end\r\n';
    const { file, diagnostics } = parseLicense(text);
    expect(diagnostics).toEqual([]);
    expect(file.servers[0]?.port).toBe(2830);
    expect(file.features[0]).toMatchObject({ line: 4, count: 3, attributes: [{ name: 'NOTICE', value: 'a b' }] });
    expect(printLicense(file)).toBe(text);
  });

  test('a comment never swallows the line behind it, whatever it ends with', () => {
    const { file } = parseLicense(around('# see c:\\license\\', 'FEATURE f usoft 1.0 permanent 1'));
    expect(file.features.map(({ line }) => line)).toEqual([4, 5]);
    expect(file.features[0]?.raw).toBe('FEATURE f usoft 1.0 permanent 1\n');
  });

  test('Latin-1 bytes come back as they were', () => {
    const bytes = latin1Bytes(around('FEATURE f usoft 1.0 permanent 1 NOTICE="Universit\u00e9 \u0080\u009f\u00ff"'));
    const { file, diagnostics } = parseLicense(bytes);
    expect(diagnostics).toEqual([]);
    expect(file.features[0]?.attributes[0]?.value).toBe('Universit\u00e9 \u0080\u009f\u00ff');
    expect(latin1Bytes(printLicense(file))).toEqual(bytes);
  });

  test.each([['\u00ef\u00bb\u00bf'], ['\ufeff']])('a byte order mark does not hide the first line', (mark) => {
    const text = mark + around();
    const { file, diagnostics } = parseLicense(text);
    expect(diagnostics).toEqual([]);
    expect(file.servers).toHaveLength(1);
    expect(printLicense(file)).toBe(text);
  });

  test.each([
    ['FEATURE', 'l.dat:3:8: error: FEATURE line ends too early; expected a feature name (-2)'],
    ['FEATURE f', 'l.dat:3:10: error: FEATURE line ends too early; expected a vendor name (-2)'],
    [
      'FEATURE f usoft',
      'l.dat:3:16: error: FEATURE line ends too early; expected a version: a decimal number such as 2.300 (-2)',
    ],
    ['FEATURE f usoft v1', 'l.dat:3:17: error: "v1" is no version; expected a decimal number such as 2.300 (-77)'],
    [
      'FEATURE f usoft 1.0',
      'l.dat:3:20: error: FEATURE line ends too early; expected an expiry date: dd-mmm-yyyy or permanent (-2)',
    ],
    [
      'FEATURE f usoft 1.0 31-feb-2024 1',
      'l.dat:3:21: error: "31-feb-2024" is no date; expected dd-mmm-yyyy or permanent (-11)',
    ],
    [
      'FEATURE f usoft 1.0 permanent',
      'l.dat:3:30: error: FEATURE line ends too early; expected the number of licenses, or uncounted (-2)',
    ],
    [
      'FEATURE f usoft 1.0 permanent 5x',
      'l.dat:3:31: error: "5x" is no number of licenses; expected a whole number or uncounted (-2)',
    ],
    [
      'FEATURE f usoft 1.0 permanent -1',
      'l.dat:3:31: error: "-1" is no number of licenses; expected a whole number or uncounted (-2)',
    ],
    [
      'FEATURE f usoft 1.0 permanent 1 \\\n  OVERDRAFT=x',
      'l.dat:4:3: error: "OVERDRAFT=x" is no number; expected OVERDRAFT= and a whole number (-2)',
    ],
    [
      'FEATURE f usoft 1.0 permanent 1 START=soon',
      'l.dat:3:33: error: "soon" is no date; expected dd-mmm-yyyy or permanent (-11)',
    ],
    [
      'FEATURE f usoft 1.0 permanent 1 DUP_GROUP=X',
      'l.dat:3:33: error: "DUP_GROUP=X" is no group; expected NONE, SITE or some of U, H, D, V (-2)',
    ],
    [
      'FEATURE f usoft 1.0 permanent 1 HOSTID=',
      'l.dat:3:33: error: HOSTID without a host id; expected HOSTID= and one or more host ids (-2)',
    ],
    [
      'FEATURE f usoft 1.0 permanent 1 SIGN="1A',
      'l.dat:3:38: error: nothing closes this "; expected " before the end of the line (-2)',
    ],
    [
      'FEATURE f usoft 1.0 permanent 1 AUTH={ a',
      'l.dat:3:38: error: nothing closes this {; expected } before the end of the line (-2)',
    ],
    ['FEATURE SIGN=1 usoft 1.0 permanent 1', 'l.dat:3:9: error: "SIGN=1" is no name; expected a feature name (-2)'],
  ])('%s is named with its place', (line, message) => {
    expect(errors(around(line))).toEqual([message]);
  });

  test('an unknown attribute is kept, and warned of once', () => {
    const line = 'FEATURE f usoft 1.0 permanent 1 COLOUR=red';
    expect(errors(around(line, line))).toEqual([
      'l.dat:3:33: warning: unknown attribute "COLOUR"; expected a keyword of the license language (-90)',
    ]);
    expect(parseLicense(around(line)).file.features[0]?.attributes).toMatchObject([{ name: 'COLOUR', value: 'red' }]);
  });
});

describe('other lines', () => {
  test('USE_SERVER is found with its place', () => {
    expect(parseLicense(around('use_server')).file.useServer).toBe(3);
    expect(parseLicense(around()).file.useServer).toBeNull();
  });

  test('UPGRADE', () => {
    const { file, diagnostics } = parseLicense(around('UPGRADE f1 usoft 1.0 2.0 1-jun-2027 2 SIGN=x'));
    expect(diagnostics).toEqual([]);
    expect(file.upgrades).toMatchObject([{ fromVersion: '1.0', version: '2.0', expiry: '2027-06-01', count: 2 }]);
  });

  test('PACKAGE with versions and numbers of components', () => {
    const { file, diagnostics } = parseLicense(
      around('PACKAGE p usoft 1.0 COMPONENTS="c1 c2:1.5 \\\n\t c3:2.0:4" SIGN=x'),
    );
    expect(diagnostics).toEqual([]);
    expect(file.packages).toMatchObject([
      {
        version: '1.0',
        suite: 'NONE',
        components: [
          { feature: 'c1', version: null, count: 1 },
          { feature: 'c2', version: '1.5', count: 1 },
          { feature: 'c3', version: '2.0', count: 4 },
        ],
      },
    ]);
  });

  test.each([['SUITE'], ['SUITE_RESERVED']])('PACKAGE with OPTIONS=%s and without a version', (suite) => {
    expect(parseLicense(around(`PACKAGE p usoft COMPONENTS=c OPTIONS=${suite}`)).file.packages).toMatchObject([
      { version: null, suite },
    ]);
  });

  test.each([
    [
      'PACKAGE p usoft 1.0',
      'l.dat:3:20: error: a package without components; expected COMPONENTS="feature[:version[:number of licenses]] ..." (-82)',
    ],
    [
      'PACKAGE p usoft COMPONENTS=a:b',
      'l.dat:3:17: error: "a:b" is no component; expected feature[:version[:number of licenses]] (-82)',
    ],
    [
      'PACKAGE p usoft COMPONENTS=a:1:0',
      'l.dat:3:17: error: "a:1:0" is no component; expected feature[:version[:number of licenses]] (-82)',
    ],
    [
      'PACKAGE p usoft COMPONENTS=a:1:2 OPTIONS=SUITE',
      'l.dat:3:17: error: "a:1:2" gives a number in a suite; expected feature[:version] (-82)',
    ],
    [
      'PACKAGE p usoft COMPONENTS=a OPTIONS=x',
      'l.dat:3:30: error: unknown package option "x"; expected SUITE or SUITE_RESERVED (-82)',
    ],
  ])('%s is named with its place', (line, message) => {
    expect(errors(around(line))).toEqual([message]);
  });

  test('unknown keywords are kept and warned of once each', () => {
    const text = around('VENDOR_NOTE hello', 'FROBNICATE', 'vendor_note again');
    expect(errors(text).map((message) => message.split(';')[0])).toEqual([
      'l.dat:3:1: warning: unknown keyword "VENDOR_NOTE"',
      'l.dat:4:1: warning: unknown keyword "FROBNICATE"',
    ]);
    expect(printLicense(parseLicense(text).file)).toBe(text);
  });
});

describe('any input', () => {
  const pieces = fc.constantFrom(
    'SERVER ',
    'VENDOR ',
    'FEATURE ',
    'INCREMENT ',
    'PACKAGE ',
    'UPGRADE ',
    'USE_SERVER',
    'usoft ',
    '1.0 ',
    'permanent ',
    'uncounted ',
    '5 ',
    'HOSTID=',
    'COMPONENTS=',
    'SIGN="',
    '"',
    '\\',
    '\\\n',
    '\\ \r\n',
    '\n',
    '\r\n',
    '\t',
    '#',
    '{',
    '}',
    '=',
    ':',
    'TCP:1',
    '\0',
    '\u00ff',
    '\ufeff',
    '__proto__=1 ',
    'constructor ',
    ' ',
  ); // prettier-ignore
  const scraps = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(''));

  test('of any bytes comes back byte for byte and raises nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(latin1Bytes(printLicense(parseLicense(bytes).file))).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('of scraps of the language comes back as it was, with places inside the text', () => {
    fc.assert(
      fc.property(scraps, (text) => {
        const { file, diagnostics } = parseLicense(text);
        expect(printLicense(file)).toBe(text);
        const rows = text.split('\n');
        for (const { line, column, severity } of diagnostics) {
          if (line === 0) continue;
          expect(['error', 'warning']).toContain(severity);
          expect(line).toBeLessThanOrEqual(rows.length);
          expect(column).toBeLessThanOrEqual((rows[line - 1] ?? '').length + 1);
        }
        for (const item of file.lines) {
          if ('attributes' in item) {
            for (const { offset, length } of item.attributes) expect(offset + length).toBeLessThanOrEqual(item.end);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('printing and reading again gives the same lines', () => {
    fc.assert(
      fc.property(scraps, (text) => {
        const once = parseLicense(text);
        expect(parseLicense(printLicense(once.file))).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  test('bytes and characters are the same thing', () => {
    const all = Uint8Array.from({ length: 20_000 }, (_, at) => at % 256);
    expect(latin1Bytes(latin1Text(all))).toEqual(all);
    expect([...latin1Bytes('\u20ac')]).toEqual([0xe2, 0x82, 0xac]);
  });

  const MEGABYTES = 10 * 1024 * 1024;
  test.each([
    ['feature lines', 'FEATURE f usoft 1.0 permanent 1 SIGN="1A0F 2B3C" \\\n\tNOTICE="x y"\n'],
    ['broken feature lines', 'FEATURE\n'],
    ['blank lines', '\n'],
    ['one line without an end', 'x'],
    ['quotes', '"'],
    ['quotes behind a keyword', 'FEATURE "'],
    ['continued lines', 'FEATURE a \\\n'],
    ['backslashes', '\\'],
    ['backslashes and blanks', '\\ \n'],
    ['unknown keywords', 'a b c\nd\n'],
    ['comments', '# x \\\n'],
    ['braces', '{ } {'],
    ['words', 'FEATURE f usoft 1.0 permanent 1 a=b\n'],
  ])(
    '10 MB of %s are read in time that grows with the size only',
    (_, unit) => {
      const text = unit.repeat(Math.ceil(MEGABYTES / unit.length));
      const begin = performance.now();
      const { file, diagnostics } = parseLicense(text);
      const elapsed = performance.now() - begin;
      expect(printLicense(file)).toHaveLength(text.length);
      expect(diagnostics.length).toBeLessThanOrEqual(1010);
      // Quadratic work would take hours; a slow machine with others on it takes some seconds.
      expect(elapsed).toBeLessThan(20_000);
    },
    60_000,
  );
});
