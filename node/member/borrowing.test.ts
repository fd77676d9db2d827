import { expect, test } from 'vitest';
import type { CommandInit } from '../../proto/index.ts';
import { reclaimAfter } from '../licensing/index.ts';
import { ANN, granted, poolOf, refused } from '../licensing/testKit.ts';
import { TestTrio } from './testTrio.ts';

const HOUR = 3_600_000;

function checkout(sequence: number, until = 0): CommandInit {
  const borrow = until === 0 ? null : { until, machine: 'm1' };
  return { checkout: { session: 's', sequence, checkout: { feature: 'f', count: 2, borrow } } };
}

/** A trio that has lent both seats of its license for an hour, to a session that is dead since. */
function lent() {
  const trio = new TestTrio();
  trio.elect();
  trio.submit({ setLicense: { hash: 'h', pools: [poolOf({ count: 2, borrowHours: 24 })] } });
  trio.submit({ setBorrowKey: { seed: new Uint8Array(32).fill(1) } });
  trio.submit({ openSession: { session: 's', identity: ANN } });
  const until = Math.ceil((trio.now + HOUR) / 1000);
  const lease = granted(trio.submit(checkout(1, until)).result ?? null);
  const { leaseMilliseconds } = trio.master.replica.state;
  trio.pass(2 * reclaimAfter(leaseMilliseconds));
  expect(trio.master.replica.state.session('s')).toBeNull();
  return { trio, lease, until };
}

/** Sets the civil clocks so that it is that many milliseconds past the end. */
function setPastEnd(trio: TestTrio, until: number, milliseconds: number): void {
  for (const member of trio.members.values()) member.dateAhead = until * 1000 + milliseconds - trio.now;
}

test('borrowed seats outlive their session and the loss of the master, and are free an hour past their end', () => {
  const { trio, lease, until } = lent();
  expect(trio.master.replica.state.held.has(lease)).toBe(true);
  trio.kill(1);
  const { replica } = trio.elect();
  expect([...replica.state.borrowed.keys()]).toEqual([lease]);
  trio.submit({ openSession: { session: 's', identity: ANN } });
  expect(refused(trio.submit(checkout(5)).result ?? null)[0]).toBe(-4);

  setPastEnd(trio, until, HOUR - 5_000);
  trio.pass(4_000);
  expect(replica.state.held.has(lease)).toBe(true);
  trio.pass(2_000);
  expect(replica.state.held.has(lease)).toBe(false);
  granted(trio.submit(checkout(6)).result ?? null);
  trio.restart(1);
  trio.pass(5_000);
  expect(trio.at(1).replica.state.borrowed.size).toBe(0);
});
