import { expect, test } from 'vitest';
import { BatchCodec, type CommandInit } from '../../proto/index.ts';
import type { Entry } from '../consensus/index.ts';
import { decodeState, encodeState, LicenseState } from '../licensing/index.ts';
import { ANN, poolOf } from '../licensing/testKit.ts';
import { packEntries, unpackEntries } from './packedEntries.ts';
import { replay } from './replay.ts';
import { encodeInThread } from './snapshotThread.ts';

/** Entries of sessions that take seats and give some back. */
function entriesOf(first: number, last: number): Entry[] {
  const entries: Entry[] = [];
  for (let index = first; index <= last; index++) {
    const session = `s${index % 700}`;
    const sequence = index;
    const commands: CommandInit[] =
      index === 1
        ? [{ setLicense: { hash: 'h', pools: [poolOf({ count: 100_000 })] } }]
        : [
            { openSession: { session, identity: ANN } },
            { checkout: { session, sequence, checkout: { feature: 'f', count: 1 } } },
            ...(index % 3 === 0 ? [{ endSession: { session: `s${(index + 5) % 700}`, sequence: 0 } }] : []),
          ];
    const data = BatchCodec.encode({ version: 1, leaseTime: index * 10, date: index, commands });
    entries.push({
      index,
      term: 1 + Math.floor(index / 500),
      type: 0,
      data: index % 50 === 0 ? new Uint8Array(0) : data,
    });
  }
  return entries;
}

const inThread = (base: Uint8Array | null, entries: readonly Entry[]) =>
  new Promise<Uint8Array>((resolve, reject) => {
    encodeInThread(base, entries, (error, data) => (data === null ? reject(error) : resolve(data)));
  });

test('a snapshot from the last one and the entries behind it is byte for byte that of the live state', async () => {
  const state = new LicenseState();
  replay(state, entriesOf(1, 1_200));
  const base = encodeState(state);
  replay(state, entriesOf(1_201, 2_000));
  const made = await inThread(base, entriesOf(1_201, 2_000));
  expect(Buffer.compare(made, encodeState(state))).toBe(0);
  expect(decodeState(made).held.size).toBeGreaterThan(500);
  expect(Buffer.compare(await inThread(null, entriesOf(1, 1_200)), base)).toBe(0);
}, 20_000);

test('what the thread cannot read is an error, not a snapshot', async () => {
  await expect(inThread(Uint8Array.of(255, 255), [])).rejects.toThrow('cannot be decoded');
}, 20_000);

test('packed entries come out as they went in', () => {
  const entries = [...entriesOf(1, 60), { index: 61, term: 2 ** 40, type: 2 as const, data: Uint8Array.of(1, 2) }];
  expect(unpackEntries(packEntries(entries)).map((each) => ({ ...each, data: [...each.data] }))).toEqual(
    entries.map((each) => ({ ...each, data: [...each.data] })),
  );
  expect(unpackEntries(packEntries([]))).toEqual([]);
});
