import { beforeEach, describe, expect, test } from 'vitest';
import type { LicenseCluster } from '../specs/index.ts';
import { sampleCluster } from '../testing/fixtures.ts';
import { LicenseClaims } from './licenseClaims.ts';

let clusters: LicenseCluster[];
let pods: Set<string>;
let claims: LicenseClaims;

function cluster(name: string, minute: number, more: { namespace?: string; uid?: string } = {}): LicenseCluster {
  const { namespace = 'licensing', uid = `${namespace}-${name}` } = more;
  const creationTimestamp = `2026-11-24T12:${String(minute).padStart(2, '0')}:00Z`;
  return { ...sampleCluster(), metadata: { name, namespace, uid, creationTimestamp } };
}

/** What the clusters of these names lack, by signature. */
const lacks = (which: LicenseCluster, ...signatures: string[]) => [...claims.elsewhere(which, signatures)];

beforeEach(() => {
  clusters = [];
  pods = new Set();
  claims = new LicenseClaims({
    clusters: () => clusters,
    hasPods: (namespace, name) => pods.has(`${namespace}/${name}`),
  });
});

describe('a signed line in two LicenseClusters', () => {
  test('is kept by the older, whichever is looked at first and in whatever namespace', () => {
    const [young, old] = [cluster('a', 2), cluster('b', 1, { namespace: 'other' })];
    clusters = [young, old];
    claims.note(young, ['X', 'Y']);
    claims.note(old, ['X', 'Z']);
    expect(lacks(young, 'X', 'Y')).toEqual([['X', 'other/b']]);
    expect(lacks(old, 'X', 'Z')).toEqual([]);
  });

  test('is kept by the first by name of two of the same age', () => {
    const [a, b] = [cluster('a', 1), cluster('b', 1)];
    clusters = [b, a];
    claims.note(a, ['X']);
    claims.note(b, ['X']);
    expect(lacks(b, 'X')).toEqual([['X', 'licensing/a']]);
    expect(lacks(a, 'X')).toEqual([]);
  });

  test('is free when the older has another license', () => {
    const [young, old] = [cluster('a', 2), cluster('b', 1)];
    clusters = [young, old];
    claims.note(old, ['X']);
    expect(lacks(young, 'X')).toHaveLength(1);
    claims.note(old, ['Y']);
    expect(lacks(young, 'X')).toEqual([]);
  });

  test('is free when the older is gone, but not before its last pod', () => {
    const [young, old] = [cluster('a', 2), cluster('b', 1)];
    clusters = [young];
    pods.add('licensing/b');
    claims.note(old, ['X']);
    expect(lacks(young, 'X')).toEqual([['X', 'licensing/b']]);
    pods.clear();
    expect(lacks(young, 'X')).toEqual([]);
  });

  test('is no matter of a namesake that was there before', () => {
    const [former, now, third] = [cluster('a', 1, { uid: 'former' }), cluster('a', 5), cluster('c', 3)];
    clusters = [now, third];
    pods.add('licensing/a');
    claims.note(former, ['X']);
    expect(lacks(now, 'X')).toEqual([]);
    expect(lacks(third, 'X')).toEqual([]);
  });
});

test('clusters that have not been looked at are told', () => {
  const [a, b] = [cluster('a', 1), cluster('b', 2)];
  clusters = [a, b];
  claims.note(a, []);
  expect(claims.unknown()).toEqual([b]);
});
