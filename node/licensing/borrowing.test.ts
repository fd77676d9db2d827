import { describe, expect, test } from 'vitest';
import type { BorrowWishInit } from '../../proto/index.ts';
import { freeAfter } from './borrowing.ts';
import { FlexCode, Minor } from './failures.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { ANN, DATE, granted, refused, TestLog } from './testKit.ts';

const HOUR = 3_600_000;
const DAYS = 24 * HOUR;

/** A log with a license of three seats that can be borrowed for 48 hours, a key, and an open session. */
function lending(...pools: Parameters<TestLog['license']>): TestLog {
  const log = new TestLog();
  log.license(...(pools.length > 0 ? pools : [{ count: 3, borrowHours: 48 }]));
  log.run({ setBorrowKey: { seed: new Uint8Array(32).fill(1) } });
  log.open('s');
  return log;
}

function wish(hours: number, more: BorrowWishInit = {}): BorrowWishInit {
  return { until: (DATE + hours * HOUR) / 1000, machine: 'm1', ...more };
}

let sequence = 1000;

function borrow(log: TestLog, hours = 24, count = 1) {
  sequence += 1;
  return log.run({ checkout: { session: 's', sequence, checkout: { feature: 'f', count, borrow: wish(hours) } } });
}

function giveBack(log: TestLog, lease: number, session = 's') {
  sequence += 1;
  return log.run({ returnBorrow: { session, sequence, lease } });
}

/** Lets the date move on and looks at what an end of that lease comes to. */
function endAt(log: TestLog, lease: number, date: number): boolean {
  log.date = date;
  log.run({ endBorrow: { lease } });
  return !log.state.held.has(lease);
}

describe('borrowed seats', () => {
  test('outlive the session that asked for them, and count as out', () => {
    const log = lending();
    const lease = granted(borrow(log, 24, 2));
    expect(log.state.session('s')?.leases.size).toBe(0);
    log.run({ endSession: { session: 's' } });
    expect(log.state.held.get(lease)).toMatchObject({ borrowedUntil: (DATE + DAYS) / 1000, machine: 'm1', count: 2 });
    expect(log.state.held.get(lease)?.session.identity.user).toBe(ANN.user);
    log.open('t');
    granted(log.checkout('t'));
    expect(refused(log.checkout('t'))).toEqual([FlexCode.Exhausted, Minor.AllOut]);
  });

  test('are in no list of what a session holds, and no checkin frees them', () => {
    const log = lending();
    const lease = granted(borrow(log));
    expect(refused(log.checkin('s', lease))[0]).toBe(FlexCode.NotCheckedOut);
    expect(log.open('s')?.attached?.leases).toEqual([]);
  });

  test('are free an hour after their end by the date of the log, not a moment before', () => {
    const log = lending();
    const lease = granted(borrow(log, 24));
    expect(endAt(log, lease, DATE + 25 * HOUR - 1)).toBe(false);
    expect(endAt(log, lease, DATE + 25 * HOUR)).toBe(true);
    expect(log.state.borrowed.size).toBe(0);
    expect(log.state.used.size).toBe(0);
  });

  test('are free at once when they are returned, by any session, and returning them again is no error', () => {
    const log = lending();
    const lease = granted(borrow(log));
    log.open('t');
    expect(giveBack(log, lease, 't')?.borrowReturned).toMatchObject({ lease });
    expect(log.state.used.size).toBe(0);
    expect(giveBack(log, lease, 't')?.borrowReturned).toMatchObject({ lease });
  });

  test('a return frees nothing that is not borrowed', () => {
    const log = lending();
    const lease = granted(log.checkout('s'));
    giveBack(log, lease);
    expect(log.state.held.has(lease)).toBe(true);
  });

  test('are asked for once: a retry gets the same lease, a cancel frees them', () => {
    const log = lending();
    const command = { session: 's', sequence: 5, checkout: { feature: 'f', count: 1, borrow: wish(24) } };
    const lease = granted(log.run({ checkout: command }));
    expect(granted(log.run({ checkout: command }))).toBe(lease);
    expect(log.state.borrowed.size).toBe(1);
    log.cancel('s', 5);
    expect(log.state.borrowed.size).toBe(0);
    expect(log.state.used.size).toBe(0);
  });

  test('are not taken back by lmremove or a timeout', () => {
    const log = lending();
    const lease = granted(borrow(log));
    log.run({ revoke: { lease, reason: 'lmremove' } });
    log.run({ finishRevocation: { lease, term: log.term } });
    expect(log.state.held.get(lease)?.revoking).toBe(false);
  });

  test('stay out when the license is renewed, and count against the line in the place of theirs', () => {
    const log = lending();
    const lease = granted(borrow(log, 24, 3));
    log.license({ id: 'q', count: 3, borrowHours: 48 });
    expect(log.state.held.get(lease)?.pool).toBe('q');
    expect(refused(log.checkout('s'))).toEqual([FlexCode.Exhausted, Minor.AllOut]);
    expect(endAt(log, lease, DATE + 25 * HOUR)).toBe(true);
    granted(log.checkout('s', 3));
  });

  test('are in the snapshot, with the key', () => {
    const log = lending();
    const lease = granted(borrow(log));
    log.run({ endSession: { session: 's' } });
    const restored = decodeState(encodeState(log.state));
    expect(encodeState(restored)).toEqual(encodeState(log.state));
    expect(restored.borrowKey).toEqual(new Uint8Array(32).fill(1));
    log.state = restored;
    expect([...restored.borrowed.keys()]).toEqual([lease]);
    expect(endAt(log, lease, DATE + 25 * HOUR)).toBe(true);
  });
});

