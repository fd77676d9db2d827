import { describe, expect, test } from 'vitest';
import { FlexCode, Minor } from './failures.ts';
import { DEFAULT_LEASE_MS, RULES_VERSION, RulesTooNew } from './rules.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { BOB, batchOf, granted, refused, TestLog } from './testKit.ts';

function formed(count = 10): TestLog {
  const log = new TestLog();
  log.license({ count });
  log.open('s');
  return log;
}

describe('once (R9)', () => {
  test('a retried checkout is answered with its grant and takes no more seats', () => {
    const log = formed();
    const first = log.checkout('s', 3, { sequence: 1 });
    const again = log.checkout('s', 3, { sequence: 1 });
    expect(again).toEqual(first);
    expect(log.state.used.get('p')).toBe(3);
  });

  test('a retry is answered under a new master and after the session was taken up again', () => {
    const log = formed();
    const lease = granted(log.checkout('s', 1, { sequence: 1 }));
    log.term = 2;
    log.open('s');
    expect(granted(log.checkout('s', 1, { sequence: 1 }))).toBe(lease);
    expect(log.state.held.size).toBe(1);
  });

  test('a denied checkout stays denied when it is retried, even if seats have come free', () => {
    const log = formed(1);
    const lease = granted(log.checkout('s', 1, { sequence: 1 }));
    expect(refused(log.checkout('s', 1, { sequence: 2 }))).toEqual([FlexCode.Exhausted, Minor.AllOut]);
    log.checkin('s', lease);
    expect(refused(log.checkout('s', 1, { sequence: 2 }))).toEqual([FlexCode.Exhausted, Minor.AllOut]);
  });

  test('a retry after its lease was taken back is refused', () => {
    const log = formed();
    const lease = granted(log.checkout('s', 1, { sequence: 1 }));
    log.run({ revoke: { lease, reason: 'lmremove' } });
    log.run({ finishRevocation: { lease, term: 1 } });
    expect(refused(log.checkout('s', 1, { sequence: 1 }))).toEqual([FlexCode.NotCheckedOut, Minor.LeaseGone]);
  });

  test('a retry while its lease is being taken back says so (R4)', () => {
    const log = formed();
    const lease = granted(log.checkout('s', 1, { sequence: 1 }));
    log.run({ revoke: { lease, reason: 'lmremove' } });
    expect(log.checkout('s', 1, { sequence: 1 })?.granted?.revoking).toBe(true);
  });

  test('a retry of what the client has acknowledged is refused', () => {
    const log = formed();
    log.checkout('s', 1, { sequence: 1 });
    log.checkout('s', 1, { sequence: 2, answeredBelow: 2 });
    const late = log.checkout('s', 1, { sequence: 1 });
    expect(refused(late)).toEqual([FlexCode.BadAnswer, Minor.SequenceForgotten]);
    expect(log.state.used.get('p')).toBe(2);
  });

  test('a retried checkin is answered again', () => {
    const log = formed();
    const lease = granted(log.checkout('s'));
    const checkin = { checkin: { session: 's', sequence: 50, lease } };
    const first = log.run(checkin);
    expect(first?.checkedIn).toEqual({ lease, index: log.index });
    expect(log.run(checkin)).toEqual(first);
  });

  test('a cancel releases what was granted, and the grant is refused from then on', () => {
    const log = formed();
    granted(log.checkout('s', 2, { sequence: 1 }));
    expect(log.cancel('s', 1)?.cancelled).toEqual({ cancelledSequence: 1 });
    expect(log.state.held.size).toBe(0);
    expect(refused(log.checkout('s', 2, { sequence: 1 }))).toEqual([FlexCode.BadAnswer, Minor.Cancelled]);
  });

  test('a cancel forbids a checkout that arrives after it', () => {
    const log = formed();
    log.run({ cancel: { session: 's', sequence: 2, cancelledSequence: 1 } });
    expect(refused(log.checkout('s', 1, { sequence: 1 }))).toEqual([FlexCode.BadAnswer, Minor.Cancelled]);
    expect(log.state.held.size).toBe(0);
  });

  test('the answers of an ended session are kept for one lease, then it is not known', () => {
    const log = formed();
    const lease = granted(log.checkout('s', 1, { sequence: 1 }));
    const checkin = { checkin: { session: 's', sequence: 2, lease } };
    const answer = log.run(checkin);
    log.run({ endSession: { session: 's' } });
    log.now = DEFAULT_LEASE_MS;
    expect(log.run(checkin)).toEqual(answer);
    log.now = DEFAULT_LEASE_MS + 1;
    expect(refused(log.run(checkin))).toEqual([FlexCode.NotCheckedOut, Minor.UnknownSession]);
    expect(log.state.sessions.size).toBe(0);
    expect(log.open('s')?.attached?.created).toBe(true);
  });

  test('a session that comes back within that lease still runs nothing twice', () => {
    const log = formed();
    granted(log.checkout('s', 1, { sequence: 1 }));
    log.run({ endSession: { session: 's' } });
    expect(log.open('s')?.attached).toMatchObject({ created: true, leases: [] });
    expect(refused(log.checkout('s', 1, { sequence: 1 }))).toEqual([FlexCode.NotCheckedOut, Minor.LeaseGone]);
    // Its second end does not bring back the first one's time.
    log.now = DEFAULT_LEASE_MS + 1;
    log.run({ renew: { session: 's' } });
    expect(log.state.session('s')).not.toBeNull();
  });

  test('an operation of a session that has ended is refused', () => {
    const log = formed();
    log.run({ endSession: { session: 's' } });
    expect(refused(log.checkout('s'))).toEqual([FlexCode.NotCheckedOut, Minor.UnknownSession]);
    expect(refused(log.run({ renew: { session: 's' } }))).toEqual([FlexCode.NotCheckedOut, Minor.UnknownSession]);
  });
});

