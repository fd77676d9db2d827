/**
 * Writes the log. One write is under way at a time; everything that arrives meanwhile goes into the next
 * batch, so the disk sets the pace and nobody waits for more than two writes.
 */
import type { HardState, Snapshot } from '../consensus/types.ts';
import type { Append, StorageDone } from './api.ts';
import { AppendQueue, type JoinedAppends, type Waiting } from './appendQueue.ts';
import { batchBytes, encodeBatch, type LogBase } from './batch.ts';
import type { Disk, Done } from './disk.ts';
import { StorageError, StorageErrorCode, storageFailure } from './errors.ts';
import type { SegmentInfo } from './readLog.ts';
import { type LogOwner, SEGMENT_HEADER_BYTES } from './segment.ts';
import { makeSegment, type OpenSegment } from './segmentMaker.ts';
import { runTask } from './task.ts';

export interface LogWriterOptions {
  readonly disk: Disk;
  readonly folder: string;
  readonly segmentBytes: number;
  readonly maxBatchBytes: number;
  /** Asked when the first segment is made: the cluster id is known by then. */
  readonly owner: () => LogOwner;
  /** Called when the first segment is there and before its first batch is written. */
  readonly begin: (done: Done) => void;
  /** Makes a snapshot from the leader durable, before the batch that goes on behind it. */
  readonly install: (snapshot: Snapshot, done: Done) => void;
  /** That batch is durable: what lies before the snapshot is void. */
  readonly installed: (base: LogBase) => void;
  readonly failed: (error: StorageError) => void;
}

/** Where the log stood when it was opened. */
export interface LogPosition {
  readonly hardState: HardState | null;
  readonly lastIndex: number;
  /** Entries up to here are settled by a snapshot and never written again. */
  readonly floor: number;
  readonly sequence: number;
  readonly segments: readonly SegmentInfo[];
  /** Offset behind the last batch in the last segment. */
  readonly end: number;
  /** The last segment, to write on in it; null when the next batch must begin a new one. */
  readonly active: OpenSegment | null;
  readonly unloggedBase: LogBase | null;
}

interface PreparedBatch extends JoinedAppends {
  readonly base: LogBase | null;
}

/** The first buffer for batches, in bytes; it grows with the largest. */
const BUFFER_BYTES = 64 * 1024;

