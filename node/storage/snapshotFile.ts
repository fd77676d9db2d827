/**
 * Snapshot files: `<index, 16 digits>-<term>.snap`.
 *
 *     header   68 bytes: magic, format, flags, cluster id, incarnation, index, term, length of the membership
 *              and of the data, CRC-32C of header and membership
 *     membership  ConfState as JSON
 *     data     opaque
 *     trailer  CRC-32C of the data, END
 */
import type { ConfState, Snapshot } from '../consensus/types.ts';
import { getSafe, putSafe, viewOf } from './bytes.ts';
import { crc32c } from './crc32c.ts';
import { DamageReason, LogDamaged } from './errors.ts';
import { type LogOwner, tooNew } from './segment.ts';

const SNAPSHOT_FORMAT = 1;
const MAGIC = 0x4e544d4c; // "LMTN"
const END = 0xa5c3965a;
const INSTALLED = 1;
const HEADER_BYTES = 68;
const CHECKSUM_OFFSET = 64;
const TRAILER_BYTES = 8;

/** A snapshot as its file's name tells it. */
export interface SnapshotName {
  readonly name: string;
  readonly index: number;
  readonly term: number;
}

export interface SnapshotContent {
  readonly snapshot: Snapshot;
  /** True when it came from the leader and took the place of the log; false when it was made of the log here. */
  readonly installed: boolean;
}

export function snapshotName(index: number, term: number): SnapshotName {
  return { name: `${String(index).padStart(16, '0')}-${term}.snap`, index, term };
}

/** Null for other files. */
export function parseSnapshotName(name: string): SnapshotName | null {
  const match = /^(\d{16})-(\d+)\.snap$/.exec(name);
  return match === null ? null : { name, index: Number(match[1]), term: Number(match[2]) };
}

/** Data in one part: as much as one write takes, so that the checksum of a large snapshot holds nothing up. */
const PART_BYTES = 1024 * 1024;

/** The parts of the file, in order, made one at a time. The data must not change meanwhile. */
export function* encodeSnapshot(content: SnapshotContent, owner: LogOwner): Generator<Uint8Array, void, void> {
  const { metadata, data } = content.snapshot;
  const membership = Buffer.from(JSON.stringify(metadata.confState));
  const head = new Uint8Array(HEADER_BYTES + membership.length);
  const view = viewOf(head);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, SNAPSHOT_FORMAT, true);
  view.setUint16(6, content.installed ? INSTALLED : 0, true);
  head.set(Buffer.from(owner.clusterId, 'hex'), 8);
  putSafe(view, 24, owner.incarnation);
  putSafe(view, 32, metadata.index);
  putSafe(view, 40, metadata.term);
  putSafe(view, 48, membership.length);
  putSafe(view, 56, data.length);
  head.set(membership, HEADER_BYTES);
  view.setUint32(CHECKSUM_OFFSET, headChecksum(head, head.length), true);
  yield head;
  let checksum = 0;
  for (let at = 0; at < data.length; at += PART_BYTES) {
    const part = data.subarray(at, at + PART_BYTES);
    checksum = crc32c(part, 0, part.length, checksum);
    yield part;
  }
  const trailer = new Uint8Array(TRAILER_BYTES);
  viewOf(trailer).setUint32(0, checksum, true);
  viewOf(trailer).setUint32(4, END, true);
  yield trailer;
}

/** Header and membership without the checksum itself. */
function headChecksum(bytes: Uint8Array, end: number): number {
  return crc32c(bytes, HEADER_BYTES, end, crc32c(bytes, 0, CHECKSUM_OFFSET));
}

/** Throws LogDamaged or FormatTooNew. `data` is a view on `bytes`. */
export function decodeSnapshot(bytes: Uint8Array, file: string, name: SnapshotName, owner: LogOwner): SnapshotContent {
  const damaged = (offset: number, detail: string): LogDamaged =>
    new LogDamaged(DamageReason.Checksum, file, offset, detail);
  const view = viewOf(bytes);
  if (bytes.length < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) throw damaged(0, 'not a snapshot');
  const format = view.getUint16(4, true);
  const dataStart = HEADER_BYTES + getSafe(view, 48);
  const dataEnd = dataStart + getSafe(view, 56);
  if (dataStart > bytes.length || headChecksum(bytes, dataStart) !== view.getUint32(CHECKSUM_OFFSET, true)) {
    throw damaged(0, "the snapshot's header is damaged");
  }
  if (format > SNAPSHOT_FORMAT) throw tooNew(file, format, SNAPSHOT_FORMAT);
  const clusterId = Buffer.from(bytes.subarray(8, 24)).toString('hex');
  const index = getSafe(view, 32);
  const term = getSafe(view, 40);
  if (
    clusterId !== owner.clusterId ||
    getSafe(view, 24) !== owner.incarnation ||
    index !== name.index ||
    term !== name.term
  ) {
    throw new LogDamaged(DamageReason.Foreign, file, 0, 'the snapshot belongs to another log');
  }
  if (
    dataEnd + TRAILER_BYTES !== bytes.length ||
    view.getUint32(dataEnd + 4, true) !== END ||
    view.getUint32(dataEnd, true) !== crc32c(bytes, dataStart, dataEnd)
  ) {
    throw damaged(dataStart, "the snapshot's data is damaged");
  }
  // Written from a ConfState, and vouched for by the checksum.
  const confState = JSON.parse(Buffer.from(bytes.subarray(HEADER_BYTES, dataStart)).toString()) as ConfState;
  return {
    snapshot: { metadata: { confState, index, term }, data: bytes.subarray(dataStart, dataEnd) },
    installed: (view.getUint16(6, true) & INSTALLED) !== 0,
  };
}
