import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Asker,
  formatDiagnostic,
  formatRule,
  groupsOf,
  latin1Bytes,
  matches,
  matchesText,
  matchesWho,
  parseOptions,
  parseSelector,
  printOptions,
  type Rule,
  type SelectablePool,
} from '../index.ts';
import {
  ACCESS_KEYWORDS,
  FEATURE_NUMBER_KEYWORDS,
  LOG_EVENTS,
  NUMBER_KEYWORDS,
  SELECTOR_KEYWORDS,
  WHO_TYPES,
} from './model.ts';

function rule(line: string): Rule | undefined {
  const { file, diagnostics } = parseOptions(line);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return file.rules[0]?.rule;
}

function errors(text: string): string[] {
  return parseOptions(text, 'u.opt').diagnostics.map(formatDiagnostic);
}

const F1 = { feature: 'f1', keyword: null, value: '' };

describe('options lines', () => {
  test.each<[string, Rule]>([
    ['AUTOMATIC_REREAD OFF', { kind: 'switch', keyword: 'AUTOMATIC_REREAD', on: false }],
    ['GROUPCASEINSENSITIVE on', { kind: 'switch', keyword: 'GROUPCASEINSENSITIVE', on: true }],
    ['BORROW_LOWWATER f1 3', { kind: 'featureNumber', keyword: 'BORROW_LOWWATER', selector: F1, value: 3 }],
    ['LINGER f1 600', { kind: 'featureNumber', keyword: 'LINGER', selector: F1, value: 600 }],
    [
      'TIMEOUT f1:VERSION=1.0 3600',
      {
        kind: 'featureNumber',
        keyword: 'TIMEOUT',
        selector: { feature: 'f1', keyword: 'VERSION', value: '1.0' },
        value: 3600,
      },
    ],
    ['MAX_BORROW_HOURS f1 24', { kind: 'featureNumber', keyword: 'MAX_BORROW_HOURS', selector: F1, value: 24 }],
    ['MAX_OVERDRAFT f1 2', { kind: 'featureNumber', keyword: 'MAX_OVERDRAFT', selector: F1, value: 2 }],
    ['TIMEOUTALL 7200', { kind: 'number', keyword: 'TIMEOUTALL', value: 7200 }],
    ['MAX_CONNECTIONS 100', { kind: 'number', keyword: 'MAX_CONNECTIONS', value: 100 }],
    ['DAEMON_SELECT_TIMEOUT 1', { kind: 'number', keyword: 'DAEMON_SELECT_TIMEOUT', value: 1 }],
    ['FQDN_MATCHING lenient', { kind: 'fqdnMatching', mode: 'lenient' }],
    ['NOLOG QUEUED', { kind: 'noLog', event: 'QUEUED' }],
    [
      'DEBUGLOG +c:\\logs\\d.log OBF_ADDMARK AUTO_ROLLOVER 5',
      { kind: 'debugLog', path: 'c:\\logs\\d.log', append: true, obfuscate: true, rolloverSize: 5 },
    ],
    [
      'REPORTLOG "/my logs/r.rl" HIDE_USER',
      { kind: 'reportLog', path: '/my logs/r.rl', append: false, hideUser: true },
    ],
    [
      'EXCLUDE compile USER lori',
      {
        kind: 'access',
        keyword: 'EXCLUDE',
        selector: { feature: 'compile', keyword: null, value: '' },
        who: { type: 'USER', name: 'lori' },
      },
    ],
    [
      'INCLUDE f1 INTERNET 192.168.*.*',
      { kind: 'access', keyword: 'INCLUDE', selector: F1, who: { type: 'INTERNET', name: '192.168.*.*' } },
    ],
    [
      'include_borrow f1 display :0',
      { kind: 'access', keyword: 'INCLUDE_BORROW', selector: F1, who: { type: 'DISPLAY', name: ':0' } },
    ],
    [
      'EXCLUDE_BORROW f1 PROJECT p',
      { kind: 'access', keyword: 'EXCLUDE_BORROW', selector: F1, who: { type: 'PROJECT', name: 'p' } },
    ],
    ['INCLUDEALL USER ann', { kind: 'accessAll', keyword: 'INCLUDEALL', who: { type: 'USER', name: 'ann' } }],
    ['EXCLUDEALL HOST pc1', { kind: 'accessAll', keyword: 'EXCLUDEALL', who: { type: 'HOST', name: 'pc1' } }],
    [
      'RESERVE 3 compile HOST mainline',
      {
        kind: 'reserve',
        count: 3,
        selector: { feature: 'compile', keyword: null, value: '' },
        who: { type: 'HOST', name: 'mainline' },
      },
    ],
    [
      'MAX 0 "f1:VENDOR_STRING=a b" USER joe',
      {
        kind: 'max',
        count: 0,
        selector: { feature: 'f1', keyword: 'VENDOR_STRING', value: 'a b' },
        who: { type: 'USER', name: 'joe' },
      },
    ],
    ['GROUP g a b \\\n\t c # the three', { kind: 'group', keyword: 'GROUP', name: 'g', members: ['a', 'b', 'c'] }],
    ['USER_GROUP g a', { kind: 'group', keyword: 'GROUP', name: 'g', members: ['a'] }],
    ['HOST_GROUP g pc1 10.0.*.*', { kind: 'group', keyword: 'HOST_GROUP', name: 'g', members: ['pc1', '10.0.*.*'] }],
  ])('%s', (line, expected) => {
    expect(rule(line)).toEqual(expected);
  }); // prettier-ignore

  test.each([
    ['FROB x', /^u\.opt:2:1: error: unknown keyword "FROB"; expected INCLUDE, /],
    ['EXCLUDE', /^u\.opt:2:8: error: EXCLUDE line ends too early; expected feature/],
    ['EXCLUDE f1', /^u\.opt:2:11: error: EXCLUDE line ends too early; expected USER, HOST/],
    ['EXCLUDE f1 USERS ann', /^u\.opt:2:12: error: "USERS" is no type; expected USER, /],
    ['EXCLUDE f1 USER', /^u\.opt:2:16: error: EXCLUDE line ends too early; expected a name for USER/],
    ['EXCLUDE f1 USER ann bob', /^u\.opt:2:21: error: unexpected word "bob"; expected the end of the line/],
    ['EXCLUDE f1:COLOUR=x USER ann', /^u\.opt:2:9: error: "f1:COLOUR=x" selects nothing/],
    ['EXCLUDE f1:VERSION=v1 USER ann', /^u\.opt:2:9: error: "f1:VERSION=v1" selects nothing/],
    ['RESERVE 0 f1 USER ann', /^u\.opt:2:9: error: "0" is not a number of licenses; expected 1 to 10000/],
    ['RESERVE 10001 f1 USER ann', /^u\.opt:2:9: error: "10001" is not/],
    ['MAX x f1 USER ann', /^u\.opt:2:5: error: "x" is not a number of licenses/],
    ['GROUP g', /^u\.opt:2:8: error: GROUP line ends too early; expected the members/],
    ['TIMEOUT f1 1.5', /^u\.opt:2:12: error: "1\.5" is not a whole number/],
    ['AUTOMATIC_REREAD maybe', /^u\.opt:2:18: error: "maybe" is not known here; expected ON or OFF/],
    ['NOLOG ALL', /^u\.opt:2:7: error: "ALL" is not known here; expected IN or OUT/],
    ['DEBUGLOG +', /^u\.opt:2:10: error: "\+" is no path/],
    ['DEBUGLOG x AUTO_ROLLOVER', /^u\.opt:2:25: error: DEBUGLOG line ends too early; expected a size/],
    ['REPORTLOG x SHOW_USER', /^u\.opt:2:13: error: unexpected word "SHOW_USER"/],
    ['EXCLUDE f1 USER "ann', /^u\.opt:2:17: error: nothing closes this "/],
  ])('%s is reported with its place, and the rest stands', (line, message) => {
    const text = `NOLOG IN\n${line}\nNOLOG OUT\n`;
    const { file } = parseOptions(text);
    expect(errors(text)).toEqual([expect.stringMatching(message)]);
    expect(file.rules.map(({ line: number }) => number)).toEqual([1, 3]);
    expect(printOptions(file)).toBe(text);
  });

  test.each(['ACTIVATION_LOWWATER f 1', 'INCLUDE_ENTITLEMENT e USER a'])('%s is passed over with a warning', (line) => {
    expect(errors(line)).toEqual([expect.stringMatching(/^u\.opt:1:1: warning: .* is about trusted storage/)]);
  });

  test('a group that nobody defines is warned of', () => {
    expect(errors('GROUP g a\nMAX 1 f GROUP g\nMAX 1 f HOST_GROUP g\nEXCLUDEALL GROUP h\n')).toEqual([
      'u.opt:3:1: warning: HOST_GROUP "g" has no members; expected a line: HOST_GROUP g and its members (-42)',
      'u.opt:4:1: warning: GROUP "h" has no members; expected a line: GROUP h and its members (-42)',
    ]);
  });

  test('any bytes come back byte for byte', () => {
    const pieces = fc.constantFrom(
      'MAX 1 f ',
      'GROUP g ',
      'USER a',
      '\n',
      '\\\n',
      '"',
      '#',
      '{',
      '\0',
      '\u00e9',
      ' ',
      ':',
      'RESERVE ',
    );
    const text = fc.oneof(
      fc.array(pieces, { maxLength: 40 }).map((parts) => latin1Bytes(parts.join(''))),
      fc.uint8Array({ maxLength: 200 }),
    );
    fc.assert(
      fc.property(text, (bytes) => {
        expect(latin1Bytes(printOptions(parseOptions(bytes).file))).toEqual(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  test('10 MB of lines, good and bad, are read in time that grows with the size only', () => {
    for (const unit of ['MAX 1 f GROUP g\n', 'MAX\n', 'GROUP g a \\\n', '"', 'x y\n']) {
      const begin = performance.now();
      parseOptions(unit.repeat(Math.ceil((10 * 1024 * 1024) / unit.length)));
      expect(performance.now() - begin, unit).toBeLessThan(20_000);
    }
  }, 120_000);
});

describe('a rule', () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9_.@*-]([a-zA-Z0-9_.@* -]{0,8}[a-z])?$/);
  const feature = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/);
  const selector = fc.oneof(
    feature.map((text) => ({ feature: text, keyword: null, value: '' })),
    fc.record({ feature, keyword: fc.constant('VERSION' as const), value: fc.constantFrom('1.0', '2023.0331') }),
    fc.record({ feature, keyword: fc.constant('EXPDATE' as const), value: fc.constantFrom('1-jan-2030', 'permanent') }),
    fc.record({
      feature,
      keyword: fc.constantFrom(
        ...SELECTOR_KEYWORDS.filter((keyword) => keyword !== 'VERSION' && keyword !== 'EXPDATE'),
      ),
      value: fc.stringMatching(/^[a-z0-9=:#{ .-]{0,8}[a-z]$/),
    }),
  );
  const who = fc.record({ type: fc.constantFrom(...WHO_TYPES), name });
  const value = fc.nat(1_000_000);
  const path = fc.stringMatching(/^[a-z/]([a-z/ .]{0,8}[a-z])?$/);
  const anyRule: fc.Arbitrary<Rule> = fc.oneof(
    fc.record({ kind: fc.constant('access' as const), keyword: fc.constantFrom(...ACCESS_KEYWORDS), selector, who }),
    fc.record({
      kind: fc.constant('accessAll' as const),
      keyword: fc.constantFrom('INCLUDEALL' as const, 'EXCLUDEALL' as const),
      who,
    }),
    fc.record({
      kind: fc.constantFrom('reserve' as const, 'max' as const),
      count: fc.integer({ min: 1, max: 10_000 }),
      selector,
      who,
    }),
    fc.record({
      kind: fc.constant('group' as const),
      keyword: fc.constantFrom('GROUP' as const, 'HOST_GROUP' as const),
      name,
      members: fc.array(name, { minLength: 1, maxLength: 4 }),
    }),
    fc.record({
      kind: fc.constant('featureNumber' as const),
      keyword: fc.constantFrom(...FEATURE_NUMBER_KEYWORDS),
      selector,
      value,
    }),
    fc.record({ kind: fc.constant('number' as const), keyword: fc.constantFrom(...NUMBER_KEYWORDS), value }),
    fc.record({
      kind: fc.constant('switch' as const),
      keyword: fc.constantFrom('AUTOMATIC_REREAD' as const, 'GROUPCASEINSENSITIVE' as const),
      on: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('fqdnMatching' as const),
      mode: fc.constantFrom('exact' as const, 'lenient' as const),
    }),
    fc.record({ kind: fc.constant('noLog' as const), event: fc.constantFrom(...LOG_EVENTS) }),
    fc.record({
      kind: fc.constant('debugLog' as const),
      path,
      append: fc.boolean(),
      obfuscate: fc.boolean(),
      rolloverSize: fc.option(fc.integer({ min: 1, max: 99 })),
    }),
    fc.record({ kind: fc.constant('reportLog' as const), path, append: fc.boolean(), hideUser: fc.boolean() }),
  );

  test('is read as it is written, whatever it says', () => {
    fc.assert(
      fc.property(anyRule, (written) => {
        const text = formatRule(written);
        expect(rule(text), text).toEqual(written);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('selectors', () => {
  const pool: SelectablePool = {
    feature: 'f1',
    version: '1.000',
    expiry: '2030-01-01',
    hostids: ['0019d2c92417'],
    vendorString: 'a:b=c',
    attributes: { SIGN: '1A0F 2B3C', ISSUER: 'me', NOTICE: 'to us', user_info: 'u', dist_info: 'd', asset_info: 'a' },
  };

  test.each([
    'f1',
    'f1:VERSION=1.0',
    'f1:version=1',
    'f1:HOSTID=0019D2C92417',
    'f1:EXPDATE=01-JAN-2030',
    'f1:KEY=1a0f2b3c',
    'f1:SIGN="1A0F 2B3C"',
    'f1:ISSUER=me',
    '"f1:NOTICE=to us"',
    'f1:VENDOR_STRING=a:b=c',
    'f1:dist_info=d',
    'f1:user_info=u',
    'f1:asset_info=a',
  ])('%s picks the pool', (text) => {
    const selector = parseSelector(text);
    expect(selector !== null && matches(selector, pool)).toBe(true);
  }); // prettier-ignore

  test.each([
    'f2',
    'F1',
    'f1:VERSION=1.1',
    'f1:HOSTID=ANY',
    'f1:EXPDATE=permanent',
    'f1:KEY=1A0F',
    'f1:ISSUER=Me',
    'f1:NOTICE=to',
    'f1:VENDOR_STRING=a',
    'f1:user_info=d',
  ])('%s does not', (text) => {
    const selector = parseSelector(text);
    expect(selector !== null && matches(selector, pool)).toBe(false);
  }); // prettier-ignore

  test('EXPDATE=permanent picks pools that never expire', () => {
    const selector = parseSelector('f1:EXPDATE=1-jan-0');
    expect(selector !== null && matches(selector, { ...pool, expiry: null })).toBe(true);
  });

  test.each(['', ':', 'f1:', 'f1:VERSION', 'f1:VERSION=', '=x', 'f1:x=1'])('"%s" is none', (text) => {
    expect(parseSelector(text)).toBeNull();
  });
});

describe('who a line is about', () => {
  const who: Asker = {
    user: 'ann',
    host: 'pc1.example.com',
    display: ':0',
    project: 'moon',
    addresses: ['192.168.3.4'],
  };
  const groups = (text: string) => groupsOf(parseOptions(text).file);
  const none = groups('');

  test.each([
    ['USER', 'ann', true],
    ['USER', 'Ann', false],
    ['USER', 'a*', true],
    ['HOST', 'pc1.example.com', true],
    ['HOST', 'pc1', false],
    ['HOST', 'pc*.example.com', true],
    ['HOST', '192.168.*.*', true],
    ['DISPLAY', ':0', true],
    ['DISPLAY', ':1', false],
    ['INTERNET', '192.168.*.*', true],
    ['INTERNET', '192.169.*.*', false],
    ['INTERNET', '192.168.3.4', true],
    ['PROJECT', 'moon', true],
    ['PROJECT', 'sun', false],
    ['GROUP', 'g', false],
    ['HOST_GROUP', 'g', false],
  ] as const)('%s %s: %s', (type, name, expected) => {
    expect(matchesWho(type, name, who, none)).toBe(expected);
  });

  test('groups: lines add up, users and hosts apart, with wildcards and addresses', () => {
    const table = groups(
      'GROUP g bob\nGROUP g ann\nGROUP w a*\nHOST_GROUP h x pc1.example.com\nHOST_GROUP n 192.168.*.*\n',
    );
    const is = (type: 'GROUP' | 'HOST_GROUP', name: string) => matchesWho(type, name, who, table);
    expect([is('GROUP', 'g'), is('GROUP', 'w'), is('HOST_GROUP', 'h'), is('HOST_GROUP', 'n')]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([is('GROUP', 'h'), is('HOST_GROUP', 'g')]).toEqual([false, false]);
  });

  test('GROUPCASEINSENSITIVE is for members of groups only, wherever the line stands', () => {
    const text = 'GROUP g ANN\nHOST_GROUP h PC1.Example.com\n';
    expect(matchesWho('GROUP', 'g', who, groups(text))).toBe(false);
    const table = groups(`${text}GROUPCASEINSENSITIVE ON\n`);
    expect(matchesWho('GROUP', 'g', who, table)).toBe(true);
    expect(matchesWho('HOST_GROUP', 'h', who, table)).toBe(true);
    expect(matchesWho('USER', 'ANN', who, table)).toBe(false);
  });

  test('FQDN_MATCHING lenient takes the short name as well', () => {
    expect(matchesWho('HOST', 'pc1', who, groups('FQDN_MATCHING lenient'))).toBe(true);
    expect(matchesWho('HOST', 'pc1', who, groups('FQDN_MATCHING exact'))).toBe(false);
  });

  test('the pieces between two * may not overlap', () => {
    expect(matchesText('*ab*b*', 'ab')).toBe(false);
    expect(matchesText('*ab*b*', 'abb')).toBe(true);
    expect(matchesText('ab*b', 'ab')).toBe(false);
  });

  test('* stands for any characters, as a regular expression would have it', () => {
    const unit = fc.constantFrom('a', 'b', '*');
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 6 }),
        fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }),
        (pattern, text) => {
          expect(matchesText(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
