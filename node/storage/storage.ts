/** One member's storage, put together: log, snapshots and identity in one folder. */
import type { Snapshot } from '../consensus/types.ts';
import type { Append, OpenedStorage, Storage, StorageDone, StorageOptions } from './api.ts';
import type { LogBase } from './batch.ts';
import type { Done } from './disk.ts';
import { DamageReason, LogDamaged, StorageError, StorageErrorCode, storageFailure } from './errors.ts';
import { changeIdentity, writeIdentity } from './identity.ts';
import type { Identity, IdentityChange } from './identityTypes.ts';
import { LogWriter } from './logWriter.ts';
import { LOG_FOLDER, type Recovered, recover } from './recover.ts';
import { segmentName } from './segment.ts';
import { type OpenSegment, openSegment } from './segmentMaker.ts';
import type { SnapshotStore } from './snapshotStore.ts';
import { perform, runTask, type Task, TaskQueue, take } from './task.ts';
import { WatchedDisk } from './watchedDisk.ts';

const SEGMENT_BYTES = 16 * 1024 * 1024;
const LEAST_SEGMENT_BYTES = 4096;
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
const KEEP_SNAPSHOTS = 2;

interface Settings {
  readonly disk: WatchedDisk;
  readonly folder: string;
  readonly segmentBytes: number;
  readonly keepSnapshots: number;
  readonly maxBatchBytes: number;
}

/**
 * Opens a data folder, repairs what a crash left unfinished, and gives what stands there. `done` gets null and
 * the opened storage, or the error and null.
 * Errors: LogDamaged, FormatTooNew, FormingUnfinished, StorageFailed, DiskFull. Throws RangeError for options out of range.
 */
export function openStorage(
  options: StorageOptions,
  done: (error: StorageError | null, opened: OpenedStorage | null) => void,
): void {
  const settings: Settings = {
    disk: new WatchedDisk(options.disk, options.monotonic),
    folder: options.folder,
    segmentBytes: options.segmentBytes ?? SEGMENT_BYTES,
    keepSnapshots: options.keepSnapshots ?? KEEP_SNAPSHOTS,
    maxBatchBytes: options.maxBatchBytes ?? MAX_BATCH_BYTES,
  };
  if (settings.segmentBytes < LEAST_SEGMENT_BYTES) throw new RangeError(`segments of ${settings.segmentBytes} bytes`);
  if (settings.keepSnapshots < 1) throw new RangeError(`${settings.keepSnapshots} snapshots to keep`);
  runTask(open(settings, options), (error, opened) => {
    if (opened === undefined) done(storageFailure(error, `opening ${options.folder}`), null);
    else done(null, opened);
  });
}

function* open(settings: Settings, options: StorageOptions): Task<OpenedStorage> {
  const { disk, folder } = settings;
  const recovered = yield* recover(disk, folder, options);
  yield* checkRoom(settings);
  const last = recovered.log.segments.at(-1);
  // Behind a torn write the log goes on in a new segment, whose first batch tells where this one ends.
  const active =
    last === undefined || recovered.tornTail !== null
      ? null
      : yield* openSegment(disk, `${folder}/${LOG_FOLDER}`, last.number);
  const { identity, created, hardState, snapshot, entries, tornTail, damagedSnapshots } = recovered;
  return {
    storage: new NodeStorage(settings, recovered, active),
    identity,
    created,
    hardState,
    confState: snapshot?.metadata.confState ?? {
      voters: [],
      learners: [],
      votersOutgoing: [],
      learnersNext: [],
      autoLeave: false,
    },
    snapshot,
    entries,
    tornTail,
    damagedSnapshots,
  };
}

/** Refuses to start where the next segment could not be made: better now than in the midst of service. */
function* checkRoom({ disk, folder, segmentBytes }: Settings): Task<void> {
  const free = yield* take<number>((done) => disk.freeBytes(folder, done));
  if (free < segmentBytes) {
    throw new StorageError(
      StorageErrorCode.DiskFull,
      `${folder}: ${free} bytes are free, the next segment of the log takes ${segmentBytes}; make room and start again`,
    );
  }
}

class NodeStorage implements Storage {
  readonly #settings: Settings;
  readonly #snapshots: SnapshotStore;
  readonly #log: LogWriter;
  readonly #tasks = new TaskQueue();
  #identity: Identity;
  #failure: StorageError | null = null;
  #closing = false;
  #closed: Done | null = null;

