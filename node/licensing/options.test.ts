import { describe, expect, test } from 'vitest';
import type { IdentityInit, PoolInit } from '../../proto/index.ts';
import { FlexCode } from './failures.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { granted, refused, TestLog } from './testKit.ts';

function ruled(options: string, ...pools: PoolInit[]): TestLog {
  const log = new TestLog();
  log.licenseWith(options, ...(pools.length === 0 ? [{}] : pools));
  return log;
}

/** The code that this asker is refused with; 0 if seats are granted. */
function codeFor(log: TestLog, user: string, more: Partial<IdentityInit> & { feature?: string } = {}): number {
  const result = log.ask(user, 1, more);
  return result?.failure == null ? 0 : refused(result)[0];
}

describe('INCLUDE and EXCLUDE', () => {
  test('without any line everybody is served', () => {
    expect(codeFor(ruled(''), 'ann')).toBe(0);
  });

  test('an exclude list alone serves all others', () => {
    const log = ruled('EXCLUDE f USER ann\n');
    expect(codeFor(log, 'ann')).toBe(FlexCode.Excluded);
    expect(codeFor(log, 'bob')).toBe(0);
  });

  test('an include list alone serves nobody else', () => {
    const log = ruled('INCLUDE f USER ann\n');
    expect(codeFor(log, 'ann')).toBe(0);
    expect(codeFor(log, 'bob')).toBe(FlexCode.NotIncluded);
  });

  test('who is on both lists is excluded', () => {
    expect(codeFor(ruled('INCLUDE f USER ann\nEXCLUDE f HOST pc1\n'), 'ann')).toBe(FlexCode.Excluded);
  });

  test('INCLUDEALL and INCLUDE make one list, also for features that only INCLUDEALL is about', () => {
    const log = ruled('INCLUDEALL USER ann\nINCLUDE f USER bob\n', {}, { id: 'q', feature: 'g' });
    expect(codeFor(log, 'ann')).toBe(0);
    expect(codeFor(log, 'bob')).toBe(0);
    expect(codeFor(log, 'bob', { feature: 'g' })).toBe(FlexCode.NotIncluded);
    expect(codeFor(log, 'eve')).toBe(FlexCode.NotIncluded);
  });

  test('EXCLUDEALL is about every feature', () => {
    const log = ruled('EXCLUDEALL USER ann\n', {}, { id: 'q', feature: 'g' });
    expect(codeFor(log, 'ann')).toBe(FlexCode.Excluded);
    expect(codeFor(log, 'ann', { feature: 'g' })).toBe(FlexCode.Excluded);
  });

  test.each<[string, Partial<IdentityInit>]>([
    ['USER ann', {}],
    ['USER a*', {}],
    ['HOST pc1', {}],
    ['HOST pc*', {}],
    ['HOST 10.1.2.3', {}],
    ['DISPLAY :0', {}],
    ['INTERNET 10.1.*.*', {}],
    ['PROJECT moon', {}],
    ['GROUP team', {}],
    ['HOST_GROUP lab', {}],
  ])('EXCLUDE f %s finds its asker and nobody else', (who) => {
    const log = ruled(`GROUP team ann\nHOST_GROUP lab pc1\nEXCLUDE f ${who}\n`);
    const ann = { host: 'pc1', display: ':0', address: '10.1.2.3', project: 'moon' };
    expect(codeFor(log, 'ann', ann)).toBe(FlexCode.Excluded);
    expect(codeFor(log, 'bob', { host: 'ws2', display: ':1', address: '10.2.2.3', project: 'sun' })).toBe(0);
  });

  test('names are case-sensitive; members of groups are not with GROUPCASEINSENSITIVE ON', () => {
    expect(codeFor(ruled('EXCLUDE f USER Ann\n'), 'ann')).toBe(0);
    expect(codeFor(ruled('GROUP team Ann\nEXCLUDE f GROUP team\n'), 'ann')).toBe(0);
    expect(codeFor(ruled('GROUPCASEINSENSITIVE ON\nGROUP team Ann\nEXCLUDE f GROUP team\n'), 'aNN')).toBe(-38);
  });

  test('a selector picks the pool: who may not have one gets seats of the other', () => {
    const log = ruled('EXCLUDE f:VERSION=1.0 USER ann\n', { version: '1.0' }, { id: 'q', version: '2.0' });
    granted(log.ask('ann'));
    granted(log.ask('bob'));
    expect(log.state.used).toEqual(
      new Map([
        ['q', 1],
        ['p', 1],
      ]),
    );
  });

  test('a line that cannot be read is left out and the rest stands', () => {
    const log = ruled('EXCLUDE f\nNONSENSE\nEXCLUDE f USER ann\n');
    expect(codeFor(log, 'ann')).toBe(FlexCode.Excluded);
    expect(codeFor(log, 'bob')).toBe(0);
  });

  test('the options of one vendor are nothing to another', () => {
    const log = new TestLog();
    const options = 'EXCLUDEALL USER ann\nEXCLUDEALL USER bob\n';
    const optionsParts = [
      { vendor: 'v', file: 'v.opt', length: 20 },
      { vendor: 'w', file: 'w.opt', length: 20 },
    ];
    const pools = [
      { id: 'p', feature: 'f', vendor: 'v', version: '1', count: 9 },
      { id: 'q', feature: 'g', vendor: 'w', version: '1', count: 9, rank: 1 },
      { id: 'r', feature: 'h', vendor: 'x', version: '1', count: 9, rank: 2 },
    ];
    log.run({ setLicense: { hash: 'h', options, optionsParts, pools } });
    expect(codeFor(log, 'ann')).toBe(FlexCode.Excluded);
    expect(codeFor(log, 'bob')).toBe(0);
    expect(codeFor(log, 'ann', { feature: 'g' })).toBe(0);
    expect(codeFor(log, 'bob', { feature: 'g' })).toBe(FlexCode.Excluded);
    expect(codeFor(log, 'ann', { feature: 'h' })).toBe(0);
  });
});

