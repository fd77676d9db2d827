import { describe, expect, test } from 'vitest';
import type { PoolInit } from '../../proto/index.ts';
import { FlexCode } from './failures.ts';
import { decodeState, encodeState } from './snapshot.ts';
import { granted, refused, TestLog } from './testKit.ts';

const SECONDS = 1_000;

function lingering(more: PoolInit = {}): TestLog {
  const log = new TestLog();
  log.license({ count: 1, lingerSeconds: 60, ...more });
  return log;
}

const isFree = (log: TestLog) => log.state.used.size === 0;

describe('LINGER', () => {
  test('seats stay out after their checkin until their time is over by lease time', () => {
    const log = lingering();
    log.checkin('ann@pc1', granted(log.ask('ann')));
    log.now = 60 * SECONDS - 1;
    expect(refused(log.ask('bob'))[0]).toBe(FlexCode.Exhausted);
    log.now = 60 * SECONDS;
    granted(log.ask('bob'));
  });

  test('a date that jumps frees nothing', () => {
    const log = lingering();
    log.checkin('ann@pc1', granted(log.ask('ann')));
    log.date += 86_400_000;
    expect(refused(log.ask('bob'))[0]).toBe(FlexCode.Exhausted);
  });

  test('so do those of a program that ends or dies, also when its session is forgotten', () => {
    const log = lingering({ lingerSeconds: 600 });
    granted(log.ask('ann'));
    log.run({ endSession: { session: 'ann@pc1' } });
    log.now = 300 * SECONDS;
    expect(refused(log.ask('bob'))[0]).toBe(FlexCode.Exhausted);
    expect(log.state.sessions.has('ann@pc1')).toBe(false);
    log.state = decodeState(encodeState(log.state));
    expect(refused(log.ask('bob'))[0]).toBe(FlexCode.Exhausted);
    expect([...log.state.held.values()].map((held) => held.session.identity.user)).toEqual(['ann']);
    log.now = 600 * SECONDS;
    granted(log.ask('bob'));
  });

  test('the next checkout of the same user, host and display takes them over', () => {
    const log = lingering();
    log.checkin('ann@pc1', granted(log.ask('ann')));
    expect(refused(log.ask('ann', 1, { host: 'pc2' }))[0]).toBe(FlexCode.Exhausted);
    const again = granted(log.ask('ann'));
    expect([...log.state.held.keys()]).toEqual([again]);
  });

  test('seats that others share are not taken over: they stay with them (R13)', () => {
    const log = lingering({ count: 3, dupGroup: 'SITE' });
    const lease = granted(log.ask('ann', 2));
    granted(log.ask('bob', 2));
    log.checkin('ann@pc1', lease);
    expect(refused(log.ask('ann', 4))[0]).toBe(FlexCode.TooMany);
    granted(log.ask('ann', 3));
    expect(log.state.used.get('p')).toBe(3);
    const v = lingering({ count: 1, dupGroup: 'V' });
    const one = Uint8Array.of(1);
    const first = granted(v.ask('ann', 1, { data: one }));
    granted(v.ask('bob', 1, { data: one }));
    v.checkin('ann@pc1', first);
    expect(refused(v.ask('ann', 1, { data: Uint8Array.of(2) }))[0]).toBe(FlexCode.Exhausted);
    expect(v.state.used.get('p')).toBe(1);
  });

  test('above the count of a smaller license all that lingers of the asker is given up for the next (R13)', () => {
    const log = lingering({ count: 8 });
    const leases = Array.from({ length: 4 }, () => granted(log.ask('ann')));
    granted(log.ask('bob', 4));
    for (const lease of leases) log.checkin('ann@pc1', lease);
    log.license({ count: 5, lingerSeconds: 60 });
    granted(log.ask('ann'));
    expect(log.state.used.get('p')).toBe(5);
  });

  test('what lingers for one project is not taken over for another, where the options tell them apart', () => {
    const log = new TestLog();
    log.licenseWith('RESERVE 1 f PROJECT moon\n', { count: 1, lingerSeconds: 60 });
    log.checkin('ann@pc1moon', granted(log.ask('ann', 1, { project: 'moon' })));
    expect(refused(log.ask('ann', 1, { project: 'sun' }))[0]).toBe(FlexCode.Exhausted);
    granted(log.ask('ann', 1, { project: 'moon' }));
  });

  test('a checkout that is taken back or revoked does not linger', () => {
    const log = lingering();
    granted(log.run(log.checkoutOf(open(log), 1, { sequence: 900 })));
    log.cancel('s', 900);
    expect(isFree(log)).toBe(true);
    const lease = granted(log.checkout('s'));
    log.run({ revoke: { lease, reason: 'lmremove' } });
    log.checkin('s', lease);
    expect(isFree(log)).toBe(true);
  });

  test('what lingers cannot be revoked, checked in again, or believed by a late answer', () => {
    const log = lingering();
    const checkout = log.checkoutOf(open(log), 1, { sequence: 900 });
    const lease = granted(log.run(checkout));
    log.checkin('s', lease);
    log.run({ revoke: { lease, reason: 'lmremove' } });
    expect(log.state.held.get(lease)?.revoking).toBe(false);
    expect(refused(log.checkin('s', lease))[0]).toBe(FlexCode.NotCheckedOut);
    expect(refused(log.run(checkout))[0]).toBe(FlexCode.NotCheckedOut);
    expect(log.open('s')?.attached?.leases).toEqual([]);
  });

  test('the same seats are taken over whether or not a snapshot was taken since', () => {
    const log = lingering({ count: 4 });
    const leases = [granted(log.ask('ann')), granted(log.ask('ann'))];
    for (const lease of leases.toReversed()) log.checkin('ann@pc1', lease);
    const started = new TestLog();
    started.state = decodeState(encodeState(log.state));
    const checkout = { session: 'ann@pc1', sequence: 50, checkout: { feature: 'f', count: 1 } };
    for (const each of [log, started]) {
      each.index = 50;
      each.run({ checkout });
    }
    expect(encodeState(started.state)).toEqual(encodeState(log.state));
  });

  test('the options file can make it longer, not shorter than the vendor', () => {
    const log = new TestLog();
    log.licenseWith('LINGER f 90\nLINGER g 1\n', { lingerSeconds: 60 }, { id: 'q', feature: 'g', lingerSeconds: 60 });
    log.checkin('ann@pc1', granted(log.ask('ann')));
    log.checkin('ann@pc1', granted(log.ask('ann', 1, { feature: 'g' })));
    log.now = 60 * SECONDS;
    log.entry();
    expect([...log.state.used.keys()]).toEqual(['p']);
    log.now = 90 * SECONDS;
    log.entry();
    expect(isFree(log)).toBe(true);
  });

  test('seats whose time is over are free in the order of their ends, whatever was freed before', () => {
    const log = lingering({ count: 9 });
    const leases = ['ann', 'bob', 'eve'].map((user) => granted(log.ask(user)));
    leases.forEach((lease, i) => {
      log.now = (3 - i) * SECONDS;
      log.now += 10 * i * SECONDS;
      log.checkin(['ann@pc1', 'bob@pc1', 'eve@pc1'][i] ?? '', lease);
    });
    granted(log.ask('bob'));
    log.now = 100 * SECONDS;
    const { events } = log.entry();
    const freed = events.flatMap((event) => (event.kind === 'returned' ? [event.held.lease] : []));
    expect(freed).toEqual([leases[0], leases[2]]);
  });
});

function open(log: TestLog): string {
  log.open('s');
  return 's';
}
