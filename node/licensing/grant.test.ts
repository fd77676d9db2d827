import { describe, expect, test } from 'vitest';
import type { CheckoutOperation, Identity, Pool, RefusedLine } from '../../proto/index.ts';
import { SetLicenseCodec } from '../../proto/index.ts';
import { FlexCode, Minor } from './failures.ts';
import { choosePool, NOT_IN_QUEUE } from './grant.ts';
import { MAX_COUNT } from './rules.ts';
import { Seats } from './seats.ts';
import { ANN, poolOf, TestLog } from './testKit.ts';

const DAY = 86_400_000;

function pools(...list: Parameters<typeof poolOf>[0][]): Pool[] {
  return SetLicenseCodec.decode(SetLicenseCodec.encode({ pools: list.map((pool) => poolOf(pool)) })).pools;
}

function choose(
  list: Pool[],
  request: Partial<CheckoutOperation> = {},
  more: { day?: number; used?: number; latestDay?: number; refused?: RefusedLine[]; identity?: Identity } = {},
) {
  const { refused = [] } = more;
  const wanted = {
    feature: 'f',
    version: '',
    count: 1,
    vendor: '',
    queue: false,
    checkoutData: new Uint8Array(0),
    borrow: null,
  };
  const log = new TestLog();
  log.open('s', { identity: more.identity ?? ANN });
  const session = log.state.session('s');
  if (session === null) throw new Error('the session is not open');
  const seats = new Seats();
  seats.take(SetLicenseCodec.decode(SetLicenseCodec.encode({ pools: list, refused })));
  for (const pool of list) if (more.used !== undefined) seats.used.set(pool.id, more.used);
  const date = (more.day ?? 100) * DAY;
  const chosen = choosePool(
    { ...wanted, ...request },
    session,
    { date, latestDate: Math.max(date, (more.latestDay ?? 0) * DAY) },
    seats,
    NOT_IN_QUEUE,
    null,
  );
  return 'pool' in chosen ? chosen.pool.pool.id : [chosen.refused.code, chosen.refused.minor];
}

describe('the grant rule', () => {
  test.each([0, -1, 1.5, Number.NaN, MAX_COUNT + 1])('a count of %s is refused', (count) => {
    expect(choose(pools({}), { count })).toEqual([FlexCode.InvalidParameter, Minor.CountOutOfRange]);
  });

  test('a line is good from its first day through its last', () => {
    const list = pools({ startDay: 100, expiryDay: 101 });
    expect(choose(list, {}, { day: 99.9 })).toEqual([FlexCode.NotStarted, Minor.LineNotStarted]);
    expect(choose(list, {}, { day: 100 })).toBe('p');
    expect(choose(list, {}, { day: 101.9 })).toBe('p');
    expect(choose(list, {}, { day: 102 })).toEqual([FlexCode.Expired, Minor.LineExpired]);
  });

  test('a line that expires serves nobody while the date is more than a day before one that it was already', () => {
    const list = pools({ expiryDay: 100 });
    expect(choose(list, {}, { day: 100, latestDay: 101 })).toBe('p');
    expect(choose(list, {}, { day: 99.9, latestDay: 101 })).toEqual([FlexCode.ClockSetBack, Minor.ClockSetBack]);
    expect(choose(pools({}), {}, { day: 1, latestDay: 101 })).toBe('p');
  });

  test('a line serves versions up to its own', () => {
    expect(choose(pools({ version: '2.0' }), { version: '1.9' })).toBe('p');
    expect(choose(pools({ version: '2.0' }), { version: '2.1' })).toEqual([
      FlexCode.VersionUnsupported,
      Minor.VersionTooHigh,
    ]);
    expect(choose(pools({}), { version: 'x' })).toEqual([FlexCode.BadVersion, Minor.MalformedVersion]);
  });

  test('more than the line gives in all is told apart from all being out', () => {
    expect(choose(pools({ count: 2 }), { count: 3 })).toEqual([FlexCode.TooMany, Minor.AboveTotal]);
    expect(choose(pools({ count: 2 }), { count: 2 }, { used: 1 })).toEqual([FlexCode.Exhausted, Minor.AllOut]);
  });

  test('an uncounted line never runs out', () => {
    expect(choose(pools({ uncounted: true, count: 0 }), { count: 5 }, { used: 1_000 })).toBe('p');
  });

  test('a line locked to a host serves that host only', () => {
    expect(choose(pools({ hostids: ['HOSTNAME=PC1'] }))).toBe('p');
    expect(choose(pools({ hostids: ['ANY'] }))).toBe('p');
    expect(choose(pools({ hostids: ['HOSTNAME=pc2', '001122334455'] }))).toEqual([
      FlexCode.InvalidHost,
      Minor.HostNotAllowed,
    ]);
  });

  test.each([
    ['001122334455', { hostids: ['00:11:22:33:44:55'] }],
    ['VM_UUID=abcd-1', { hostids: ['0011aabbccdd', 'VM_UUID=ABCD-1'] }],
    ['INTERNET=10.1.*.*', { address: '10.1.2.3' }],
    ['USER=eve', { user: 'eve' }],
  ])('a line locked to %s serves who has it and nobody else', (hostid, has) => {
    const list = pools({ hostids: [hostid] });
    expect(choose(list)).toEqual([FlexCode.InvalidHost, Minor.HostNotAllowed]);
    expect(choose(list, {}, { identity: { ...ANN, ...has } })).toBe('p');
  });

  test('the refusal that came closest is the one that is told', () => {
    const list = pools({ id: 'old', version: '1.0' }, { id: 'full', count: 1 }, { id: 'expired', expiryDay: 1 });
    expect(choose(list, { version: '2.0' }, { used: 1 })).toEqual([FlexCode.Exhausted, Minor.AllOut]);
  });

  test('a feature whose lines may not be used is refused with what is wrong with them', () => {
    const refused = [{ feature: 'g', vendor: 'v', code: -8, detail: 'license.dat:5: SIGN does not fit' }];
    expect(choose(pools({}), { feature: 'g' }, { refused })).toEqual([-8, Minor.LineRefused]);
    expect(choose(pools({}), { feature: 'g', vendor: 'v' }, { refused })).toEqual([-8, Minor.LineRefused]);
    expect(choose(pools({}), { feature: 'g', vendor: 'w' }, { refused })).toEqual([
      FlexCode.NoSuchFeature,
      Minor.UnknownFeature,
    ]);
    expect(choose(pools({ feature: 'g' }), { feature: 'g' }, { refused })).toBe('p');
  });

  test('another vendor has no such feature', () => {
    expect(choose(pools({}), { vendor: 'other' })).toEqual([FlexCode.NoSuchFeature, Minor.UnknownFeature]);
  });
});
