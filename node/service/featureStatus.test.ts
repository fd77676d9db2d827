import { expect, test } from 'vitest';
import { granted, TestLog } from '../licensing/testKit.ts';
import { featureStatuses } from './featureStatus.ts';

function log(): TestLog {
  const made = new TestLog();
  made.license({ count: 3 }, { id: 'q', count: 2, expiryDay: 30_000 });
  made.open('s');
  return made;
}

test('issued and used are summed over the pools of a feature', () => {
  const made = log();
  made.checkout('s', 3);
  made.checkout('s', 1);
  const [feature] = featureStatuses(made.state, { users: false, feature: '', sessions: false });
  expect(feature).toMatchObject({ feature: 'f', issued: 5, used: 4, uncounted: false, users: [] });
  expect(feature?.pools?.map((pool) => [pool.pool, pool.count, pool.used, pool.expiry])).toEqual([
    ['p', 3, 3, 'permanent'],
    ['q', 2, 1, '20-feb-2052'],
  ]);
});

test('seats that are being taken back are shown as out (R4)', () => {
  const made = log();
  const lease = granted(made.checkout('s', 2));
  made.run({ revoke: { lease, reason: 'lmremove' } });
  const [feature] = featureStatuses(made.state, { users: true, feature: 'f', sessions: false });
  expect(feature?.users).toMatchObject([{ user: 'ann', host: 'pc1', lease, count: 2, revoking: true }]);
});

test('a feature that left the license is shown for as long as seats of it are out', () => {
  const made = log();
  granted(made.checkout('s', 2));
  made.license({ id: 'g', feature: 'g' });
  const all = featureStatuses(made.state, { users: false, feature: '', sessions: false });
  expect(all.map((each) => [each.feature, each.issued, each.used])).toEqual([
    ['g', 10, 0],
    ['f', 0, 2],
  ]);
});

test('session ids are left out unless they are asked for', () => {
  const made = log();
  granted(made.checkout('s', 1));
  const seen = [true, false].map(
    (sessions) => featureStatuses(made.state, { users: true, feature: 'f', sessions })[0]?.users?.[0]?.session,
  );
  expect(seen).toEqual(['s', '']);
});

test('idle reservations stand apart from what is used, and who shares seats is marked', () => {
  const made = new TestLog();
  made.licenseWith('RESERVE 2 f USER ann\nRESERVE 1 f HOST pc9\n', { count: 5, dupGroup: 'U' });
  made.ask('ann');
  made.ask('ann');
  const [feature] = featureStatuses(made.state, { users: true, feature: 'f', sessions: false });
  expect(feature).toMatchObject({ issued: 5, used: 1, reserved: 2 });
  expect(feature?.pools).toMatchObject([{ used: 1, reserved: 2 }]);
  expect(feature?.reservations).toEqual([
    { pool: 'p', count: 2, type: 'USER', name: 'ann', used: 1 },
    { pool: 'p', count: 1, type: 'HOST', name: 'pc9', used: 0 },
  ]);
  expect(feature?.users?.map((user) => user.shared)).toEqual([false, true]);
});

test('those who wait are listed after those who have seats, and counted apart', () => {
  const made = new TestLog();
  made.license({ count: 1 });
  made.ask('ann');
  made.open('b', { identity: { user: 'bob', host: 'pc2' } });
  made.run({ checkout: { session: 'b', sequence: 7, checkout: { feature: 'f', count: 1, queue: true } } });
  const [feature] = featureStatuses(made.state, { users: true, feature: 'f', sessions: true });
  expect(feature).toMatchObject({ used: 1, queued: 1 });
  expect(feature?.users?.map(({ user, queued, version, count }) => [user, queued, version, count])).toEqual([
    ['ann', undefined, '2.0', 1],
    ['bob', true, '2.0', 1],
  ]);
});

test('a lease that lingers shows for how many seconds yet', () => {
  const made = new TestLog();
  made.license({ count: 1, lingerSeconds: 60 });
  made.checkin('ann@pc1', granted(made.ask('ann')));
  made.now = 20_500;
  made.entry();
  const [feature] = featureStatuses(made.state, { users: true, feature: 'f', sessions: true });
  expect(feature?.users?.map((user) => user.lingerSeconds)).toEqual([40]);
});
