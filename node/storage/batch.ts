/**
 * One batch of the log: what one write makes durable.
 *
 *     header   104 bytes, see HeaderOffset; ends with its own CRC-32C
 *     entries  each: term u64, data length u32, type u8, 3 zeros, data
 *     footer   the header once more, then END
 *
 * All numbers little-endian. The footer comes last in the write, so a batch without one was cut short by a
 * crash and never acknowledged; one that has it was written whole, and a wrong checksum in it is damage
 * (R21). The header carries the whole hard state: the last batch tells it, whatever was compacted before.
 */
import type { Entry, EntryType, HardState } from '../consensus/types.ts';
import { getSafe, isZero, putSafe, viewOf } from './bytes.ts';
import { crc32c } from './crc32c.ts';
import { DamageReason } from './errors.ts';

/** Of batches and segments. A higher one in a file is refused (FormatTooNew). */
export const LOG_FORMAT = 1;

const MAGIC = 0x42544d4c; // "LMTB"
/** No byte of it becomes zero by one flipped bit: a flip never passes for an end that was cut off. */
const END = 0xa5c3965a;
const RESET = 1;

const HeaderOffset = {
  magic: 0,
  format: 4,
  flags: 6,
  length: 8,
  count: 12,
  incarnation: 16,
  sequence: 24,
  firstIndex: 32,
  lastIndex: 40,
  term: 48,
  vote: 56,
  commit: 64,
  baseIndex: 72,
  baseTerm: 80,
  previousEnd: 88,
  bodyChecksum: 96,
  headerChecksum: 100,
} as const;
export const HEADER_BYTES = 104;
const FOOTER_BYTES = HEADER_BYTES + 4;
const ENTRY_BYTES = 16;

/** Where a log begins: behind a snapshot at this index and term. */
export interface LogBase {
  readonly index: number;
  readonly term: number;
}

export interface BatchHead {
  readonly incarnation: number;
  /** Counts the batches of this log from 1, without a gap. */
  readonly sequence: number;
  /** Index of the log's last entry once this batch is in force. */
  readonly lastIndex: number;
  readonly hardState: HardState;
  /** Set when all entries before this batch are void and the log goes on behind a snapshot. */
  readonly base: LogBase | null;
  /** Where the batch before ends, in its own segment; 0 for the first of all. What stands behind is void. */
  readonly previousEnd: number;
}

/** Bytes that a batch of these entries takes. */
export function batchBytes(entries: readonly Entry[]): number {
  let bytes = HEADER_BYTES + FOOTER_BYTES + entries.length * ENTRY_BYTES;
  for (const entry of entries) bytes += entry.data.length;
  return bytes;
}

/** Writes a batch to the start of a buffer that has room for `batchBytes(entries)`; gives its length. */
export function encodeBatch(into: Uint8Array, head: BatchHead, entries: readonly Entry[]): number {
  const view = viewOf(into);
  let at = HEADER_BYTES;
  for (const entry of entries) {
    putSafe(view, at, entry.term);
    view.setUint32(at + 8, entry.data.length, true);
    view.setUint32(at + 12, entry.type, true);
    into.set(entry.data, at + ENTRY_BYTES);
    at += ENTRY_BYTES + entry.data.length;
  }
  const length = at + FOOTER_BYTES;
  view.setUint32(HeaderOffset.magic, MAGIC, true);
  view.setUint16(HeaderOffset.format, LOG_FORMAT, true);
  view.setUint16(HeaderOffset.flags, head.base === null ? 0 : RESET, true);
  view.setUint32(HeaderOffset.length, length, true);
  view.setUint32(HeaderOffset.count, entries.length, true);
  putSafe(view, HeaderOffset.incarnation, head.incarnation);
  putSafe(view, HeaderOffset.sequence, head.sequence);
  putSafe(view, HeaderOffset.firstIndex, entries[0]?.index ?? 0);
  putSafe(view, HeaderOffset.lastIndex, head.lastIndex);
  putSafe(view, HeaderOffset.term, head.hardState.term);
  putSafe(view, HeaderOffset.vote, head.hardState.vote);
  putSafe(view, HeaderOffset.commit, head.hardState.commit);
  putSafe(view, HeaderOffset.baseIndex, head.base?.index ?? 0);
  putSafe(view, HeaderOffset.baseTerm, head.base?.term ?? 0);
  putSafe(view, HeaderOffset.previousEnd, head.previousEnd);
  view.setUint32(HeaderOffset.bodyChecksum, crc32c(into, HEADER_BYTES, at), true);
  view.setUint32(HeaderOffset.headerChecksum, crc32c(into, 0, HeaderOffset.headerChecksum), true);
  into.copyWithin(at, 0, HEADER_BYTES);
  view.setUint32(at + HEADER_BYTES, END, true);
  return length;
}

/** A batch that is whole. */
export interface Batch extends BatchHead {
  readonly entries: readonly Entry[];
  /** Offset behind it in its segment. */
  readonly end: number;
}

/** What stands at an offset of a segment. */
export type Found =
  | { readonly kind: 'batch'; readonly batch: Batch }
  /** Nothing but zeros from here on. */
  | { readonly kind: 'end' }
  /** A write that a crash cut short, with nothing behind it. */
  | { readonly kind: 'torn' }
  | { readonly kind: 'tooNew'; readonly format: number }
  | { readonly kind: 'damaged'; readonly reason: DamageReason; readonly detail: string };