describe('USER_BASED and HOST_BASED lines', () => {
  test('serve nobody while no INCLUDE names anybody', () => {
    expect(codeFor(ruled('', { attributes: { USER_BASED: '' } }), 'ann')).toBe(FlexCode.NobodyNamed);
  });

  test('serve those that INCLUDE lines name, as many as the line says, in the order of the file', () => {
    const log = ruled('GROUP team bob eve\nINCLUDE f USER ann\nINCLUDE f GROUP team\n', {
      attributes: { USER_BASED: '2' },
    });
    expect(['ann', 'bob', 'eve'].map((user) => codeFor(log, user))).toEqual([0, 0, FlexCode.NotIncluded]);
    expect(log.state.seats.rules.problems).toEqual(['options: f is USER_BASED for 2; eve cannot use it']);
  });

  test('HOST_BASED goes by the host', () => {
    const log = ruled('INCLUDE f HOST pc1\n', { attributes: { HOST_BASED: '' } });
    expect(codeFor(log, 'ann', { host: 'pc1' })).toBe(0);
    expect(codeFor(log, 'ann', { host: 'pc2' })).toBe(FlexCode.NotIncluded);
  });
});

describe('MAX', () => {
  test('all that a line is about have so many together, whatever is free', () => {
    const log = ruled('GROUP team ann bob\nMAX 2 f GROUP team\n');
    granted(log.ask('ann'));
    const second = granted(log.ask('bob'));
    expect(codeFor(log, 'ann')).toBe(FlexCode.ExceedsMax);
    granted(log.ask('eve', 5));
    log.checkin('bob@pc1', second);
    expect(codeFor(log, 'ann')).toBe(0);
  });

  test('a request above it is refused as a whole', () => {
    const log = ruled('MAX 2 f USER ann\n');
    expect(refused(log.ask('ann', 3))[0]).toBe(FlexCode.ExceedsMax);
    granted(log.ask('ann', 2));
  });

  test('acts on uncounted lines as well', () => {
    const log = ruled('MAX 1 f USER ann\n', { uncounted: true, count: 0 });
    granted(log.ask('ann'));
    expect(codeFor(log, 'ann')).toBe(FlexCode.ExceedsMax);
  });
});

