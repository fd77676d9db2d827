import { describe, expect, test } from 'vitest';
import type { PoolInit } from '../../proto/index.ts';
import { FlexCode } from './failures.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { granted, refused, TestLog } from './testKit.ts';

function shared(dupGroup: string, more: PoolInit = {}): TestLog {
  const log = new TestLog();
  log.license({ dupGroup, ...more });
  return log;
}

const used = (log: TestLog, pool = 'p') => log.state.used.get(pool) ?? 0;

describe('DUP_GROUP', () => {
  test.each([
    ['U', 2],
    ['H', 3],
    ['D', 2],
    ['UHD', 5],
    ['SITE', 1],
    ['NONE', 6],
    ['', 6],
  ])('%s: those who have it in common take one seat together', (dupGroup, seats) => {
    const log = shared(dupGroup);
    granted(log.ask('ann', 1, { host: 'pc1', display: ':0' }));
    granted(log.ask('ann', 1, { host: 'pc1', display: ':0' }));
    granted(log.ask('ann', 1, { host: 'pc2', display: ':0' }));
    granted(log.ask('bob', 1, { host: 'pc2', display: ':1' }));
    granted(log.ask('bob', 1, { host: 'pc3', display: ':1' }));
    granted(log.ask('ann', 1, { host: 'pc1', display: ':1' }));
    expect(used(log)).toBe(seats);
  });

  test('V: those with the same checkout data', () => {
    const log = shared('V');
    granted(log.ask('ann', 1, { data: Uint8Array.of(1) }));
    granted(log.ask('bob', 1, { data: Uint8Array.of(1) }));
    granted(log.ask('bob', 1, { data: Uint8Array.of(2) }));
    expect(used(log)).toBe(2);
  });

  test('a larger request takes the difference', () => {
    const log = shared('U', { count: 3 });
    granted(log.ask('ann', 2));
    granted(log.ask('ann', 3));
    expect(used(log)).toBe(3);
    granted(log.ask('ann', 1));
    expect(refused(log.ask('bob'))[0]).toBe(FlexCode.Exhausted);
  });

  test('together they take what the largest of those that are left has', () => {
    const log = shared('U');
    const small = granted(log.ask('ann', 2));
    const large = granted(log.ask('ann', 5));
    log.checkin('ann@pc1', small);
    expect(used(log)).toBe(5);
    const third = granted(log.ask('ann', 1));
    log.checkin('ann@pc1', large);
    expect(used(log)).toBe(1);
    log.checkin('ann@pc1', third);
    expect(used(log)).toBe(0);
  });

  test('the pool where they have seats already comes before the first one', () => {
    const log = new TestLog();
    log.license({ id: 'p', dupGroup: 'U', count: 1 }, { id: 'q', dupGroup: 'U', count: 1 });
    const lease = granted(log.ask('bob'));
    granted(log.ask('ann'));
    log.checkin('bob@pc1', lease);
    granted(log.ask('ann'));
    expect([...log.state.used]).toEqual([['q', 1]]);
  });

  test('MAX counts the seats that are taken, not the checkouts that share them', () => {
    const log = new TestLog();
    log.licenseWith('MAX 1 f USER ann\n', { dupGroup: 'U' });
    granted(log.ask('ann'));
    granted(log.ask('ann'));
    expect(refused(log.ask('ann', 2))[0]).toBe(FlexCode.ExceedsMax);
  });

  test('a snapshot keeps who shares with whom', () => {
    const log = shared('U', { count: 4 });
    const first = granted(log.ask('ann', 3));
    granted(log.ask('ann', 2));
    log.state = decodeState(encodeState(log.state));
    expect(used(log)).toBe(3);
    log.checkin('ann@pc1', first);
    expect(used(log)).toBe(2);
  });
});

describe('suites', () => {
  const suite = (more: PoolInit = {}): TestLog => {
    const log = new TestLog();
    log.license(
      { id: 's', feature: 'pack', isSuite: true, packageName: 'pack', count: 2, ...more },
      { id: 'p', feature: 'f', suitePool: 's', packageName: 'pack', count: 2 },
      { id: 'q', feature: 'g', suitePool: 's', packageName: 'pack', count: 2 },
    );
    return log;
  };

  test('a checkout of a component takes a seat of the suite as well', () => {
    const log = suite();
    const lease = granted(log.ask('ann'));
    granted(log.ask('ann', 1, { feature: 'g' }));
    expect([used(log, 's'), used(log, 'p'), used(log, 'q')]).toEqual([2, 1, 1]);
    expect(refused(log.ask('bob'))[0]).toBe(FlexCode.Exhausted);
    log.checkin('ann@pc1', lease);
    granted(log.ask('bob'));
  });

  test('SUITE_DUP_GROUP shares the seats of the suite', () => {
    const log = suite({ dupGroup: 'U' });
    granted(log.ask('ann'));
    granted(log.ask('ann', 1, { feature: 'g' }));
    expect(used(log, 's')).toBe(1);
  });

  test('SUITE_RESERVED keeps the other components for who has one', () => {
    const log = suite({ suiteReserved: true });
    granted(log.ask('ann'));
    granted(log.ask('bob'));
    expect(refused(log.ask('eve', 1, { feature: 'g' }))[0]).toBe(FlexCode.Exhausted);
    granted(log.ask('ann', 1, { feature: 'g' }));
  });

  test('neither the suite itself nor a package without a suite can be checked out', () => {
    const log = new TestLog();
    log.license({ packageName: 'pack' });
    expect(refused(log.ask('ann', 1, { feature: 'pack' }))[0]).toBe(FlexCode.JustAPackage);
    expect(refused(suite().ask('ann', 1, { feature: 'pack' }))[0]).toBe(FlexCode.JustAPackage);
  });

  test('a snapshot keeps what is taken of the suite', () => {
    const log = suite();
    granted(log.ask('ann', 2));
    log.state = decodeState(encodeState(log.state));
    expect(refused(log.ask('bob', 1, { feature: 'g' }))[0]).toBe(FlexCode.Exhausted);
  });
});