describe('a borrow is refused', () => {
  test('from a line without BORROW, and from an uncounted one (-68)', () => {
    expect(refused(borrow(lending({ count: 3 })))).toEqual([FlexCode.BorrowNotEnabled, Minor.NotBorrowable]);
    const uncounted = lending({ uncounted: true, borrowHours: 48 });
    expect(refused(borrow(uncounted))).toEqual([FlexCode.BorrowNotEnabled, Minor.NotBorrowable]);
  });

  test('for longer than the line says (-104)', () => {
    const log = lending();
    expect(refused(borrow(log, 48.001))).toEqual([FlexCode.BorrowTooLong, Minor.BorrowTooLong]);
    granted(borrow(log, 48));
  });

  test('beyond the day on which the line expires (-104)', () => {
    const day = Math.floor(DATE / DAYS);
    const log = lending({ count: 3, borrowHours: 48, expiryDay: day });
    expect(refused(borrow(log, 24.001))).toEqual([FlexCode.BorrowTooLong, Minor.BorrowTooLong]);
    granted(borrow(log, 24));
  });

  test('until a time that is over (-42)', () => {
    expect(refused(borrow(lending(), 0))).toEqual([FlexCode.InvalidParameter, Minor.BorrowEndsInPast]);
    expect(refused(borrow(lending(), -1))).toEqual([FlexCode.InvalidParameter, Minor.BorrowEndsInPast]);
  });

  test('when no seats are left (-4)', () => {
    const log = lending();
    granted(log.checkout('s', 2));
    expect(refused(borrow(log, 24, 2))).toEqual([FlexCode.Exhausted, Minor.AllOut]);
  });

  test('with queueing (-42)', () => {
    const checkout = { feature: 'f', count: 1, queue: true, borrow: wish(24) };
    const answer = lending().run({ checkout: { session: 's', sequence: 1, checkout } });
    expect(refused(answer)).toEqual([FlexCode.InvalidParameter, Minor.BorrowQueue]);
  });
});