describe('RESERVE', () => {
  test('idle reservations are not to be had by others, and are told apart from seats that are out', () => {
    const log = ruled('RESERVE 2 f USER ann\n', { count: 3 });
    granted(log.ask('bob'));
    expect(codeFor(log, 'bob')).toBe(FlexCode.AllReserved);
    expect(log.state.used.get('p')).toBe(1);
    expect(log.state.seats.pool('p')?.idle).toBe(2);
    granted(log.ask('ann', 2));
    expect(codeFor(log, 'ann')).toBe(FlexCode.Exhausted);
  });

  test('who has a reservation takes it first, then what is free', () => {
    const log = ruled('RESERVE 1 f USER ann\n', { count: 3 });
    granted(log.ask('ann', 2));
    expect(log.state.seats.pool('p')).toMatchObject({ idle: 0, reservedUsed: [1] });
    granted(log.ask('bob'));
  });

  test('a reserved seat that comes back is reserved again', () => {
    const log = ruled('RESERVE 1 f USER ann\n', { count: 1 });
    log.checkin('ann@pc1', granted(log.ask('ann')));
    expect(codeFor(log, 'bob')).toBe(FlexCode.AllReserved);
    granted(log.ask('ann'));
  });

  test('without a selector it reserves in each pool of the feature', () => {
    const log = ruled('RESERVE 1 f USER ann\n', { count: 1 }, { id: 'q', count: 1 });
    expect(codeFor(log, 'bob')).toBe(FlexCode.AllReserved);
    granted(log.ask('ann'));
    granted(log.ask('ann'));
  });

  test('reservations beyond what the pool has are dropped in the order of the file and told', () => {
    const log = ruled('RESERVE 2 f USER ann\nRESERVE 2 f USER bob\nRESERVE 1 f USER eve\n', { count: 3 });
    expect(log.state.seats.pool('p')?.rules.reservations.map(({ name, count }) => [name, count])).toEqual([
      ['ann', 2],
      ['bob', 1],
    ]);
    expect(log.state.seats.rules.problems).toEqual([
      'options:2: 1 of 2 reservations are dropped: more than the 3 licenses of f 2.0',
      'options:3: 1 of 1 reservations are dropped: more than the 3 licenses of f 2.0',
    ]);
  });

  test('a line that names a package reserves each of its components', () => {
    const log = ruled('RESERVE 1 pack USER ann\n', { count: 1, packageName: 'pack' });
    expect(codeFor(log, 'bob')).toBe(FlexCode.AllReserved);
    granted(log.ask('ann'));
  });

  test('a line about a feature that the license does not have is told', () => {
    expect(ruled('RESERVE 1 g USER ann\n').state.seats.rules.problems).toEqual([
      'options:1: the license has no feature g',
    ]);
  });
});

describe('MAX_OVERDRAFT', () => {
  test('cuts what OVERDRAFT gives beyond the count', () => {
    const log = ruled('MAX_OVERDRAFT f 1\n', { count: 2, overdraft: 5 });
    granted(log.ask('ann', 3));
    expect(codeFor(log, 'ann')).toBe(FlexCode.Exhausted);
  });
});

describe('MAX_CONNECTIONS', () => {
  test('no more sessions are opened; those that are open go on, and a retry of one of them is not refused', () => {
    const log = ruled('MAX_CONNECTIONS 2\n');
    log.open('a');
    log.open('b');
    expect(refused(log.open('c'))[0]).toBe(FlexCode.OutOfConnections);
    expect(log.open('a')?.attached?.created).toBe(false);
    granted(log.checkout('b'));
    log.run({ endSession: { session: 'a' } });
    expect(log.open('c')?.attached?.created).toBe(true);
  });
});

describe('other options for the same license', () => {
  test('what is out stays out, counts against the new rules, and shows above them', () => {
    const log = ruled('', { count: 5 });
    const leases = [granted(log.ask('ann')), granted(log.ask('ann')), granted(log.ask('ann'))];
    log.licenseWith('MAX 1 f USER ann\nRESERVE 1 f USER ann\n', { count: 5 });
    expect(log.state.held.size).toBe(3);
    expect(log.state.seats.pool('p')).toMatchObject({ limitUsed: [3], reservedUsed: [1], idle: 0 });
    for (const lease of leases) {
      expect(codeFor(log, 'ann')).toBe(FlexCode.ExceedsMax);
      log.checkin('ann@pc1', lease);
    }
    granted(log.ask('ann'));
  });

  test('who is excluded from now on keeps what they have', () => {
    const log = ruled('');
    const lease = granted(log.ask('ann'));
    log.licenseWith('EXCLUDE f USER ann\n', {});
    expect(log.state.held.has(lease)).toBe(true);
    expect(codeFor(log, 'ann')).toBe(FlexCode.Excluded);
  });
});

test('a snapshot keeps who has which reservation', () => {
  const log = ruled('RESERVE 2 f USER ann\nMAX 3 f USER ann\n', { count: 4 });
  const first = granted(log.ask('ann', 3));
  log.checkin('ann@pc1', first);
  granted(log.ask('ann'));
  granted(log.ask('bob', 2));
  log.state = decodeState(encodeState(log.state));
  expect(log.state.seats.pool('p')).toMatchObject({ idle: 1, reservedUsed: [1], limitUsed: [1] });
  expect(codeFor(log, 'bob')).toBe(FlexCode.AllReserved);
  granted(log.ask('ann'));
});
