import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dateOfDay,
  dayOf,
  hasStarted,
  isExpired,
  type Pool,
  type PoolOptions,
  type PoolResult,
  parseLicense,
  pools,
  printLicense,
  signFile,
} from './index.ts';
import { newVendorKey, verify } from './testing/vendorKey.ts';

const OPEN: PoolOptions = { allowUnsigned: true, verify: () => false };

function of(lines: string[], options: PoolOptions = OPEN): PoolResult {
  const text = ['SERVER h ANY 2830', 'VENDOR usoft', ...lines, ''].join('\n');
  const { file, diagnostics } = parseLicense(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return pools(file, options);
}

function counts({ pools: all }: PoolResult): [feature: string, version: string, count: number][] {
  return all.map(({ feature, version, count }) => [feature, version, count]);
}

function ids(lines: string[]): string[] {
  return of(lines).pools.map(({ id }) => id);
}

describe('pools', () => {
  test('carry what the line says', () => {
    const [pool] = of([
      'FEATURE f usoft 2.300 31-dec-2030 20 HOSTID="A1 B2" VENDOR_STRING="v s" DUP_GROUP=VHU LINGER=60 BORROW=24 OVERDRAFT=3 ' +
        'NOTICE="to us" ISSUER=me ISSUED=1-feb-2024 START=3-mar-2024 TS_OK',
    ]).pools;
    expect(pool).toMatchObject({
      feature: 'f',
      vendor: 'usoft',
      version: '2.300',
      expiry: '2030-12-31',
      start: '2024-03-03',
      count: 20,
      overdraft: 3,
      uncounted: false,
      hostids: ['A1', 'B2'],
      vendorString: 'v s',
      dupGroup: 'UHV',
      lingerSeconds: 60,
      borrowHours: 24,
      minimumTimeoutSeconds: 900,
      notice: 'to us',
      issuer: 'me',
      issued: '2024-02-01',
      rank: 0,
      lines: [{ file: 'license.dat', line: 3 }],
      signature: 'unsigned',
      suitePool: null,
      attributes: { TS_OK: '', ISSUER: 'me' },
    });
  });

  test('BORROW without a number is 168 hours, no BORROW is none; the vendor sets what lines leave out', () => {
    const { pools: all } = of(['INCREMENT a usoft 1 permanent 1 BORROW', 'INCREMENT b usoft 1 permanent 1'], {
      ...OPEN,
      dupGroup: 'UH',
      lingerSeconds: 5,
      minimumTimeoutSeconds: 60,
    });
    expect(all).toMatchObject([
      { borrowHours: 168, dupGroup: 'UH', lingerSeconds: 5, minimumTimeoutSeconds: 60 },
      { borrowHours: 0 },
    ]);
  });

  test('INCREMENT adds, only the first FEATURE of a name counts', () => {
    const lines = [
      'FEATURE f usoft 1.0 permanent 5',
      'INCREMENT f usoft 1.000 permanent 2',
      'INCREMENT f usoft 1.0 1-jan-0 3',
      'FEATURE f usoft 2.0 permanent 50',
    ];
    const result = of(lines);
    expect(counts(result)).toEqual([['f', '1.0', 10]]);
    expect(result.pools[0]?.lines.map(({ line }) => line)).toEqual([3, 4, 5]);
    expect(result.ignored).toMatchObject([{ line: 6, reason: expect.stringContaining('license.dat:3') }]);
    expect(counts(of(lines, { ...OPEN, useAllFeatureLines: true }))).toEqual([
      ['f', '1.0', 10],
      ['f', '2.0', 50],
    ]);
  });

  test.each([
    ['version', 'INCREMENT f usoft 1.1 permanent 1'],
    ['expiry', 'INCREMENT f usoft 1.0 1-jan-2030 1'],
    ['START', 'INCREMENT f usoft 1.0 permanent 1 START=1-jan-2020'],
    ['BORROW', 'INCREMENT f usoft 1.0 permanent 1 BORROW'],
    ['DUP_GROUP', 'INCREMENT f usoft 1.0 permanent 1 DUP_GROUP=U'],
    ['FLOAT_OK', 'INCREMENT f usoft 1.0 permanent 1 FLOAT_OK'],
    ['HOST_BASED', 'INCREMENT f usoft 1.0 permanent 1 HOST_BASED'],
    ['HOSTID', 'INCREMENT f usoft 1.0 permanent 1 HOSTID=A1'],
    ['PLATFORMS', 'INCREMENT f usoft 1.0 permanent 1 PLATFORMS=i86_n'],
    ['TZ', 'INCREMENT f usoft 1.0 permanent 1 TZ=SERVERTZ'],
    ['USER_BASED', 'INCREMENT f usoft 1.0 permanent 1 USER_BASED'],
    ['VENDOR_STRING', 'INCREMENT f usoft 1.0 permanent 1 VENDOR_STRING=x'],
    ['VM_PLATFORMS', 'INCREMENT f usoft 1.0 permanent 1 VM_PLATFORMS=PHYSICAL'],
    ['being uncounted', 'INCREMENT f usoft 1.0 permanent uncounted HOSTID=ANY'],
  ])('lines with another %s are another pool', (_, line) => {
    const [one, two, ...more] = ids(['INCREMENT f usoft 1.0 permanent 1', line]);
    expect(one).not.toBe(two);
    expect(two).toBeTypeOf('string');
    expect(more).toEqual([]);
  });

  test.each([
    ['NOTICE=x SN=1 ISSUED=1-jan-2024 LINGER=3 TS_OK user_info=me'],
    ['HOSTID="A1 B2"', 'HOSTID="B2  A1"'],
    ['DUP_GROUP=NONE'],
    ['DUP_GROUP=UH', 'DUP_GROUP=HU'],
  ])('lines that differ in %s are one pool', (one, two = '') => {
    expect(ids([`INCREMENT f usoft 1.0 permanent 1 ${one}`, `INCREMENT f usoft 1.0 permanent 1 ${two}`])).toHaveLength(
      1,
    );
  });

  test('no text of a VENDOR_STRING makes the id of another pool', () => {
    const line = (value: string) => `INCREMENT f usoft 1.0 permanent 1 VENDOR_STRING="${value}"`;
    const text = fc.string({
      unit: fc.constantFrom('a', ';', '=', '%', ' ', 'DUP_GROUP=UH'),
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(ids([line(a), line(b)])).toHaveLength(a === b ? 1 : 2);
      }),
    );
  });

  test('order: sort=n, feature, VENDOR_STRING, FEATURE, uncounted, earlier version, newest ISSUED', () => {
    const lines = [
      'INCREMENT b usoft 1.0 permanent 1 sort=1',
      'INCREMENT a usoft 1.0 permanent 1 VENDOR_STRING=x',
      'INCREMENT a usoft 1.10 permanent 2',
      'INCREMENT a usoft 1.9 permanent 3 BORROW ISSUED=1-jan-2020',
      'INCREMENT a usoft 1.9 permanent 4 ISSUED=1-jan-2021',
      'INCREMENT a usoft 3.0 permanent uncounted HOSTID=ANY',
      'FEATURE a usoft 9.0 permanent 6',
    ];
    const result = of(lines);
    expect(result.pools.map(({ lines: [place] }) => (place?.line ?? 0) - 2)).toEqual([1, 7, 6, 3, 5, 4, 2]);
    expect(result.pools.map(({ rank }) => rank)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('files come in their order before all else', () => {
    const file = (name: string, feature: string) =>
      parseLicense(`VENDOR usoft\nINCREMENT ${feature} usoft 1.0 permanent 1\n`, name).file;
    const { pools: all } = pools([file('1.dat', 'z'), file('2.dat', 'a'), file('3.dat', 'z')], OPEN);
    expect(all.map(({ feature, lines }) => [feature, lines.map((place) => place.file)])).toEqual([
      ['z', ['1.dat', '3.dat']],
      ['a', ['2.dat']],
    ]);
  });

  test('lines without their VENDOR line and uncounted lines without HOSTID are refused', () => {
    const result = of([
      'FEATURE f else 1.0 permanent 1',
      'FEATURE g usoft 1.0 permanent uncounted',
      'FEATURE h usoft 1.0 permanent 0 HOSTID=DEMO',
    ]);
    expect(result.refused.map(({ line, code }) => [line, code])).toEqual([
      [3, -97],
      [4, -2],
    ]);
    expect(result.pools).toMatchObject([{ feature: 'h', uncounted: true, count: 0 }]);
  });

  test('expiry is the last good day, START the first', () => {
    const [pool] = of(['FEATURE f usoft 1.0 29-feb-2024 1 START=1-jan-2024']).pools as [Pool];
    expect([isExpired(pool, '2024-02-29'), isExpired(pool, '2024-03-01')]).toEqual([false, true]);
    expect([hasStarted(pool, '2023-12-31'), hasStarted(pool, '2024-01-01')]).toEqual([false, true]);
    expect(isExpired({ expiry: null }, '9999-12-31')).toBe(false);
    expect(hasStarted({ start: null }, '0001-01-01')).toBe(true);
    expect(dateOfDay(dayOf('2024-02-29'))).toBe('2024-02-29');
  });
});

describe('any file', () => {
  const attribute = fc.constantFrom(
    'HOSTID=ANY',
    'HOSTID="A B"',
    'BORROW',
    'BORROW=',
    'BORROW=9',
    'DUP_GROUP=UH',
    'DUP_GROUP',
    'START',
    'START=1-jan-0',
    'ISSUED=1-jan-2020',
    'SUPERSEDE',
    'SUPERSEDE="f p"',
    'OVERDRAFT',
    'OVERDRAFT=2',
    'LINGER',
    'sort',
    'sort=1',
    'SORT=x',
    'COMPONENTS="f p g:2"',
    'OPTIONS=SUITE',
    'PLATFORM=x',
    '__proto__=x',
    'constructor',
    'SIGN',
    'SIGN=12',
  );
  const head = fc.constantFrom(
    'FEATURE f usoft 1.0 permanent 3',
    'FEATURE p usoft 1 1-jan-2030 2',
    'INCREMENT f usoft 2.0 permanent uncounted',
    'INCREMENT p usoft 1.0 permanent 4',
    'INCREMENT g usoft 2.0 1-jan-0 0',
    'UPGRADE f usoft 0.5 2.5 permanent 2',
    'UPGRADE p usoft 1 2 permanent uncounted',
    'PACKAGE p usoft 1.0',
    'PACKAGE f usoft',
  );
  const line = fc.tuple(head, fc.array(attribute, { maxLength: 4 })).map(([start, more]) => [start, ...more].join(' '));

  test('gives pools with different ids, ranks in order, counts and suites that are there', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const { file } = parseLicense(['VENDOR usoft', ...lines].join('\n'));
        const { pools: all } = pools(file, OPEN);
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
        expect(all.map(({ rank }) => rank)).toEqual(all.map((_, at) => at));
        for (const { count, uncounted, overdraft, suitePool } of all) {
          expect(Number.isSafeInteger(count) && Number.isSafeInteger(overdraft)).toBe(true);
          expect(count === 0).toBe(uncounted);
          if (suitePool !== null) expect(all.some(({ id }) => id === suitePool)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('SUPERSEDE', () => {
  const OLD = 'INCREMENT f usoft 1.0 permanent 5 ISSUED=1-jan-2020';
  const UNDATED = 'INCREMENT f usoft 1.0 permanent 7';
  const NEWER = 'INCREMENT f usoft 1.0 permanent 2 ISSUED=1-jan-2022';

  test('takes out lines of its name that were issued earlier or without a date, and no others', () => {
    const other = 'INCREMENT g usoft 1.0 permanent 1';
    const result = of([OLD, UNDATED, NEWER, other, 'INCREMENT f usoft 1.0 permanent 1 SUPERSEDE ISSUED=1-jan-2021']);
    expect(counts(result)).toEqual([
      ['f', '1.0', 3],
      ['g', '1.0', 1],
    ]);
    expect(result.ignored.map(({ line }) => line)).toEqual([3, 4]);
  });

  test('names the features that it takes out', () => {
    expect(counts(of([OLD, 'INCREMENT n usoft 1.0 permanent 1 SUPERSEDE="e f" ISSUED=1-jan-2021']))).toEqual([
      ['n', '1.0', 1],
    ]);
  });

  test('without ISSUED does nothing', () => {
    expect(counts(of([OLD, 'INCREMENT f usoft 1.0 permanent 1 SUPERSEDE']))).toEqual([['f', '1.0', 6]]);
  });
});

describe('UPGRADE', () => {
  test('the documented example: 5 at 1.0 and an upgrade of 2 are 3 and 2', () => {
    const result = of(['INCREMENT f1 usoft 1.0 permanent 5', 'UPGRADE f1 usoft 1.0 2.0 1-jun-2030 2']);
    expect(counts(result)).toEqual([
      ['f1', '1.0', 3],
      ['f1', '2.0', 2],
    ]);
    expect(result.pools[1]).toMatchObject({ expiry: '2030-06-01', lines: [{ line: 4 }] });
  });

  test('takes from the closest line before it, no more than that has, and keeps its node lock', () => {
    const result = of([
      'INCREMENT f usoft 1.0 permanent 5 OVERDRAFT=4',
      'INCREMENT f usoft 1.5 permanent 2 HOSTID=A1 OVERDRAFT=1',
      'UPGRADE f usoft 1.0 2.0 permanent 9',
      'INCREMENT f usoft 1.7 permanent 1',
    ]);
    expect(result.pools.map(({ version, count, overdraft, hostids }) => [version, count, overdraft, hostids])).toEqual([
      ['1.0', 5, 4, []],
      ['1.7', 1, 0, []],
      ['2.0', 2, 0, ['A1']],
    ]);
  });

  test('upgrades follow each other', () => {
    const lines = [
      'INCREMENT f usoft 1.0 permanent 5',
      'UPGRADE f usoft 1.0 2.0 permanent 3',
      'UPGRADE f usoft 2.0 3.0 permanent 1',
    ];
    expect(counts(of(lines))).toEqual([
      ['f', '1.0', 2],
      ['f', '2.0', 2],
      ['f', '3.0', 1],
    ]);
  });

  test.each([
    ['no line before it', ['UPGRADE f usoft 1.0 2.0 permanent 1', 'INCREMENT f usoft 1.0 permanent 1']],
    ['only of the version itself', ['INCREMENT f usoft 2.0 permanent 1', 'UPGRADE f usoft 1.0 2.0 permanent 1']],
    ['only of an older version', ['INCREMENT f usoft 0.9 permanent 1', 'UPGRADE f usoft 1.0 2.0 permanent 1']],
  ])('gives nothing with %s', (_, lines) => {
    const result = of(lines);
    expect(result.pools.reduce((total, { count }) => total + count, 0)).toBe(1);
    expect(result.pools).toHaveLength(1);
    expect(result.ignored).toHaveLength(1);
  });

  test('never makes more licenses than there were', () => {
    const line = fc.oneof(
      fc
        .tuple(fc.integer({ min: 1, max: 4 }), fc.nat(9))
        .map(([v, n]) => ({ n: n + 1, text: `INCREMENT f usoft ${v}.0 permanent ${n + 1}` })),
      fc
        .tuple(fc.nat(4), fc.integer({ min: 1, max: 5 }), fc.nat(9))
        .map(([a, b, n]) => ({ n: 0, text: `UPGRADE f usoft ${a}.0 ${b}.0 permanent ${n + 1}` })),
    ); // prettier-ignore
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }).filter((lines) => lines.some(({ n }) => n > 0)),
        (lines) => {
          const result = of(lines.map(({ text }) => text));
          expect(result.pools.reduce((total, { count }) => total + count, 0)).toBe(
            lines.reduce((total, { n }) => total + n, 0),
          );
        },
      ),
    );
  });
});

describe('PACKAGE', () => {
  test('its components take the place of the enabling line, times their number', () => {
    const result = of([
      'PACKAGE p usoft 1.0 COMPONENTS="a b:1.5 c:2.0:4"',
      'FEATURE p usoft 1.0 1-jan-2030 3 HOSTID=A1',
    ]);
    expect(counts(result)).toEqual([
      ['a', '1.0', 3],
      ['b', '1.5', 3],
      ['c', '2.0', 12],
    ]);
    expect(
      result.pools.every(
        ({ expiry, hostids, packageName }) => expiry === '2030-01-01' && hostids[0] === 'A1' && packageName === 'p',
      ),
    ).toBe(true);
    expect(result.pools.every(({ suitePool, isSuite }) => suitePool === null && !isSuite)).toBe(true);
  });

  test('components of a package add to licenses of their own', () => {
    expect(
      counts(
        of(['PACKAGE p usoft COMPONENTS=a', 'INCREMENT p usoft 1.0 permanent 3', 'INCREMENT a usoft 1.0 permanent 4']),
      ),
    ).toEqual([['a', '1.0', 7]]);
  });

  test.each([
    ['SUITE', false],
    ['SUITE_RESERVED', true],
  ])('in a %s the enabling line stays and its components point to it', (suite, suiteReserved) => {
    const { pools: all } = of([
      `PACKAGE p usoft COMPONENTS="a b" OPTIONS=${suite}`,
      'INCREMENT p usoft 1.0 permanent 3 DUP_GROUP=U SUITE_DUP_GROUP=UHD',
      'INCREMENT a usoft 1.0 permanent 4 DUP_GROUP=U',
    ]);
    const parent = all.find(({ feature }) => feature === 'p');
    expect(parent).toMatchObject({ isSuite: true, suitePool: null, count: 3, dupGroup: 'UHD', suiteReserved });
    const components = all.filter(({ suitePool }) => suitePool !== null);
    expect(components.map(({ feature, count, suitePool }) => [feature, count, suitePool])).toEqual([
      ['a', 3, parent?.id],
      ['b', 3, parent?.id],
    ]);
    expect(all).toHaveLength(4);
  });

  test('a package that no line enables, or of another version, gives nothing', () => {
    const result = of(['PACKAGE p usoft 2.0 COMPONENTS=a', 'INCREMENT p usoft 1.0 permanent 3']);
    expect(counts(result)).toEqual([['p', '1.0', 3]]);
    expect(result.ignored).toMatchObject([{ line: 3, feature: 'p' }]);
  });
});

describe('signatures', () => {
  const { publicKey, sign } = newVendorKey();
  const SIGNED_ONLY: PoolOptions = { publicKey, allowUnsigned: false, verify };
  const signed = (name: string, ...lines: string[]) =>
    signFile(parseLicense(['SERVER h ANY 2830', 'VENDOR usoft', ...lines, ''].join('\n'), name).file, {
      vendor: 'usoft',
      sign,
    });

  test('a signed line counts once, however often and in however many files it stands (R15)', () => {
    const one = signed('1.dat', 'INCREMENT f usoft 1.0 permanent 5 SN=1');
    const twice = parseLicense(
      printLicense(one) + printLicense(one).replace('SN=1', '  SN="1" user_info=x'),
      '2.dat',
    ).file;
    const other = signed('3.dat', 'INCREMENT f usoft 1.0 permanent 2 SN=2');
    const result = pools([one, twice, other, one], SIGNED_ONLY);
    expect(counts(result)).toEqual([['f', '1.0', 7]]);
    expect(result.pools[0]?.signature).toBe('valid');
    expect(result.ignored.map(({ file, line }) => `${file}:${line}`)).toEqual(['2.dat:3', '2.dat:7', '1.dat:3']);
  });

  test('a line that does not hold supersedes, displaces, upgrades and enables nothing', () => {
    const good = printLicense(
      signed(
        'l.dat',
        'FEATURE f usoft 2.0 permanent 5',
        'PACKAGE p usoft COMPONENTS=f',
        'FEATURE p usoft 1.0 permanent 1',
      ),
    );
    const forged = [
      'FEATURE f usoft 1.0 permanent 9',
      'INCREMENT x usoft 1.0 permanent 1 SUPERSEDE="f p" ISSUED=1-jan-2030',
      'UPGRADE f usoft 1.0 3.0 permanent 5',
      'PACKAGE p usoft COMPONENTS=f:9.0:9',
      '',
    ];
    const result = pools(parseLicense(forged.slice(0, 4).join('\n').concat('\n', good)).file, SIGNED_ONLY);
    expect(counts(result)).toEqual([
      ['f', '1.0', 1],
      ['f', '2.0', 5],
    ]);
    expect(result.refused.map(({ line, code }) => [line, code])).toEqual([
      [1, -114],
      [2, -114],
      [3, -114],
      [4, -114],
    ]);
  });

  test('unsigned lines need a vendor that allows them; then an edited signature is still refused', () => {
    const line = 'FEATURE f usoft 1.0 permanent 1';
    const keyless = { publicKey: null, allowUnsigned: false, verify };
    expect(of([line], keyless).refused).toMatchObject([{ code: -114 }]);
    expect(of([`${line} SIGN=12`], keyless).refused).toMatchObject([{ code: -8 }]);
    expect(of([line], SIGNED_ONLY).refused).toMatchObject([{ code: -114 }]);
    expect(of([line], { ...SIGNED_ONLY, allowUnsigned: true }).pools).toMatchObject([{ signature: 'unsigned' }]);
    expect(of([`${line} SIGN=12`], { ...SIGNED_ONLY, allowUnsigned: true }).refused).toMatchObject([{ code: -8 }]);
    expect(of([`${line} SIGN=12`], OPEN).pools).toMatchObject([{ signature: 'unchecked' }]);
  });

  test('each vendor of a file is judged by its own definition', () => {
    const text =
      'SERVER h ANY 1\nVENDOR usoft\nVENDOR open\nFEATURE f usoft 1.0 permanent 1\nFEATURE g open 1.0 permanent 1\n';
    const result = pools(parseLicense(text).file, {
      ...SIGNED_ONLY,
      policyOf: (vendor) => (vendor === 'open' ? { allowUnsigned: true } : undefined),
    });
    expect(counts(result)).toEqual([['g', '1.0', 1]]);
    expect(result.refused).toMatchObject([{ feature: 'f', code: -114 }]);
  });

  test('a file without SERVER lines is judged by those of the others, or by the host ids given', () => {
    const servers = parseLicense('SERVER h A1 1\nVENDOR usoft\n', 's.dat').file;
    const bare = parseLicense('VENDOR usoft\nFEATURE f usoft 1.0 permanent 1\n', 'f.dat').file;
    const file = signFile(bare, { vendor: 'usoft', sign, serverHostids: ['A1'] });
    expect(pools([file, servers], SIGNED_ONLY).refused).toEqual([]);
    expect(pools(file, { ...SIGNED_ONLY, serverHostids: ['a1'] }).refused).toEqual([]);
    expect(pools(file, SIGNED_ONLY).refused).toMatchObject([{ file: 'f.dat', line: 2, code: -8 }]);
  });

  test('10,000 signed lines are read and verified', () => {
    const lines = Array.from({ length: 10_000 }, (_, at) => `INCREMENT f${at % 500} usoft 1.0 permanent 1 SN=${at}`);
    const text = printLicense(signed('l.dat', ...lines));
    const result = pools(parseLicense(text).file, SIGNED_ONLY);
    expect(result.pools).toHaveLength(500);
    expect(result.refused).toEqual([]);
  }, 60_000);
});
