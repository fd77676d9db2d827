import { describe, expect, test } from 'vitest';
import { type Holdings, SetLicenseCodec } from '../../proto/index.ts';
import { poolOf, TestLog } from '../licensing/testKit.ts';
import { differingLicenses, licenseToTake, type MemberHoldings, orderToTake, versionToRaise } from './duties.ts';

const ORDER = ['b', 'a', 'c'];

function text(hash: string): Uint8Array {
  return SetLicenseCodec.encode({ hash, pools: [poolOf()] });
}

function member(server: string, more: Partial<Holdings> = {}): MemberHoldings {
  const hash = more.licenseHash ?? 'h1';
  const holdings: Holdings = {
    licenseHash: hash,
    licenseContent: '',
    revision: '',
    license: hash === '' ? new Uint8Array(0) : text(hash),
    serverOrder: ORDER,
    diskPendingMilliseconds: 0,
    noMaster: false,
    logVersion: 1,
    rereads: 0,
    ...more,
  };
  return { server, holdings };
}

/** Puts the command into the log, as the master would. */
function taken(log: TestLog, members: MemberHoldings[], toTake: typeof orderToTake): boolean {
  const command = toTake(log.state, members);
  if (command !== null) log.run(command);
  return command !== null;
}

describe('the license in force (R14)', () => {
  test('is taken up once two of three have the same text, and once only', () => {
    const log = new TestLog();
    expect(licenseToTake(log.state, [member('a')])).toBeNull();
    expect(licenseToTake(log.state, [member('a'), member('b', { licenseHash: 'h2' })])).toBeNull();
    const members = [member('a', { licenseHash: 'h2' }), member('b'), member('c')];
    expect(taken(log, members, licenseToTake)).toBe(true);
    expect(log.state.license?.hash).toBe('h1');
    expect(licenseToTake(log.state, members)).toBeNull();
  });

  test('stays until two of three have the new one', () => {
    const log = new TestLog();
    taken(log, [member('a'), member('b')], licenseToTake);
    const renewed = { licenseHash: 'h2' };
    expect(licenseToTake(log.state, [member('a', renewed), member('b'), member('c')])).toBeNull();
    expect(licenseToTake(log.state, [member('a', renewed), member('b')])).toBeNull();
    taken(log, [member('a', renewed), member('b'), member('c', renewed)], licenseToTake);
    expect(log.state.license?.hash).toBe('h2');
  });

  test('in Kubernetes the revision counts too', () => {
    const log = new TestLog();
    expect(licenseToTake(log.state, [member('a', { revision: '1' }), member('b', { revision: '2' })])).toBeNull();
  });

  test('is taken up from files that order the SERVER lines in three ways, and stays', () => {
    const log = new TestLog();
    const of = (licenseHash: string, content = 'c') => {
      const license = SetLicenseCodec.encode({ hash: licenseHash, content, pools: [poolOf()] });
      return { licenseHash, licenseContent: content, license };
    };
    const members = [member('a', of('h1')), member('b', of('h2')), member('c', of('h3'))];
    expect(taken(log, members, licenseToTake)).toBe(true);
    expect(log.state.license?.hash).toBe('h1');
    expect(licenseToTake(log.state, [...members].reverse())).toBeNull();
    expect(differingLicenses(log.state, members)).toEqual([]);
    // Two with the same text go before two that say the same.
    taken(log, [member('a', of('h1')), member('b', of('h2')), member('c', of('h2'))], licenseToTake);
    expect(log.state.license?.hash).toBe('h2');
    const odd = [member('a', of('h2')), member('b', of('h4', 'd')), member('c', { licenseHash: '' })];
    expect(licenseToTake(log.state, odd)).toBeNull();
    expect(differingLicenses(log.state, odd)).toEqual(['b']);
  });

  test('members without a license have nothing in common', () => {
    const log = new TestLog();
    const none = { licenseHash: '' };
    expect(licenseToTake(log.state, [member('a', none), member('b', none), member('c', none)])).toBeNull();
  });
});

describe('the order in force (R19)', () => {
  test('is that of the files, once two agree', () => {
    const log = new TestLog();
    expect(orderToTake(log.state, [member('a')])).toBeNull();
    expect(taken(log, [member('a'), member('b')], orderToTake)).toBe(true);
    expect(log.state.order).toMatchObject({ servers: ORDER, mismatch: false });
    expect(orderToTake(log.state, [member('a'), member('b'), member('c')])).toBeNull();
  });

  test('is the alphabetical one when files disagree, until all three agree again', () => {
    const log = new TestLog();
    const other = { serverOrder: ['c', 'b', 'a'] };
    taken(log, [member('a'), member('b'), member('c', other)], orderToTake);
    expect(log.state.order).toMatchObject({ servers: ['a', 'b', 'c'], mismatch: true });
    expect(orderToTake(log.state, [member('a'), member('b'), member('c', other)])).toBeNull();
    expect(orderToTake(log.state, [member('a'), member('b')])).toBeNull();
    taken(log, [member('a'), member('b'), member('c')], orderToTake);
    expect(log.state.order).toMatchObject({ servers: ORDER, mismatch: false });
  });

  test('does not depend on who is the master', () => {
    const list = [member('a'), member('b', { serverOrder: ['c', 'b', 'a'] }), member('c')];
    const orders = [0, 1, 2].map((first) => {
      const log = new TestLog();
      taken(log, [...list.slice(first), ...list.slice(0, first)], orderToTake);
      return log.state.order.servers;
    });
    expect(orders).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
  });

  test('in Kubernetes only files of one revision are compared, and one that is late holds up nothing', () => {
    const log = new TestLog();
    const renewed = { revision: '2', serverOrder: ['c', 'b', 'a'] };
    const late = member('a', { revision: '1' });
    expect(orderToTake(log.state, [late, member('b', renewed)])).toBeNull();
    taken(log, [late, member('b', renewed), member('c', renewed)], orderToTake);
    expect(log.state.order).toMatchObject({ servers: ['c', 'b', 'a'], mismatch: false });
  });
});

describe('the version of the rules (R20)', () => {
  const of = (logVersion: number) => ({ logVersion });
  function log(incarnations: number[]): TestLog {
    const made = new TestLog();
    made.state.version = 1;
    const members = incarnations.map((incarnation, i) => ({ server: 'abc'[i] ?? '', incarnation, host: '', port: 0 }));
    made.state.members = { members, former: [] };
    return made;
  }

  test('is raised to the lowest that all three announce', () => {
    const { state } = log([1, 2, 3]);
    const all = [member('a', of(3)), member('b', of(2)), member('c', of(3))];
    expect(versionToRaise(state, all)).toEqual({ raiseVersion: { version: 2 } });
    state.version = 2;
    expect(versionToRaise(state, all)).toBeNull();
  });

  test('stays while one is older, away, or without a disk', () => {
    const { state } = log([1, 2, 3]);
    expect(versionToRaise(state, [member('a', of(2)), member('b', of(1)), member('c', of(2))])).toBeNull();
    expect(versionToRaise(state, [member('a', of(2)), member('b', of(2))])).toBeNull();
    const all = [member('a', of(2)), member('b', of(2)), member('c', of(2))];
    expect(versionToRaise(log([1, 2, 0]).state, all)).toBeNull();
  });
});
