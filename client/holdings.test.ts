import { expect, test } from 'vitest';
import type { Attached, Lease as WireLease } from '../proto/index.ts';
import { Holdings } from './holdings.ts';
import { Lease, type LeaseHolder } from './lease.ts';

const holder: LeaseHolder = { remaining: () => 1000, deadline: () => 0, checkin: async () => undefined };

function granted(lease: number, index: number, revoking = false): WireLease {
  const more = { feature: 'f1', count: 1, version: '1.0', vendor: 'usoft', borrow: null };
  return { lease, index, revoking, sequence: lease, ...more };
}

function attached(index: number, leases: WireLease[]): Attached {
  return { index, leases, leaseMilliseconds: 10_000, server: 'a', term: 1, created: false, master: null };
}

function start(revokeGrace = 60_000) {
  const told: string[] = [];
  const holdings = new Holdings({
    event: (op, lease) => told.push(`${op} ${lease.id}`),
    giveBack: (lease) => told.push(`back ${lease.id}`),
    orphan: (lease) => told.push(`orphan ${lease.lease}`),
    believes: () => true,
    revokeGrace,
  });
  const add = (id: number, index: number) => {
    const lease = new Lease(granted(id, index), 'a', holder);
    holdings.add(lease);
    return lease;
  };
  return { holdings, told, add };
}

test('a lease that the server does not list is gone, unless it is newer than the list', () => {
  const { holdings, told, add } = start();
  add(1, 10);
  add(2, 30);
  holdings.reconcile(attached(20, []));
  expect(told).toEqual(['lost 1']);
  expect(holdings.all().map(({ id }) => id)).toEqual([2]);
});

test('a lost lease that is listed again is regained once', () => {
  const { holdings, told, add } = start();
  const lease = add(1, 10);
  holdings.loseAll('no master', false);
  expect(lease.held).toBe(false);
  holdings.reconcile(attached(20, [granted(1, 10)]));
  holdings.reconcile(attached(20, [granted(1, 10)]));
  expect(told).toEqual(['lost 1', 'regained 1']);
  expect(lease.held).toBe(true);
});

test('seats that the server keeps for nobody here are reported', () => {
  const { holdings, told } = start();
  holdings.reconcile(attached(20, [granted(9, 10)]));
  expect(told).toEqual(['orphan 9']);
});

test('a lease that is taken back goes when its handlers are done, and not before', async () => {
  const { holdings, told, add } = start();
  const lease = add(1, 10);
  const saved = Promise.withResolvers<void>();
  const handled = Promise.withResolvers<void>();
  lease.on('revoked', async () => {
    await saved.promise;
    handled.resolve();
  });
  holdings.revoke(1);
  holdings.revoke(1);
  await Promise.resolve();
  expect(told).toEqual(['revoked 1']);
  saved.resolve();
  await handled.promise;
  await new Promise(setImmediate);
  expect(told).toEqual(['revoked 1', 'back 1']);
});

test('a lease that is taken back goes after the grace time if its handlers do not end', async () => {
  const { holdings, told, add } = start(1);
  const lease = add(1, 10);
  lease.on('revoked', () => new Promise(() => undefined));
  holdings.revoke(1);
  await expect.poll(() => told).toEqual(['revoked 1', 'back 1']);
});
