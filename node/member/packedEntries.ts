/** Log entries in two buffers that another thread can be given without a copy for each of them. */
import type { Entry, EntryType } from '../consensus/index.ts';

export interface PackedEntries {
  /** Index, term, type and length of each entry. */
  readonly heads: Float64Array<ArrayBuffer>;
  /** Their data, one after the other. */
  readonly data: Uint8Array<ArrayBuffer>;
}

const HEAD = 4;

export function packEntries(entries: readonly Entry[]): PackedEntries {
  const heads = new Float64Array(entries.length * HEAD);
  const data = new Uint8Array(entries.reduce((sum, entry) => sum + entry.data.length, 0));
  let at = 0;
  for (const [i, entry] of entries.entries()) {
    heads.set([entry.index, entry.term, entry.type, entry.data.length], i * HEAD);
    data.set(entry.data, at);
    at += entry.data.length;
  }
  return { heads, data };
}

export function unpackEntries({ heads, data }: PackedEntries): Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  for (let i = 0; i < heads.length; i += HEAD) {
    const [index = 0, term = 0, type = 0, length = 0] = heads.subarray(i, i + HEAD);
    entries.push({ index, term, type: type as EntryType, data: data.subarray(at, at + length) });
    at += length;
  }
  return entries;
}
