/** What programs that read lmstat depend on, for any status that a server may give. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AdminService,
  type FeatureStatusInit,
  type Status,
  type StatusInit,
  type UserStatusInit,
} from '../../proto/index.ts';
import { readLmstat } from '../testing/lmstatGrammar.ts';
import { type ClusterView, noAnswer } from './clusterView.ts';
import { banner, type StatusParts, statusHeader, statusLines } from './statusText.ts';

const all: StatusParts = {
  ...{ daemons: true, features: true, users: true, activeOnly: false },
  ...{ vendor: '', byVendor: false, pids: false, shared: false },
};

/** As it comes from the wire: every field there. */
function statusOf(init: StatusInit): Status {
  return AdminService.getStatus.responseDeserialize(AdminService.getStatus.responseSerialize(init));
}

function print(view: ClusterView, parts: Partial<StatusParts> = {}): string {
  const lines = statusLines(view, { ...all, ...parts }, '/opt/usoft/license.dat');
  return [banner('lmutil'), statusHeader(new Date(2017, 10, 23, 15, 8)), '', ...lines].join('\n');
}

function viewOf(init: StatusInit, dead: number | null = null): ClusterView {
  const hosts = ['azuurmees', 'fitis.example.org', 'buulbuul'];
  const servers = hosts.map((host, at) => {
    return { host, port: 2830 + at, name: host, up: at !== dead, master: at === 1, version: '0.1.0', status: null };
  });
  const status = statusOf({ ...init, server: hosts[1], master: hosts[1], license: { vendors: ['usoft'] } });
  return { servers, status, error: null };
}

const moment = new Date(2017, 9, 20, 9, 4).getTime() / 1000;
const user: UserStatusInit = {
  ...{ user: 'user1', host: 'server034', display: ':0', version: '1.0', lease: 7, start: moment, count: 1, pool: 'p' },
};
const pool = { pool: 'p', version: '1.0', expiry: '26-mar-2038', count: 10 };

function blockOf(feature: FeatureStatusInit, parts: Partial<StatusParts> = {}): string {
  const view = viewOf({
    features: [{ feature: 'f1', vendor: 'usoft', issued: 10, used: 1, pools: [pool], ...feature }],
    serverTime: (moment + 100) * 1000,
  });
  return print(view, parts).split('floating license\n\n')[1] ?? '';
}

describe('lines of users', () => {
  test('reservations that nobody uses come first, those in use are users', () => {
    const kept = { pool: 'p', type: 'GROUP', name: 'team' };
    const reservations = [
      { ...kept, count: 3, used: 1 },
      { ...kept, count: 1, used: 0, name: 'other', type: 'USER' },
      { ...kept, count: 2, used: 2, name: 'busy' },
    ];
    expect(blockOf({ reservations, users: [user] })).toBe(`    2 RESERVATIONs for GROUP team (fitis.example.org/2831)
    1 RESERVATION for USER other (fitis.example.org/2831)
    user1 server034 :0 (v1.0) (fitis.example.org/2831 7), start Fri 10/20 9:04
`);
  });

  test('reservations are shown of a pool that nobody uses', () => {
    const reservations = [{ pool: 'p', type: 'HOST', name: 'ws7', count: 1 }];
    expect(blockOf({ reservations })).toBe('    1 RESERVATION for HOST ws7 (fitis.example.org/2831)\n');
  });

  test('what lingers or is borrowed shows what is left of how much', () => {
    const users = [
      { ...user, lingerSeconds: 40 },
      { ...user, borrowedUntil: moment + 3700, count: 2 },
    ];
    expect(blockOf({ users }, { pids: true })).toBe(
      `    user1 server034 :0 (v1.0) (fitis.example.org/2831 7), start Fri 10/20 9:04  (linger: 40 / 40)
    user1 server034 :0 (v1.0) (fitis.example.org/2831 7), start Fri 10/20 9:04, 2 licenses  (linger: 3600 / 3700)
`,
    );
  });

  test('what is being taken back says so where FlexNet has the data of a checkout', () => {
    expect(blockOf({ users: [{ ...user, revoking: true }] })).toContain('    user1 server034 :0 revoking (v1.0) (');
  });

  test('what shares the seats of another is listed only when asked for', () => {
    const users = [user, { ...user, lease: 8, shared: true }];
    expect(blockOf({ users })).not.toContain(' 8)');
    expect(blockOf({ users }, { shared: true })).toContain(
      '    user1 server034 :0 shared (v1.0) (fitis.example.org/2831 8)',
    );
  });
});

