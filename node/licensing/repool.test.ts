import { expect, test } from 'vitest';
import type { CommandInit, PoolInit } from '../../proto/index.ts';
import { BatchCodec } from '../../proto/index.ts';
import { LicenseState } from './state.ts';

const IDENTITY = { user: 'anna', host: 'ws1', display: ':0', pid: 1 };
const SESSION = 'session-0123456789';

function apply(state: LicenseState, index: number, ...commands: CommandInit[]) {
  const bytes = BatchCodec.encode({ version: 1, leaseTime: index, date: Date.UTC(2026, 10, 24), commands });
  return state.apply(BatchCodec.decode(bytes), index, 1);
}

function license(...pools: PoolInit[]): CommandInit {
  return { setLicense: { hash: JSON.stringify(pools).length.toString(16), pools, vendors: ['usoft'] } };
}

function pool(id: string, count: number, more: PoolInit = {}): PoolInit {
  return { id, feature: 'studio', vendor: 'usoft', version: '1.0', count, ...more };
}

function holding(seats: number, first: CommandInit): LicenseState {
  const state = new LicenseState();
  apply(state, 1, first, { openSession: { session: SESSION, identity: IDENTITY } });
  apply(state, 2, { checkout: { session: SESSION, sequence: 1, checkout: { feature: 'studio', count: seats } } });
  return state;
}

test('a renewed expiry date does not give the seats a second time', () => {
  const state = holding(10, license(pool('studio;expiry=2026-12-31', 10, { expiryDay: 20818 })));
  apply(state, 3, license(pool('studio;expiry=2027-12-31', 10, { expiryDay: 21183 })));
  const { outcomes } = apply(state, 4, {
    checkout: { session: SESSION, sequence: 2, checkout: { feature: 'studio', count: 1 } },
  });
  expect(outcomes[0]?.result?.failure?.code).toBe(-4);
  expect(state.used.get('studio;expiry=2027-12-31')).toBe(10);
});

test('seats of a version that is gone count against the one that came in its place', () => {
  const state = holding(4, license(pool('studio;1', 5)));
  apply(state, 3, license(pool('studio;2', 5, { version: '2.0' })));
  expect(state.used.get('studio;2')).toBe(4);
  expect(state.used.has('studio;1')).toBe(false);
});

test('seats of a feature that the license no longer has stay counted until they come back', () => {
  const state = holding(4, license(pool('studio;1', 5)));
  apply(state, 3, license({ ...pool('other;1', 5), feature: 'other' }));
  expect(state.used.get('studio;1')).toBe(4);
  apply(state, 4, { endSession: { session: SESSION } });
  expect(state.used.size).toBe(0);
});

test('a pool with room is taken before a full one of the same kind', () => {
  const state = holding(4, license(pool('old', 5)));
  apply(state, 3, license(pool('a', 0, { rank: 0 }), pool('b', 5, { rank: 1 })));
  expect(state.used.get('b')).toBe(4);
});
