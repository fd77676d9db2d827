/**
 * Segment files of the log: `<number, 16 digits>.log`, counted from 1. A segment begins with a header of 64
 * bytes that stays as it is in every later format, and is filled with zeros to its size before its first use:
 * writes then change no metadata of the file system.
 */

import { LOG_FORMAT } from './batch.ts';
import { getSafe, putSafe, viewOf } from './bytes.ts';
import { crc32c } from './crc32c.ts';
import { DamageReason, LogDamaged, StorageError, StorageErrorCode } from './errors.ts';

const MAGIC = 0x53544d4c; // "LMTS"
export const SEGMENT_HEADER_BYTES = 64;
const CHECKSUM_OFFSET = SEGMENT_HEADER_BYTES - 4;
const SUFFIX = '.log';

/** Whose log it is. */
export interface LogOwner {
  /** 32 hex digits. */
  readonly clusterId: string;
  readonly incarnation: number;
}

export function segmentName(number: number): string {
  return String(number).padStart(16, '0') + SUFFIX;
}

/** The number of a segment file's name; null for other files. */
export function segmentNumber(name: string): number | null {
  return /^\d{16}\.log$/.test(name) ? Number(name.slice(0, -SUFFIX.length)) : null;
}

export function encodeSegmentHeader(owner: LogOwner, number: number): Uint8Array {
  const bytes = new Uint8Array(SEGMENT_HEADER_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, LOG_FORMAT, true);
  bytes.set(Buffer.from(owner.clusterId, 'hex'), 8);
  putSafe(view, 24, owner.incarnation);
  putSafe(view, 32, number);
  view.setUint32(CHECKSUM_OFFSET, crc32c(bytes, 0, CHECKSUM_OFFSET), true);
  return bytes;
}

/** Throws LogDamaged or FormatTooNew when the file is not this owner's segment of that number. */
export function checkSegmentHeader(bytes: Uint8Array, file: string, owner: LogOwner, number: number): void {
  if (bytes.length < SEGMENT_HEADER_BYTES) {
    throw new LogDamaged(DamageReason.Garbage, file, bytes.length, 'the segment is shorter than its header');
  }
  const view = viewOf(bytes);
  if (
    view.getUint32(0, true) !== MAGIC ||
    view.getUint32(CHECKSUM_OFFSET, true) !== crc32c(bytes, 0, CHECKSUM_OFFSET)
  ) {
    throw new LogDamaged(DamageReason.Checksum, file, 0, 'the header of the segment is damaged');
  }
  const format = view.getUint16(4, true);
  if (format > LOG_FORMAT) throw tooNew(file, format, LOG_FORMAT);
  const clusterId = Buffer.from(bytes.subarray(8, 24)).toString('hex');
  if (clusterId !== owner.clusterId || getSafe(view, 24) !== owner.incarnation || getSafe(view, 32) !== number) {
    throw new LogDamaged(DamageReason.Foreign, file, 0, 'the segment belongs to another log');
  }
}

export function tooNew(file: string, format: number, known: number): StorageError {
  return new StorageError(
    StorageErrorCode.FormatTooNew,
    `${file} has format ${format}, this program knows up to ${known}: start the newer version again`,
  );
}