const END_FOUND: Found = { kind: 'end' };
const TORN: Found = { kind: 'torn' };

function damaged(reason: DamageReason, detail: string): Found {
  return { kind: 'damaged', reason, detail };
}

/** Reads what stands at `offset`. What lies behind the end of the file counts as zeros. */
export function readBatch(bytes: Uint8Array, offset: number): Found {
  const headerEnd = offset + HEADER_BYTES;
  if (headerEnd > bytes.length) return isZero(bytes, offset, bytes.length) ? END_FOUND : TORN;
  const view = viewOf(bytes);
  const checksum = view.getUint32(offset + HeaderOffset.headerChecksum, true);
  if (
    view.getUint32(offset + HeaderOffset.magic, true) !== MAGIC ||
    crc32c(bytes, offset, offset + HeaderOffset.headerChecksum) !== checksum
  ) {
    // A batch ends with bytes that are not zero, so one that was written whole leaves some behind its header.
    if (!isZero(bytes, headerEnd, bytes.length)) {
      return damaged(DamageReason.Garbage, 'no batch header here, but data behind it');
    }
    return isZero(bytes, offset, headerEnd) ? END_FOUND : TORN;
  }
  const format = view.getUint16(offset + HeaderOffset.format, true);
  if (format > LOG_FORMAT) return { kind: 'tooNew', format };
  const end = offset + view.getUint32(offset + HeaderOffset.length, true);
  const footer = end - FOOTER_BYTES;
  if (footer < headerEnd) return damaged(DamageReason.Garbage, 'a batch shorter than its header');
  if (!isFooter(bytes, view, offset, footer)) {
    return isCutFooter(bytes, offset, footer) && isZero(bytes, end, bytes.length)
      ? TORN
      : damaged(DamageReason.Checksum, 'the footer of the batch is not the repetition of its header');
  }
  if (crc32c(bytes, headerEnd, footer) !== view.getUint32(offset + HeaderOffset.bodyChecksum, true)) {
    return damaged(DamageReason.Checksum, 'the batch was written whole but its checksum is wrong');
  }
  const entries = readEntries(bytes, view, offset, footer);
  if (entries === null) return damaged(DamageReason.Garbage, 'the entries do not fill their batch');
  const hardState: HardState = {
    term: getSafe(view, offset + HeaderOffset.term),
    vote: getSafe(view, offset + HeaderOffset.vote),
    commit: getSafe(view, offset + HeaderOffset.commit),
  };
  const base: LogBase = {
    index: getSafe(view, offset + HeaderOffset.baseIndex),
    term: getSafe(view, offset + HeaderOffset.baseTerm),
  };
  return {
    kind: 'batch',
    batch: {
      incarnation: getSafe(view, offset + HeaderOffset.incarnation),
      sequence: getSafe(view, offset + HeaderOffset.sequence),
      lastIndex: getSafe(view, offset + HeaderOffset.lastIndex),
      hardState,
      base: (view.getUint16(offset + HeaderOffset.flags, true) & RESET) !== 0 ? base : null,
      previousEnd: getSafe(view, offset + HeaderOffset.previousEnd),
      entries,
      end,
    },
  };
}

function isFooter(bytes: Uint8Array, view: DataView, header: number, footer: number): boolean {
  if (footer + FOOTER_BYTES > bytes.length) return false;
  for (let at = 0; at < HEADER_BYTES; at++) if (bytes[footer + at] !== bytes[header + at]) return false;
  return view.getUint32(footer + HEADER_BYTES, true) === END;
}

/** True when the footer is missing, zeros, or begins rightly and then is zeros. */
function isCutFooter(bytes: Uint8Array, header: number, footer: number): boolean {
  if (footer >= bytes.length) return true;
  let written = Math.min(FOOTER_BYTES, bytes.length - footer);
  while (written > 0 && bytes[footer + written - 1] === 0) written--;
  const repeated = Math.min(written, HEADER_BYTES);
  for (let at = 0; at < repeated; at++) if (bytes[footer + at] !== bytes[header + at]) return false;
  for (let at = HEADER_BYTES; at < written; at++) {
    if (bytes[footer + at] !== ((END >>> ((at - HEADER_BYTES) * 8)) & 255)) return false;
  }
  return true;
}

function readEntries(bytes: Uint8Array, view: DataView, header: number, footer: number): Entry[] | null {
  const count = view.getUint32(header + HeaderOffset.count, true);
  const firstIndex = getSafe(view, header + HeaderOffset.firstIndex);
  const entries: Entry[] = [];
  let at = header + HEADER_BYTES;
  for (let read = 0; read < count; read++) {
    if (at + ENTRY_BYTES > footer) return null;
    const dataEnd = at + ENTRY_BYTES + view.getUint32(at + 8, true);
    if (dataEnd > footer) return null;
    entries.push({
      term: getSafe(view, at),
      index: firstIndex + read,
      // Written from an EntryType, and vouched for by the checksum.
      type: view.getUint32(at + 12, true) as EntryType,
      // A copy: a view would keep the whole segment in memory.
      data: bytes.slice(at + ENTRY_BYTES, dataEnd),
    });
    at = dataEnd;
  }
  return at === footer ? entries : null;
}