describe('deadlines in the log (R3, R5)', () => {
  test('a mark of silence holds the time left, and a renewal in the log clears it', () => {
    const log = formed();
    const leaseVersion = log.state.session('s')?.leaseVersion;
    log.run({ markSilent: { session: 's', leaseVersion, leftMilliseconds: 5 } });
    expect(log.state.session('s')).toMatchObject({ silent: true, leftMilliseconds: 5 });
    log.run({ renew: { session: 's' } });
    expect(log.state.session('s')).toMatchObject({ silent: false });
  });

  test('a mark of silence is void when the session was heard in the log since', () => {
    const log = formed();
    const leaseVersion = log.state.session('s')?.leaseVersion;
    log.open('s');
    log.run({ markSilent: { session: 's', leaseVersion, leftMilliseconds: 5 } });
    expect(log.state.session('s')?.silent).toBe(false);
  });

  test.each([
    ['of another term', { term: 1 }, false],
    ['of an older lease version', { leaseVersion: 1 }, false],
    ['of this term and version', {}, true],
  ])('an expiry %s takes effect or is void', (_, stale, ends) => {
    const log = formed();
    log.checkout('s');
    log.run({ renew: { session: 's' } });
    log.term = 2;
    log.run({ expireSession: { session: 's', term: 2, leaseVersion: 2, ...stale } });
    expect(log.state.session('s') === null).toBe(ends);
    expect(log.state.held.size).toBe(ends ? 0 : 1);
  });
});

describe('taking back (R4)', () => {
  test('revoked seats count as out, are named by renewals, and are free once the client lets go', () => {
    const log = formed(1);
    const lease = granted(log.checkout('s'));
    log.run({ revoke: { lease, reason: 'lmremove by root' } });
    expect(log.run({ renew: { session: 's' } })?.renewed?.revoking).toEqual([lease]);
    log.open('other', { identity: BOB });
    expect(refused(log.checkout('other'))).toEqual([FlexCode.Exhausted, Minor.AllOut]);
    log.checkin('s', lease);
    granted(log.checkout('other'));
  });

  test('revoked seats are free once their time is over, by the word of this term only', () => {
    const log = formed(1);
    const lease = granted(log.checkout('s'));
    log.run({ finishRevocation: { lease, term: 1 } });
    expect(log.state.held.size).toBe(1);
    log.run({ revoke: { lease, reason: 'TIMEOUT' } });
    log.term = 2;
    log.run({ finishRevocation: { lease, term: 1 } });
    expect(log.state.held.size).toBe(1);
    log.run({ finishRevocation: { lease, term: 2 } });
    expect(log.state.held.size).toBe(0);
    expect(log.state.session('s')).not.toBeNull();
  });
});

