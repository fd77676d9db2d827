import { expect, test } from 'vitest';
import { sampleCluster } from '../testing/fixtures.ts';
import { recoveryOrder } from './recovery.ts';

const ID = '0123456789abcdef0123456789abcdef';

function ordered(text: string) {
  return recoveryOrder(sampleCluster({}, { annotations: { 'lmtriad.io/recover': text } }));
}

test('an order is read as the plugin writes it; without the annotation there is none', () => {
  const order = { clusterId: ID, server: 'fitis', from: 'data' };
  expect(ordered(JSON.stringify(order))).toEqual(order);
  expect(recoveryOrder(sampleCluster())).toBeUndefined();
});

test.each([
  ['yes'],
  ['null'],
  ['{}'],
  [JSON.stringify({ clusterId: [ID], server: 'fitis', from: 'data' })],
  [JSON.stringify({ clusterId: 'short', server: 'fitis', from: 'data' })],
  [JSON.stringify({ clusterId: ID, server: 'fitis', from: 'backup' })],
  [JSON.stringify({ clusterId: ID, server: 'other', from: 'empty' })],
])('%s is not followed, and what it should be is said', (text) => {
  expect(ordered(text)).toMatch(/^lmtriad\.io\/recover must be \{"clusterId"/);
});