export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #segments: SegmentInfo[];
  readonly #queue: AppendQueue;
  #buffer = new Uint8Array(BUFFER_BYTES);
  #busy = false;
  #failure: StorageError | null = null;
  #active: OpenSegment | null;
  #next: OpenSegment | null = null;
  #making = false;
  #begun: boolean;
  /** Set while the batch waits for a segment to be made. */
  #blocked: PreparedBatch | null = null;
  #offset: number;
  #previousEnd: number;
  #sequence: number;
  #unloggedBase: LogBase | null;
  #durableIndex: number;
  #writtenCommit: number;
  #whenIdle: Done | null = null;

  constructor(options: LogWriterOptions, position: LogPosition) {
    this.#options = options;
    this.#segments = position.segments.map((segment) => ({ ...segment }));
    this.#active = position.active;
    this.#offset = position.end;
    this.#previousEnd = position.segments.length === 0 ? 0 : position.end;
    this.#sequence = position.sequence;
    this.#unloggedBase = position.unloggedBase;
    const { hardState, lastIndex, floor } = position;
    this.#queue = new AppendQueue(hardState, lastIndex, floor, options.maxBatchBytes);
    this.#writtenCommit = position.hardState?.commit ?? 0;
    this.#durableIndex = position.lastIndex;
    this.#begun = position.sequence > 0;
  }

  /** Index of the last durable entry. */
  get durableIndex(): number {
    return this.#durableIndex;
  }

  append(append: Append, done: StorageDone): void {
    if (this.#failure !== null) {
      const failure = this.#failure;
      this.#options.disk.soon(() => done(failure));
      return;
    }
    const refusal = this.#queue.refusal(append);
    if (refusal !== null) {
      const error = new StorageError(StorageErrorCode.InvalidAppend, refusal);
      this.#options.disk.soon(() => done(error));
      return;
    }
    const waiting = this.#queue.accept(append, done);
    if (!waiting.durable && !this.#busy && this.#queue.empty) {
      this.#options.disk.soon(() => done(this.#failure));
      return;
    }
    this.#queue.add(waiting);
    this.#pump();
  }

  /** Raises the index up to which entries are settled by a snapshot made here. */
  settle(index: number): void {
    this.#queue.settle(index);
  }

  /** Takes the segments, oldest first, of which all entries are at or below the index; never the one in use. */
  releaseSegments(index: number): SegmentInfo[] {
    let count = 0;
    while (count < this.#segments.length - 1 && (this.#segments[count]?.highest ?? 0) <= index) count++;
    return this.#segments.splice(0, count);
  }

  /** Everything after this is refused. What waits is told; what is under way never counts as written. */
  fail(error: StorageError): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    const waiting = [...(this.#blocked?.items ?? []), ...this.#queue.clear()];
    if (this.#blocked !== null) this.#busy = false;
    this.#blocked = null;
    for (const item of waiting) item.done(error);
    this.#idle();
  }

  /** Waits for what was asked for, writes the newest commit and closes the files. */
  close(done: Done): void {
    this.#whenIdle = () => {
      this.#whenIdle = null;
      const { hardState } = this.#queue;
      if (this.#failure === null && this.#active !== null && hardState.commit > this.#writtenCommit) {
        const append: Append = { entries: [], hardState, snapshot: null };
        this.#queue.add({ append, durable: true, done: () => this.#closeFiles(done) });
        this.#pump();
      } else this.#closeFiles(done);
    };
    this.#idle();
  }

  #closeFiles(done: Done): void {
    const open = [this.#active, this.#next].filter((segment) => segment !== null);
    this.#active = null;
    this.#next = null;
    const closeNext = (): void => {
      const segment = open.pop();
      // All bytes are durable already: an error in closing changes nothing.
      if (segment === undefined) done(null);
      else segment.file.close(closeNext);
    };
    this.#options.disk.soon(closeNext);
  }

  #idle(): void {
    if (!this.#busy && !this.#making && this.#queue.empty) this.#whenIdle?.(null);
  }

  #pump(): void {
    if (this.#busy || this.#failure !== null || this.#queue.empty) return;
    this.#busy = true;
    const joined = this.#queue.take();
    const { items, snapshot } = joined;
    if (!joined.durable) this.#finish(items);
    else if (snapshot === null) this.#write({ ...joined, base: this.#unloggedBase });
    else
      this.#options.install(snapshot, (error) => {
        const failure = this.#failure ?? error;
        const { index, term } = snapshot.metadata;
        if (failure === null) this.#write({ ...joined, base: { index, term } });
        else this.#lost(items, failure, 'saving a snapshot from the leader');
      });
  }

  #write(batch: PreparedBatch): void {
    const bytes = batchBytes(batch.entries);
    const full = this.#offset > SEGMENT_HEADER_BYTES && this.#offset + bytes > this.#options.segmentBytes;
    if (this.#active === null || full) {
      if (this.#next === null) {
        this.#blocked = batch;
        this.#makeNext();
        return;
      }
      this.#roll(this.#next);
    }
    if (this.#buffer.length < bytes) this.#buffer = new Uint8Array(Math.max(bytes, this.#buffer.length * 2));
    const { base, hardState, entries } = batch;
    const lastIndex = batch.lastIndex ?? this.#durableIndex;
    const incarnation = this.#options.owner().incarnation;
    const sequence = this.#sequence + 1;
    const head = { incarnation, sequence, lastIndex, hardState, base, previousEnd: this.#previousEnd };
    const length = encodeBatch(this.#buffer, head, entries);
    this.#active?.file.write(this.#buffer.subarray(0, length), this.#offset, (error) => {
      if (error !== null) this.#lost(batch.items, error, 'writing the log');
      else if (this.#failure !== null) this.#lost(batch.items, this.#failure, '');
      else this.#wrote(batch, lastIndex, length);
    });
  }

  #wrote(batch: PreparedBatch, lastIndex: number, length: number): void {
    const { base, entries, hardState, items } = batch;
    this.#sequence++;
    this.#offset += length;
    this.#previousEnd = this.#offset;
    this.#writtenCommit = hardState.commit;
    this.#durableIndex = lastIndex;
    const segment = this.#segments.at(-1);
    if (base !== null) {
      this.#unloggedBase = null;
      for (const before of this.#segments) before.highest = 0;
      this.#options.installed(base);
    }
    if (segment !== undefined && entries.length > 0) segment.highest = Math.max(segment.highest, lastIndex);
    if (this.#offset > this.#options.segmentBytes / 2) this.#makeNext();
    this.#finish(items);
  }

  #finish(items: readonly Waiting[]): void {
    for (const item of items) item.done(null);
    this.#busy = false;
    this.#pump();
    this.#idle();
  }

  #roll(next: OpenSegment): void {
    // All bytes of the old one are durable: an error in closing it changes nothing.
    this.#active?.file.close(() => {});
    this.#active = next;
    this.#next = null;
    this.#offset = SEGMENT_HEADER_BYTES;
    this.#segments.push({ number: next.number, highest: 0 });
  }

  #makeNext(): void {
    if (this.#next !== null || this.#making || this.#failure !== null) return;
    this.#making = true;
    const { disk, folder, segmentBytes } = this.#options;
    const number = (this.#segments.at(-1)?.number ?? 0) + 1;
    runTask(makeSegment(disk, folder, this.#options.owner(), number, segmentBytes), (error, segment) => {
      if (error !== null || segment === undefined) {
        this.#making = false;
        this.#options.failed(storageFailure(error, 'making a segment of the log'));
        this.#idle();
      } else if (this.#begun) this.#made(segment);
      else
        this.#options.begin((failure) => {
          if (failure === null) {
            this.#begun = true;
            this.#made(segment);
            return;
          }
          this.#making = false;
          this.#options.failed(storageFailure(failure, 'beginning the log'));
          this.#idle();
        });
    });
  }

  #made(segment: OpenSegment): void {
    this.#making = false;
    this.#next = segment;
    const batch = this.#blocked;
    this.#blocked = null;
    if (batch !== null) this.#write(batch);
    this.#idle();
  }

  #lost(items: readonly Waiting[], error: Error, what: string): void {
    const failure = this.#failure ?? storageFailure(error, what);
    this.#busy = false;
    this.#options.failed(failure);
    for (const item of items) item.done(failure);
    this.#idle();
  }
}
