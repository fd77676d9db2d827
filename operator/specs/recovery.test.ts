import { expect, test } from 'vitest';
import { sampleCluster } from '../testing/fixtures.ts';
import { recoveryOrder } from './recovery.ts';

const ID = '0123456789abcdef0123456789abcdef';
const OLD = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const NOW = new Date('2026-11-24T12:00:00Z');
const WRITTEN = { clusterId: ID, server: 'fitis', from: 'data', replaces: OLD, until: '2026-11-24T13:00:00Z' };

function ordered(text: string, clusterId = OLD, now = NOW) {
  const annotations = { 'lmtriad.io/recover': text };
  return recoveryOrder(sampleCluster({}, { annotations, status: { clusterId } }), now);
}

test('an order is read as the plugin writes it; without the annotation there is none', () => {
  expect(ordered(JSON.stringify(WRITTEN))).toEqual({ clusterId: ID, server: 'fitis', from: 'data' });
  expect(recoveryOrder(sampleCluster(), NOW)).toBeUndefined();
});

test.each([
  ['yes'],
  ['null'],
  ['{}'],
  [JSON.stringify({ ...WRITTEN, clusterId: 'short' })],
  [JSON.stringify({ ...WRITTEN, clusterId: [ID] })],
  [JSON.stringify({ ...WRITTEN, from: 'backup' })],
  [JSON.stringify({ ...WRITTEN, server: 'other' })],
])('%s is not followed, and what it should be is said', (text) => {
  expect(ordered(text)).toMatch(/^lmtriad\.io\/recover must be \{"clusterId"/);
});

test('an order that was not taken up in its time, or is about another cluster, is not followed any more', () => {
  const text = JSON.stringify(WRITTEN);
  expect(ordered(text, OLD, new Date('2026-11-24T13:00:01Z'))).toMatch(/not taken up in its time: remove it/);
  expect(ordered(text, 'another')).toMatch(/about another cluster than another: remove it/);
  expect(ordered(JSON.stringify({ ...WRITTEN, until: 'never' }))).toMatch(/not taken up in its time/);
  // Taken up, it may stay: who joins later still needs it.
  expect(ordered(text, ID, new Date('2027-01-01T00:00:00Z'))).toMatchObject({ clusterId: ID });
});