  constructor(settings: Settings, recovered: Recovered, active: OpenSegment | null) {
    this.#settings = settings;
    this.#snapshots = recovered.snapshots;
    this.#identity = recovered.identity;
    this.#log = new LogWriter(
      {
        disk: settings.disk,
        folder: `${settings.folder}/${LOG_FOLDER}`,
        segmentBytes: settings.segmentBytes,
        maxBatchBytes: settings.maxBatchBytes,
        owner: () => this.#identity,
        begin: (done) => this.#begin(done),
        install: (snapshot, done) => this.#install(snapshot, done),
        installed: (base) => this.#installed(base),
        failed: (error) => this.#fail(error),
      },
      {
        hardState: recovered.hardState,
        lastIndex: recovered.lastIndex,
        floor: recovered.snapshot?.metadata.index ?? 0,
        sequence: recovered.log.sequence,
        segments: recovered.log.segments,
        end: recovered.log.end,
        active,
        unloggedBase: recovered.unloggedBase,
      },
    );
  }

  get identity(): Identity {
    return this.#identity;
  }

  get lastIndex(): number {
    return this.#log.durableIndex;
  }

  get failure(): StorageError | null {
    return this.#failure;
  }

  append(append: Append, done: StorageDone): void {
    const refusal = this.#closing
      ? closed()
      : this.#identity.clusterId === ''
        ? new StorageError(StorageErrorCode.NotFormed, 'nothing is written before the cluster id is saved')
        : null;
    if (refusal === null) this.#log.append(append, done);
    else this.#settings.disk.soon(() => done(refusal));
  }

  saveSnapshot(snapshot: Snapshot, done: StorageDone): void {
    const self = this;
    this.#run('saving a snapshot', done, function* () {
      const { index } = snapshot.metadata;
      if (index <= self.#snapshots.newestIndex) return;
      if (index > self.#log.durableIndex) {
        throw new StorageError(
          StorageErrorCode.InvalidAppend,
          `a snapshot at index ${index}, but the log is durable up to ${self.#log.durableIndex} only`,
        );
      }
      yield* self.#snapshots.save(snapshot, false, self.#identity);
      self.#log.settle(index);
      yield* self.#snapshots.keepNewest(self.#settings.keepSnapshots);
    });
  }

  compact(index: number, done: StorageDone): void {
    this.#run('removing old segments', done, () => this.#removeSegments(index));
  }

  saveIdentity(change: IdentityChange, done: StorageDone): void {
    this.#run('saving the identity', done, () => this.#writeIdentity(() => changeIdentity(this.#identity, change)));
  }

  assertHolds(index: number): void {
    const { durableIndex } = this.#log;
    if (index <= durableIndex) return;
    const folder = `${this.#settings.folder}/${LOG_FOLDER}`;
    throw new LogDamaged(
      DamageReason.Short,
      folder,
      0,
      `the log ends at index ${durableIndex}, but this member has acknowledged ${index} to the leader`,
    );
  }

  pendingSince(): number | null {
    return this.#settings.disk.pendingSince();
  }

  close(done: StorageDone): void {
    if (this.#closing) {
      this.#settings.disk.soon(() => done(closed()));
      return;
    }
    this.#closing = true;
    this.#closed = () => {
      this.#closed = null;
      done(this.#failure);
    };
    this.#log.close(() => this.#tasks.add(nothing, () => this.#closed?.(null)));
  }

  #begin(done: Done): void {
    const task = (): Task<void> => this.#writeIdentity(() => ({ ...this.#identity, logBegun: true }));
    this.#tasks.add(task, (error) => done(error === null ? null : storageFailure(error, 'saving the identity')));
  }

  #install(snapshot: Snapshot, done: Done): void {
    const self = this;
    this.#tasks.add(
      function* (): Task<void> {
        self.#checkAlive();
        yield* self.#snapshots.save(snapshot, true, self.#identity);
      },
      (error) => done(error === null ? null : storageFailure(error, 'saving a snapshot from the leader')),
    );
  }

  #installed(base: LogBase): void {
    const self = this;
    this.#tasks.add(
      function* (): Task<void> {
        self.#checkAlive();
        yield* self.#snapshots.removeBelow(base.index);
        yield* self.#removeSegments(base.index);
      },
      (error) => {
        if (error !== null) this.#fail(storageFailure(error, 'removing what a snapshot replaced'));
      },
    );
  }

  *#writeIdentity(make: () => Identity): Task<void> {
    const identity = make();
    yield* writeIdentity(this.#settings.disk, this.#settings.folder, { identity, settingAside: '' });
    this.#identity = identity;
  }

  *#removeSegments(index: number): Task<void> {
    const { disk, folder } = this.#settings;
    const released = this.#log.releaseSegments(Math.min(index, this.#snapshots.oldestIndex));
    for (const { number } of released) {
      yield* perform((done) => disk.unlink(`${folder}/${LOG_FOLDER}/${segmentName(number)}`, done));
    }
    if (released.length > 0) yield* perform((done) => disk.syncDirectory(`${folder}/${LOG_FOLDER}`, done));
  }

  #run(what: string, done: StorageDone, task: () => Task<void>): void {
    const refusal = this.#failure ?? (this.#closing ? closed() : null);
    if (refusal !== null) {
      this.#settings.disk.soon(() => done(refusal));
      return;
    }
    // A task may end without an operation; `done` never comes before the call returns.
    const self = this;
    this.#tasks.add(
      function* (): Task<void> {
        yield* perform((next) => self.#settings.disk.soon(() => next(null)));
        self.#checkAlive();
        yield* task();
      },
      (error) => {
        if (error === null) {
          done(this.#failure);
          return;
        }
        const failure = storageFailure(error, what);
        if (isFatal(failure)) this.#fail(failure);
        done(failure);
      },
    );
  }

  /** For work that had to wait: after a failure nothing is begun any more. */
  #checkAlive(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  #fail(error: StorageError): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    this.#log.fail(error);
  }
}

function* nothing(): Task<void> {}

function closed(): StorageError {
  return new StorageError(StorageErrorCode.Closed, 'the storage was closed');
}

/** A refusal leaves the disk as it was; a failed operation leaves it unknown. */
function isFatal(error: StorageError): boolean {
  return error.code === StorageErrorCode.StorageFailed || error.code === StorageErrorCode.DiskFull;
}