describe('lease time (R2, R7)', () => {
  test('a shorter lease time never shortens that of a living session', () => {
    const log = formed();
    log.run({ setLeaseTime: { milliseconds: 10_000 } });
    expect(log.state.session('s')?.leaseMilliseconds).toBe(DEFAULT_LEASE_MS);
    expect(log.open('s')?.attached?.leaseMilliseconds).toBe(DEFAULT_LEASE_MS);
    expect(log.open('new')?.attached?.leaseMilliseconds).toBe(10_000);
  });

  test('a longer lease time comes with the next attach', () => {
    const log = formed();
    log.run({ setLeaseTime: { milliseconds: 60_000 } });
    expect(log.state.session('s')?.leaseMilliseconds).toBe(DEFAULT_LEASE_MS);
    expect(log.open('s')?.attached?.leaseMilliseconds).toBe(60_000);
  });

  test('lease time never goes back (R8)', () => {
    const log = formed();
    log.now = 500;
    log.entry();
    log.now = 400;
    log.entry();
    expect(log.state.leaseTime).toBe(500);
  });

  test('a cluster formed by two grants nothing before its time (R17)', () => {
    const log = formed();
    log.state.noGrantsBefore = 30_000;
    log.now = 29_999;
    expect(refused(log.checkout('s'))).toEqual([FlexCode.Busy, Minor.FormedByTwo]);
    log.now = 30_000;
    granted(log.checkout('s'));
  });
});

describe('sessions of one (R2)', () => {
  test('end with their last seat, and a retry is answered by what came of it', () => {
    const log = formed();
    log.open('u', { single: true });
    const lease = granted(log.checkout('u', 1, { sequence: 1 }));
    log.checkin('u', lease);
    expect(log.state.session('u')).toBeNull();
    log.open('u', { single: true });
    expect(log.state.session('u')).toBeNull();
    expect(refused(log.checkout('u', 1, { sequence: 1 }))).toEqual([FlexCode.NotCheckedOut, Minor.LeaseGone]);
    expect(log.state.used.size).toBe(0);
  });

  test('end at once when denied, and the denial is what a retry hears', () => {
    const log = formed(1);
    log.checkout('s');
    log.open('u', { single: true });
    expect(refused(log.checkout('u', 1, { sequence: 1 }))).toEqual([FlexCode.Exhausted, Minor.AllOut]);
    expect(log.state.session('u')).toBeNull();
    log.open('u', { single: true });
    expect(refused(log.checkout('u', 1, { sequence: 1 }))).toEqual([FlexCode.Exhausted, Minor.AllOut]);
  });
});

describe('restarted programs (R10)', () => {
  test('a clean end frees all seats at once', () => {
    const log = formed();
    log.checkout('s', 2);
    log.checkout('s', 3);
    expect(log.run({ endSession: { session: 's' } })?.ended).toEqual({});
    expect(log.state.used.size).toBe(0);
  });

  test("a new session ends its dead predecessor's first, if the owner is the same", () => {
    const log = formed(1);
    log.checkout('s');
    log.open('next', { replaces: 's' });
    expect(log.state.session('s')).toBeNull();
    granted(log.checkout('next'));
  });

  test('nobody ends the session of another owner', () => {
    const log = formed(1);
    log.open('next', { replaces: 's', identity: BOB });
    expect(log.state.session('s')).not.toBeNull();
  });

  test('a session that names itself as its predecessor goes on', () => {
    const log = formed(1);
    const lease = granted(log.checkout('s'));
    expect(log.open('s', { replaces: 's' })?.attached?.leases?.map((each) => each.lease)).toEqual([lease]);
  });

  test('nobody checks in the lease of another session', () => {
    const log = formed();
    const lease = granted(log.checkout('s'));
    log.open('other', { identity: BOB });
    expect(refused(log.checkin('other', lease))).toEqual([FlexCode.NotCheckedOut, Minor.UnknownLease]);
    expect(log.state.held.size).toBe(1);
  });
});