test('a version that is not digits and dots alone is printed as such', () => {
  const view = viewOf({});
  const servers = view.servers.map((server) => ({ ...server, version: '1.2.0-rc1' }));
  expect(print({ ...view, servers })).toContain('azuurmees: license server UP v1.2.0\n');
});

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const word = fc.stringMatching(/^[A-Za-z0-9_.:/-]{1,12}$/);
const count = fc.integer({ min: 1, max: 1000 });
const anyUser = fc.record({
  ...{
    user: word,
    host: word,
    display: word,
    count,
    pid: fc.nat(),
    lease: fc.nat(),
    start: fc.integer({ min: 0, max: 2e9 }),
  },
  ...{ version: fc.constantFrom('1.0', '2023.0331', '31.000000'), pool: fc.constantFrom('p', 'q', 'gone') },
  ...{ revoking: fc.boolean(), queued: fc.boolean(), shared: fc.boolean() },
  ...{ lingerSeconds: fc.constantFrom(0, 60), borrowedUntil: fc.constantFrom(0, 2_100_000_000) },
});
const anyPool = (id: string) =>
  fc.record({
    ...{ pool: fc.constant(id), version: fc.constantFrom('1.0', '52', '2023.0331'), count },
    ...{ expiry: fc.constantFrom('permanent', '1-jan-2038'), vendorString: fc.constantFrom('', 'vi=0:at=276') },
    ...{ hostids: fc.constantFrom<string[][]>([], ['ANY'], ['ID=1', 'HOSTNAME=x']), uncounted: fc.boolean() },
  });
const anyReservation = fc.record({
  ...{ pool: fc.constantFrom('p', 'q'), count, used: fc.nat(500), name: word },
  type: fc.constantFrom('USER', 'HOST', 'GROUP', 'HOST_GROUP', 'DISPLAY', 'INTERNET', 'PROJECT'),
});
const anyFeature = fc.record({
  ...{ feature: name, vendor: fc.constant('usoft'), issued: fc.nat(), used: fc.nat(), uncounted: fc.boolean() },
  ...{ pools: fc.tuple(anyPool('p'), anyPool('q')), users: fc.array(anyUser, { maxLength: 4 }) },
  reservations: fc.array(anyReservation, { maxLength: 3 }),
});

test("the reader understands FlexNet's own output", () => {
  const [system] = readLmstat(`lmutil - Copyright (c) 1989-2016 Flexera Software LLC. All Rights Reserved.
Flexible License Manager status on Thu 11/23/2017 15:08

License server status: 28000@host1,28000@host2,28000@host3
    License file(s) on host1: /usr/local/flexlm/licenses/license.dat.app1:

host1: license server UP v11.13.0
host2: license server UP (MASTER) v11.13.0
host3: Cannot connect to license server system. (-15,570:115 "Operation now in progress")

Vendor daemon status (on host2):

    daemon: UP v11.13.1
Feature usage info:

Users of feature1:  (Total of 144 licenses issued;  Total of 0 licenses in use)

Users of feature2:  (Total of 144 licenses issued;  Total of 39 licenses in use)

  "feature2" v31.0, vendor: feature2, expiry: 1-jan-0
  floating license

    user1 server034 server0340 (v31.000000) (host1/28000 5226), start Fri 10/20 16:40
    user2 server0161 /dev/tty (v61.9) (host3.domain.net/27002 16949), start Fri 10/20 14:59, 16 licenses
    carol ws3 :0 (v1.000) (srv/27000 37583), start Thu 10/1 11:44  (linger: 4263164 / 5487240)
    user3 server6u065 fj209fj0 2017.06 (v2017.06) (host3/27002 15480) queued for 1 license
    ABCDKK ER0037 SESOR045 MSCONE:ADAMS_View (v2023.0331) (srv/29065 2639), start Fri 3/8 13:25, 5 licenses
`);
  expect(system?.states.map(([, state]) => state)).toEqual(['UP', 'MASTER', noAnswer().text]);
  expect(system?.features[1]?.users.map(({ count: seats, queued }) => [seats, queued])).toEqual([
    [1, false],
    [16, false],
    [1, false],
    [1, true],
    [5, false],
  ]);
});

test('a reader of FlexNet understands every line, and finds all users, reservations and servers', () => {
  const features = fc.uniqueArray(anyFeature, { maxLength: 4, selector: ({ feature }) => feature });
  const dead = fc.constantFrom(null, 0, 2);
  fc.assert(
    fc.property(features, dead, fc.boolean(), fc.boolean(), (list, gone, pids, byVendor) => {
      const view = viewOf({ features: list, serverTime: 1_900_000_000_000 }, gone);
      const [system] = readLmstat(print(view, { pids, byVendor }));
      expect(system?.servers).toEqual(['2830@azuurmees', '2831@fitis.example.org', '2832@buulbuul']);
      expect(system?.states.map(([host]) => host)).toEqual(['azuurmees', 'fitis.example.org', 'buulbuul']);
      expect(system?.states.filter(([, state]) => state === noAnswer().text)).toHaveLength(gone === null ? 0 : 1);
      expect(system?.daemons).toEqual([['usoft', 'UP']]);
      expect(system?.features.map(({ feature }) => feature)).toEqual(list.map(({ feature }) => feature));
      for (const [at, feature] of list.entries()) {
        const read = system?.features[at];
        if (!feature.uncounted) expect(read).toMatchObject({ issued: feature.issued, used: feature.used });
        const listed = feature.users.filter(({ shared }) => !shared);
        const facts = (each: { user: string; count: number; queued: boolean }) =>
          `${each.user} ${each.count} ${each.queued}`;
        expect(read?.users.map(facts).toSorted()).toEqual(listed.map(facts).toSorted());
        const idle = feature.reservations.reduce((sum, each) => sum + Math.max(0, each.count - each.used), 0);
        expect(read?.reserved).toBe(idle);
      }
    }),
  );
});
