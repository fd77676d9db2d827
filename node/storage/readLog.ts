/** Reads the segments of a log and tells what a crash cut short from what is damaged (R21). */
import type { Entry, HardState } from '../consensus/types.ts';
import { listWithoutAside } from './atomicFile.ts';
import { type Batch, LOG_FORMAT, type LogBase, readBatch } from './batch.ts';
import type { Disk } from './disk.ts';
import { DamageReason, LogDamaged } from './errors.ts';
import {
  checkSegmentHeader,
  type LogOwner,
  SEGMENT_HEADER_BYTES,
  segmentName,
  segmentNumber,
  tooNew,
} from './segment.ts';
import { type Task, take } from './task.ts';

/** A segment that holds batches. */
export interface SegmentInfo {
  readonly number: number;
  /** Highest index of an entry in it that was not voided by a later snapshot from the leader; 0 if none. */
  highest: number;
}

/** A place in the log that must not hold data any more. */
interface Place {
  readonly file: string;
  readonly offset: number;
}

export interface ReadLog {
  /** Null when no batch was ever written. */
  readonly hardState: HardState | null;
  readonly entries: readonly Entry[];
  /** Index of the first entry, or that the next one would have. */
  readonly start: number;
  /** Set when the log goes on behind a snapshot from the leader. */
  readonly base: LogBase | null;
  /** Sequence of the last batch; 0 when there is none. */
  readonly sequence: number;
  readonly segments: readonly SegmentInfo[];
  /** Offset behind the last batch, in the last segment. */
  readonly end: number;
  readonly torn: Place | null;
  /** Names of segment files before a gap that compaction left. */
  readonly unused: readonly string[];
  /** The last batch as it was read, and where; null when there is none. */
  readonly lastBatch: { readonly file: string; readonly offset: number; readonly bytes: Uint8Array } | null;
  /** True when a file with the name of a segment was there. */
  readonly anySegment: boolean;
}

/** Throws LogDamaged or FormatTooNew. Changes nothing but for removing what was being written aside. */
export function* readLog(disk: Disk, folder: string, owner: LogOwner): Task<ReadLog> {
  const names = yield* listWithoutAside(disk, folder);
  const numbers = names.map(segmentNumber).filter((number) => number !== null);
  const anySegment = numbers.length > 0;
  const unused: string[] = [];
  let torn: Place | null = null;

  // At most one segment holds no batch, or the torn first one: the next one is made when the one before it is
  // in use. It stays: making it anew takes its place.
  const newest = numbers.at(-1);
  if (newest !== undefined) {
    const { file, bytes } = yield* readSegment(disk, folder, owner, newest);
    const found = readBatch(bytes, SEGMENT_HEADER_BYTES);
    if (found.kind === 'end' || found.kind === 'torn') {
      if (found.kind === 'torn') torn = { file, offset: SEGMENT_HEADER_BYTES };
      numbers.pop();
      const before = numbers.at(-1) ?? 0;
      if (newest !== before + 1) {
        const missing = `${folder}/${segmentName(newest - 1)}`;
        throw new LogDamaged(
          DamageReason.Missing,
          missing,
          0,
          `the segment is missing, but ${segmentName(newest)} is there`,
        );
      }
    }
  }

  // Compaction removes the oldest first, but a crash may have kept any of its removals from the disk.
  let first = numbers.length - 1;
  while (first > 0 && numbers[first - 1] === (numbers[first] ?? 0) - 1) first--;
  for (const number of numbers.splice(0, Math.max(first, 0))) unused.push(segmentName(number));

  const replay = new Replay(owner);
  let current = numbers[0] === undefined ? null : yield* readSegment(disk, folder, owner, numbers[0]);
  for (let at = 1; current !== null; at++) {
    const nextNumber = numbers[at];
    const next: Segment | null = nextNumber === undefined ? null : yield* readSegment(disk, folder, owner, nextNumber);
    const cut = replay.segment(current, next === null ? null : endBefore(next));
    if (cut !== null) torn = cut;
    current = next;
  }
  return { ...replay.result(), torn, unused, anySegment };
}

interface Segment {
  readonly number: number;
  readonly file: string;
  readonly bytes: Uint8Array;
}

function* readSegment(disk: Disk, folder: string, owner: LogOwner, number: number): Task<Segment> {
  const file = `${folder}/${segmentName(number)}`;
  const bytes = yield* take<Uint8Array>((done) => disk.read(file, done));
  checkSegmentHeader(bytes, file, owner, number);
  return { number, file, bytes };
}