describe('the options file', () => {
  /** A log with those options, in which ann has session s. */
  function ruled(options: string, ...pools: Parameters<TestLog['license']>): TestLog {
    const log = new TestLog();
    log.licenseWith(options, ...(pools.length > 0 ? pools : [{ count: 3, borrowHours: 48 }]));
    log.open('s');
    return log;
  }

  test('keeps those from borrowing whom EXCLUDE_BORROW names (-38), who check out as ever', () => {
    const log = ruled('EXCLUDE_BORROW f USER ann\n');
    expect(refused(borrow(log))).toEqual([FlexCode.Excluded, Minor.BorrowExcluded]);
    granted(log.checkout('s'));
    granted(borrow(ruled('EXCLUDE_BORROW f USER bob\n')));
  });

  test('lets only those borrow whom INCLUDE_BORROW names (-39), unless they are excluded', () => {
    const group = 'GROUP travellers bob ann\nINCLUDE_BORROW f GROUP travellers\n';
    granted(borrow(ruled(group)));
    expect(refused(borrow(ruled('INCLUDE_BORROW f USER bob\n')))).toEqual([-39, Minor.BorrowNotIncluded]);
    expect(refused(borrow(ruled(`${group}EXCLUDE_BORROW f HOST pc1\n`)))).toEqual([-38, Minor.BorrowExcluded]);
  });

  test('lowers the hours with MAX_BORROW_HOURS and never raises them (-104)', () => {
    const lower = ruled('MAX_BORROW_HOURS f 100\nMAX_BORROW_HOURS f 10\n');
    expect(refused(borrow(lower, 10.001))).toEqual([FlexCode.BorrowTooLong, Minor.BorrowTooLong]);
    granted(borrow(lower, 10));
    expect(refused(borrow(ruled('MAX_BORROW_HOURS f 100\n'), 49))[0]).toBe(FlexCode.BorrowTooLong);
  });

  test('keeps so many seats from being borrowed as BORROW_LOWWATER says (-67), and those can be checked out', () => {
    const log = ruled('BORROW_LOWWATER f 1\n');
    expect(refused(borrow(log, 24, 3))).toEqual([FlexCode.NothingToBorrow, Minor.BorrowLowWater]);
    granted(borrow(log, 24, 2));
    expect(refused(borrow(log))).toEqual([FlexCode.NothingToBorrow, Minor.BorrowLowWater]);
    granted(log.checkout('s'));
  });

  test('judges new borrows only: what is borrowed stays so when it is read anew', () => {
    const log = ruled('');
    const lease = granted(borrow(log, 24, 3));
    log.licenseWith('EXCLUDE_BORROW f USER ann\nBORROW_LOWWATER f 3\n', { count: 3 });
    expect(log.state.borrowed.has(lease)).toBe(true);
  });

  test('is about the pools that its selector names', () => {
    const pools = [
      { id: 'p', version: '1.0', borrowHours: 48 },
      { id: 'q', version: '2.0', borrowHours: 48 },
    ];
    const log = ruled('EXCLUDE_BORROW f:VERSION=1.0 USER ann\n', ...pools);
    expect(log.state.held.get(granted(borrow(log)))?.pool).toBe('q');
  });
});

test('a borrow is served from the first pool that lends, a plain checkout from the first of all', () => {
  const log = lending({ id: 'p', count: 3 }, { id: 'q', count: 3, borrowHours: 48 });
  expect(log.state.held.get(granted(borrow(log)))?.pool).toBe('q');
  expect(log.state.held.get(granted(log.checkout('s')))?.pool).toBe('p');
});

test('the first key stays, and one of another length is none', () => {
  const log = new TestLog();
  log.run({ setBorrowKey: { seed: new Uint8Array(31) } });
  expect(log.state.borrowKey.length).toBe(0);
  log.run({ setBorrowKey: { seed: new Uint8Array(32).fill(1) } });
  log.run({ setBorrowKey: { seed: new Uint8Array(32).fill(2) } });
  expect(log.state.borrowKey[0]).toBe(1);
});

test('the servers keep the seats an hour longer than the machine that has them', () => {
  const log = lending();
  const held = log.state.held.get(granted(borrow(log, 24)));
  expect(held === undefined ? 0 : freeAfter(held)).toBe(DATE + 25 * HOUR);
});
