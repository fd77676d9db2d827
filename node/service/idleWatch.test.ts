import { expect, test } from 'vitest';
import { granted, TestLog } from '../licensing/testKit.ts';
import { LeaseClock } from './leaseClock.ts';

const SECONDS = 1_000;

/** A log whose feature f times out after so many seconds, with one seat out, and the clock of its master. */
function office(options: string, minimumTimeoutSeconds = 0) {
  const log = new TestLog();
  log.licenseWith(options, { minimumTimeoutSeconds });
  log.open('s');
  const lease = granted(log.checkout('s'));
  const clock = new LeaseClock(log.state, 1, 0);
  /** Leases that are to be revoked at that time, the session having said then that it is idle for so long. */
  const revoked = (now: number, idleSeconds: number) => {
    clock.heard('s', now, idleSeconds);
    return revokedBy(now);
  };
  const revokedBy = (now: number) =>
    clock.due(now).flatMap(({ revoke }) => (revoke ? [revoke.lease, revoke.reason] : []));
  return { log, lease, clock, revoked, revokedBy };
}

test('seats of a program that is idle for its TIMEOUT are taken back, not before', () => {
  const { lease, revoked, revokedBy } = office('TIMEOUT f 60\n');
  expect(revoked(100 * SECONDS, 50)).toEqual([]);
  expect(revokedBy(109 * SECONDS)).toEqual([]);
  expect(revokedBy(110 * SECONDS)).toEqual([lease, 'TIMEOUT']);
});

test('a program that is in use again, or never says how long it was not, keeps its seats', () => {
  const { revoked } = office('TIMEOUT f 60\n');
  revoked(100 * SECONDS, 59);
  expect(revoked(101 * SECONDS, 0)).toEqual([]);
  expect(revoked(900 * SECONDS, 0)).toEqual([]);
});

test('it is proposed once, until it was lost', () => {
  const { lease, log, clock, revoked, revokedBy } = office('TIMEOUTALL 60\n');
  expect(revoked(100 * SECONDS, 60)).toHaveLength(2);
  expect(revokedBy(101 * SECONDS)).toEqual([]);
  expect(revokedBy(102 * SECONDS)).toHaveLength(2);
  clock.applied(log.entry({ revoke: { lease, reason: 'TIMEOUT' } }).events, 103 * SECONDS);
  expect(revokedBy(106 * SECONDS)).toEqual([]);
});

test.each([
  ['TIMEOUT f 60\nTIMEOUTALL 10\n', 0, 60],
  ['TIMEOUT f 60\n', 90, 90],
  ['TIMEOUTALL 10\n', 0, 10],
])('%j with a least time of %i s: after %i s', (options, least, seconds) => {
  const { revoked } = office(options, least);
  expect(revoked(500 * SECONDS, seconds - 1)).toEqual([]);
  expect(revoked(500 * SECONDS, seconds)).toHaveLength(2);
});

test('without a TIMEOUT line nothing is taken back, whatever the vendor says', () => {
  expect(office('', 90).revoked(5_000 * SECONDS, 4_000)).toEqual([]);
});