/** Where the segment before this one ends, by the word of this one's first batch. */
function endBefore(segment: Segment): number {
  const found = readBatch(segment.bytes, SEGMENT_HEADER_BYTES);
  if (found.kind === 'batch') return found.batch.previousEnd;
  if (found.kind === 'tooNew') throw tooNew(segment.file, found.format, LOG_FORMAT);
  const [reason, detail] =
    found.kind === 'damaged'
      ? [found.reason, found.detail]
      : [DamageReason.Gap, 'no batch in this segment, but in the ones behind it'];
  throw new LogDamaged(reason, segment.file, SEGMENT_HEADER_BYTES, detail);
}

/** The state of the log as batch follows batch. */
class Replay {
  readonly #owner: LogOwner;
  readonly #segments: SegmentInfo[] = [];
  #entries: Entry[] = [];
  #start = 1;
  #base: LogBase | null = null;
  #last: Batch | null = null;
  #lastBatch: ReadLog['lastBatch'] = null;

  constructor(owner: LogOwner) {
    this.#owner = owner;
  }

  /**
   * Takes in the batches of a segment. `end` is where they must end when there is a segment behind it; else
   * they end at zeros or at a torn write, whose place is given back.
   */
  segment(segment: Segment, end: number | null): Place | null {
    const info: SegmentInfo = { number: segment.number, highest: 0 };
    this.#segments.push(info);
    let offset = SEGMENT_HEADER_BYTES;
    while (end === null || offset < end) {
      const found = readBatch(segment.bytes, offset);
      if (found.kind === 'damaged') throw new LogDamaged(found.reason, segment.file, offset, found.detail);
      if (found.kind === 'tooNew') throw tooNew(segment.file, found.format, LOG_FORMAT);
      if (found.kind !== 'batch') {
        if (end !== null) {
          throw new LogDamaged(
            DamageReason.Gap,
            segment.file,
            offset,
            'batches are missing here, later ones are there',
          );
        }
        return found.kind === 'torn' ? { file: segment.file, offset } : null;
      }
      this.#apply(found.batch, info, segment.file, offset);
      this.#lastBatch = { file: segment.file, offset, bytes: segment.bytes.subarray(offset, found.batch.end) };
      offset = found.batch.end;
    }
    if (offset !== end) {
      throw new LogDamaged(
        DamageReason.Gap,
        segment.file,
        offset,
        'the next segment says that this one ends elsewhere',
      );
    }
    return null;
  }

  #apply(batch: Batch, info: SegmentInfo, file: string, offset: number): void {
    const gap = (detail: string): LogDamaged => new LogDamaged(DamageReason.Gap, file, offset, detail);
    if (batch.incarnation !== this.#owner.incarnation) {
      throw new LogDamaged(DamageReason.Foreign, file, offset, 'the batch was written by another incarnation');
    }
    const previous = this.#last;
    if (previous === null) {
      // The first batch that is kept: what lies before it was compacted.
      this.#start = (batch.entries[0]?.index ?? batch.lastIndex + 1) || 1;
      if (batch.sequence === 1 && batch.base === null && this.#start !== 1)
        throw gap('the log does not begin at index 1');
    } else {
      if (batch.sequence !== previous.sequence + 1) {
        throw gap(`batch ${previous.sequence} is followed by batch ${batch.sequence}`);
      }
      const inSameSegment = offset !== SEGMENT_HEADER_BYTES;
      if (inSameSegment && batch.previousEnd !== offset) throw gap('the batch was written for another place');
    }
    if (batch.base !== null) {
      this.#entries = [];
      this.#base = batch.base;
      this.#start = batch.base.index + 1;
      for (const segment of this.#segments) segment.highest = 0;
    }
    const first = batch.entries[0]?.index;
    if (first !== undefined) {
      if (first > this.#start + this.#entries.length) {
        throw gap(`entries from ${first} do not follow ${this.#start + this.#entries.length - 1}`);
      }
      if (this.#base !== null && first <= this.#base.index) {
        throw gap(`entries from ${first} take the place of what the snapshot at ${this.#base.index} has settled`);
      }
      // What stood between was in a segment that was removed, and was rewritten before it was committed.
      this.#start = Math.min(this.#start, first);
      this.#entries.length = first - this.#start;
      for (const entry of batch.entries) this.#entries.push(entry);
      info.highest = Math.max(info.highest, batch.lastIndex);
    }
    if (batch.lastIndex !== this.#start + this.#entries.length - 1) {
      throw gap(
        `the batch says that the log ends at ${batch.lastIndex}, not ${this.#start + this.#entries.length - 1}`,
      );
    }
    this.#last = batch;
  }

  result(): Omit<ReadLog, 'torn' | 'unused' | 'anySegment'> {
    return {
      hardState: this.#last?.hardState ?? null,
      entries: this.#entries,
      start: this.#start,
      base: this.#base,
      sequence: this.#last?.sequence ?? 0,
      segments: this.#segments,
      end: this.#last?.end ?? SEGMENT_HEADER_BYTES,
      lastBatch: this.#lastBatch,
    };
  }
}