describe('pools from the log (R13, R14)', () => {
  test('nothing is granted before a license is in force', () => {
    const log = new TestLog();
    log.open('s');
    expect(refused(log.checkout('s'))).toEqual([FlexCode.Unsupported, Minor.NoLicenseInForce]);
  });

  test('owned is the count of the line and its overdraft', () => {
    const log = new TestLog();
    log.license({ count: 2, overdraft: 1 });
    log.open('s');
    granted(log.checkout('s', 3));
    expect(refused(log.checkout('s'))).toEqual([FlexCode.Exhausted, Minor.AllOut]);
  });

  test('with fewer licenses nothing is taken back, and nothing granted until there is room', () => {
    const log = formed(10);
    const lease = granted(log.checkout('s', 8));
    log.license({ count: 5 });
    expect(log.state.used.get('p')).toBe(8);
    expect(refused(log.checkout('s', 1))).toEqual([FlexCode.Exhausted, Minor.AllOut]);
    log.checkin('s', lease);
    granted(log.checkout('s', 5));
  });

  test('seats of a line that went away still count when it comes back', () => {
    const log = formed(10);
    granted(log.checkout('s', 8));
    log.license({ id: 'q', feature: 'g' });
    expect(refused(log.checkout('s'))).toEqual([FlexCode.NoSuchFeature, Minor.UnknownFeature]);
    log.license({ count: 10 });
    expect(refused(log.checkout('s', 3))).toEqual([FlexCode.Exhausted, Minor.AllOut]);
  });

  test('pools are tried in the order of their rank, and those that are full are passed over', () => {
    const log = new TestLog();
    log.license({ id: 'second', count: 1, rank: 1 }, { id: 'first', count: 1, rank: 0 });
    log.open('s');
    log.checkout('s');
    expect([...log.state.used.keys()]).toEqual(['first']);
    log.checkout('s');
    expect([...log.state.used.keys()]).toEqual(['first', 'second']);
  });
});

describe('members (R16)', () => {
  test('a new incarnation takes the slot, and the one it replaces is former for ever', () => {
    const log = new TestLog();
    log.run({
      setMembers: {
        members: [
          { server: 'a', incarnation: 1, host: 'A', port: 5 },
          { server: 'b', incarnation: 2 },
        ],
      },
    });
    log.state.applyMemberChange({ server: 'a', incarnation: 9, replaces: 1 }, 2);
    log.state.applyMemberChange({ server: 'a', incarnation: 9, replaces: 1 }, 3);
    expect(log.state.members.members[0]).toEqual({ server: 'a', incarnation: 9, host: 'A', port: 5 });
    expect(log.state.members.members[1]?.incarnation).toBe(2);
    expect(log.state.members.former).toEqual([1]);
  });
});

describe('versions (R20)', () => {
  test('a log by rules that this program does not know is not applied', () => {
    const log = formed();
    const batch = batchOf([]);
    batch.version = RULES_VERSION + 1;
    expect(() => log.state.apply(batch, 9, 1)).toThrow(RulesTooNew);
    expect(() => log.run({ raiseVersion: { version: RULES_VERSION + 1 } })).toThrow(/this program knows up to/);
  });
});

describe('the date', () => {
  test('that was far ahead once is forgotten with a new license, and is in the snapshot until then', () => {
    const log = formed();
    const right = log.date;
    log.date = right + 400 * 86_400_000;
    log.entry();
    const wrong = log.date;
    log.date = right;
    log.entry();
    expect(decodeState(encodeState(log.state)).latestDate).toBe(wrong);
    log.license({ expiryDay: 40_000 });
    expect(log.state.latestDate).toBe(right);
  });
});
