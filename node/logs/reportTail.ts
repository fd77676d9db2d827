/** The end of a report log that is there already: how far it goes, and what a crash has left half-written. */
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import type { ReportRecord } from '../../proto/reportRecord.ts';
import { LogError, LogErrorCode } from './errors.ts';

const FIRST_STEP = 64 * 1024;
/** A longer line is none of ours. */
const LONGEST_LINE = 64 * 1024 * 1024;

export interface ReportTail {
  /** Cluster of the first line. */
  readonly cluster: string;
  /** The last record: what comes after `index`, and of `index` after `n`, is not in the file. */
  readonly index: number;
  readonly n: number;
}

/**
 * Reads a file that is to be gone on with; half a line at its end is cut off. Null if it is not there or empty;
 * 'foreign' if it is no report log that can be gone on with.
 *
 * @throws {LogError} CannotOpen
 */
export function readTail(path: string): ReportTail | 'foreign' | null {
  if (!existsSync(path)) return null;
  let fd: number | null = null;
  try {
    fd = openSync(path, 'r+');
    const whole = cutTorn(fd);
    if (whole === 0) return null;
    const first = parse(firstLine(fd, whole));
    const last = parse(lastLine(fd, whole));
    if (first?.kind !== 'file' || last === null) return 'foreign';
    return { cluster: first.cluster, ...position(last) };
  } catch (error) {
    throw new LogError(LogErrorCode.CannotOpen, `log ${path}: ${String(error)}`, { cause: error });
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

/** How far a record goes. Without an `n` it stands for all of its index. */
function position(record: ReportRecord): { index: number; n: number } {
  if (record.kind === 'file') return { index: record.after, n: Number.POSITIVE_INFINITY };
  if (record.kind === 'gap') return { index: record.to, n: Number.POSITIVE_INFINITY };
  return { index: record.index, n: 'n' in record ? record.n : Number.POSITIVE_INFINITY };
}

function parse(line: string): ReportRecord | null {
  try {
    const record = JSON.parse(line) as ReportRecord;
    return Number.isSafeInteger(position(record).index) ? record : null;
  } catch {
    return null;
  }
}

/** Cuts what follows the last line end; gives the size that is left. */
function cutTorn(fd: number): number {
  const { size } = fstatSync(fd);
  const end = lastNewline(fd, size) + 1;
  if (end < size) ftruncateSync(fd, end);
  return end;
}

function lastLine(fd: number, size: number): string {
  const from = lastNewline(fd, size - 1) + 1;
  return read(fd, from, Math.min(size - 1 - from, LONGEST_LINE)).toString('utf8');
}

function firstLine(fd: number, size: number): string {
  const text = read(fd, 0, Math.min(size, FIRST_STEP)).toString('utf8');
  return text.slice(0, Math.max(text.indexOf('\n'), 0));
}

/** Offset of the last line end below `before`; -1 if there is none. */
function lastNewline(fd: number, before: number): number {
  for (let end = before; end > 0; ) {
    const from = Math.max(0, end - FIRST_STEP);
    const at = read(fd, from, end - from).lastIndexOf(0x0a);
    if (at >= 0) return from + at;
    end = from;
  }
  return -1;
}

function read(fd: number, from: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(fd, buffer, 0, length, from));
}
