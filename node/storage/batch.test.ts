import { describe, expect, test } from 'vitest';
import { type BatchHead, batchBytes, encodeBatch, readBatch } from './batch.ts';
import { entriesOf } from './testKit.ts';

const HEAD: BatchHead = {
  incarnation: 2 ** 48 - 1,
  sequence: 5,
  lastIndex: 2 ** 53 - 1,
  hardState: { term: 2 ** 40 + 1, vote: 2 ** 47, commit: 3 },
  base: null,
  previousEnd: 64,
};

function written(head = HEAD, entries = entriesOf(2, 4), room = 512): { bytes: Uint8Array; length: number } {
  const bytes = new Uint8Array(batchBytes(entries) + room);
  return { bytes, length: encodeBatch(bytes, head, entries) };
}

describe('a batch', () => {
  test('reads back as written, with its length known before', () => {
    const entries = entriesOf(2, 4);
    const { bytes, length } = written(HEAD, entries);
    expect(length).toBe(batchBytes(entries));
    expect(readBatch(bytes, 0)).toEqual({ kind: 'batch', batch: { ...HEAD, entries, end: length } });
    expect(readBatch(bytes, length)).toEqual({ kind: 'end' });
  });

  test('carries the place where the log begins anew', () => {
    const head = { ...HEAD, base: { index: 9, term: 2 } };
    expect(readBatch(written(head, []).bytes, 0)).toMatchObject({
      batch: { base: { index: 9, term: 2 }, entries: [] },
    });
  });

  test('counts as torn when cut at any byte, whether zeros or the end of the file follow', () => {
    const { bytes, length } = written();
    for (let cut = 1; cut < length; cut++) {
      expect(readBatch(bytes.slice(0, cut), 0).kind, `file of ${cut} bytes`).toBe('torn');
      const zeroed = bytes.slice();
      zeroed.fill(0, cut, length);
      // Where the last byte before the cut is a zero anyway the cut lies earlier, down to nothing at all.
      expect(readBatch(zeroed, 0).kind, `zeros from ${cut}`).toBe('torn');
    }
  });

  test('counts as damaged when any single bit of it is flipped', () => {
    const { bytes, length } = written();
    for (let at = 0; at < length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        expect(readBatch(bytes, 0).kind, `byte ${at}, bit ${bit}`).toBe('damaged');
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      }
    }
  });

  test('counts as damaged, not torn, when it is cut and more follows', () => {
    const { bytes, length } = written();
    bytes[length + 300] = 1;
    for (let cut = 1; cut < length; cut++) {
      const zeroed = bytes.slice();
      zeroed.fill(0, cut, length);
      expect(readBatch(zeroed, 0).kind, `zeros from ${cut}`).toBe('damaged');
    }
  });

  test('of a newer format is told apart from damage', async () => {
    const { viewOf } = await import('./bytes.ts');
    const { crc32c } = await import('./crc32c.ts');
    const { bytes } = written();
    viewOf(bytes).setUint16(4, 2, true);
    viewOf(bytes).setUint32(100, crc32c(bytes, 0, 100), true);
    expect(readBatch(bytes, 0)).toEqual({ kind: 'tooNew', format: 2 });
  });
});
