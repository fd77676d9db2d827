import { type Entry, EntryType } from '../types.ts';

/** Bytes of a base-128 varint. */
function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}

/**
 * The size of an entry for all limits: that of its protobuf form in the reference, so that a limit in a
 * scenario file cuts where the reference cuts. Our own encodings differ by a few bytes, which no limit minds.
 */
export function entrySize(entry: Entry): number {
  const length = entry.data.length;
  let size = 2 + varintSize(entry.term) + varintSize(entry.index);
  if (length > 0) size += 1 + varintSize(length) + length;
  if (entry.type !== EntryType.Normal) size += 2;
  return size;
}

export function entriesSize(entries: readonly Entry[]): number {
  let size = 0;
  for (let i = 0; i < entries.length; i++) size += entrySize(entries[i] as Entry);
  return size;
}

/**
 * Bytes that the proposers gave. Empty entries count nothing, so that a new leader's first entry and the
 * leaving of a joint membership are never refused for want of room.
 */
export function payloadSize(entries: readonly Entry[]): number {
  let size = 0;
  for (let i = 0; i < entries.length; i++) size += (entries[i] as Entry).data.length;
  return size;
}

/**
 * How many of entries[from..to) fit in `maxSize`. At least one, if there is one: an entry larger than the
 * limit must still get through.
 */
export function countWithin(entries: readonly Entry[], from: number, to: number, maxSize: number): number {
  if (maxSize === Infinity || to - from <= 1) return to - from;
  let size = entrySize(entries[from] as Entry);
  for (let i = from + 1; i < to; i++) {
    size += entrySize(entries[i] as Entry);
    if (size > maxSize) return i - from;
  }
  return to - from;
}
