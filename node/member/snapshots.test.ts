import { expect, test } from 'vitest';
import type { CommandInit } from '../../proto/index.ts';
import type { Entry } from '../consensus/index.ts';
import { decodeState, encodeState, LicenseState } from '../licensing/index.ts';
import { ANN } from '../licensing/testKit.ts';
import { replay } from './replay.ts';
import type { SnapshotMade } from './snapshotThread.ts';
import { TestTrio } from './testTrio.ts';

interface Order {
  readonly base: Uint8Array | null;
  readonly entries: readonly Entry[];
  readonly made: SnapshotMade;
}

const open = (n: number): CommandInit => ({ openSession: { session: `s${n}`, identity: ANN } });

/** A trio with so many sessions that its snapshots are ordered elsewhere; what was ordered. */
function large() {
  const orders: Order[] = [];
  const makeSnapshot = (base: Uint8Array | null, entries: readonly Entry[], made: SnapshotMade) => {
    orders.push({ base, entries, made });
  };
  const trio = new TestTrio({ snapshotEntries: 700, makeSnapshot });
  trio.elect();
  const snapshots = () => [...trio.members.values()].map(({ snapshot }) => snapshot?.metadata.index);
  return { trio, orders, snapshots };
}

/** As the thread does it. */
function bytesOf({ base, entries }: Order): Uint8Array {
  const state = base === null ? new LicenseState() : decodeState(base);
  replay(state, entries);
  return encodeState(state);
}

test('a large snapshot is made elsewhere while entries go on, and is that of its index', () => {
  const { trio, orders, snapshots } = large();
  for (let i = 0; i < 800; i++) trio.submit(open(i));
  expect(orders).toHaveLength(3);
  expect(snapshots()).toEqual([1, 1, 1]);
  for (const order of orders) order.made(null, bytesOf(order));
  trio.run();
  const { replica, snapshot } = trio.at(1);
  expect(snapshot?.metadata.index).toBeLessThan(replica.state.appliedIndex);
  expect(decodeState(snapshot?.data ?? new Uint8Array(0)).appliedIndex).toBe(snapshot?.metadata.index);
  // The next one begins where this one ends.
  for (let i = 0; i < 700; i++) trio.submit(open(1_000 + i));
  const next = orders[3];
  expect(next?.entries[0]?.index).toBe((snapshot?.metadata.index ?? 0) + 1);
  expect(next === undefined ? null : decodeState(bytesOf(next)).sessions.size).toBeGreaterThan(1_300);
});

test('one that could not be made elsewhere is made here with the next entry', () => {
  const { trio, orders, snapshots } = large();
  for (let i = 0; i < 800; i++) trio.submit(open(i));
  for (const { made } of orders) made(new Error('no thread'), null);
  trio.submit(open(1_000));
  expect(orders).toHaveLength(3);
  expect(snapshots().every((index) => index !== undefined && index > 700)).toBe(true);
  expect(trio.at(2).fatal).toBeNull();
});
