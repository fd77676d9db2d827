/** For the tests of this folder: a storage on a simulated disk whose operations are run one by one. */
import type { Entry, HardState, Snapshot } from '../consensus/types.ts';
import type { Append, OpenedStorage, Storage, StorageOptions } from './api.ts';
import { StorageError } from './errors.ts';
import { setAside } from './setAside.ts';
import { type DiskOperation, SimulatedDisk, type SimulatedDiskOptions } from './simulatedDisk.ts';
import { openStorage } from './storage.ts';

export const FOLDER = '/data';
export const CLUSTER = '00112233445566778899aabbccddeeff';

/** A small generator of pseudo-random numbers (mulberry32), uniform in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function entry(index: number, term = 1, size = 20): Entry {
  return { index, term, type: 0, data: new Uint8Array(size).fill((index * 31 + term) & 255) };
}

export function entriesOf(first: number, last: number, term = 1, size = 20): Entry[] {
  return Array.from({ length: last - first + 1 }, (_, at) => entry(first + at, term, size));
}

export function hard(term: number, vote = 0, commit = 0): HardState {
  return { term, vote, commit };
}

export function snapshotAt(index: number, term = 1, size = 50): Snapshot {
  const confState = { voters: [7, 8, 9], learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false };
  return { metadata: { confState, index, term }, data: new Uint8Array(size).fill((index + term) & 255) };
}

export function appendOf(entries: readonly Entry[], hardState: HardState | null = null): Append {
  return { entries, hardState, snapshot: null };
}

export class Rig {
  readonly disk: SimulatedDisk;
  readonly queue: DiskOperation[] = [];
  /** Every operation that was run, "kind path". */
  readonly trace: string[] = [];
  now = 0;
  /** No operation is run once this many were. */
  limit = Number.POSITIVE_INFINITY;
  #incarnation = 1000;
  readonly #options: Partial<StorageOptions>;

  constructor(
    options: Partial<StorageOptions> = {},
    disk: Omit<SimulatedDiskOptions, 'deliver' | 'random'> & { random?: () => number } = {},
  ) {
    this.#options = options;
    this.disk = new SimulatedDisk({
      random: seededRandom(1),
      ...disk,
      deliver: (operation) => this.queue.push(operation),
    });
  }

  step(): boolean {
    if (this.trace.length >= this.limit) return false;
    const operation = this.queue.shift();
    if (operation === undefined) return false;
    this.trace.push(`${operation.kind} ${operation.path}`);
    operation.run();
    return true;
  }

  drain(): void {
    while (this.step());
  }

  /** Starts, and gives what came of it; null when the disk did not get that far. */
  tryOpen(): OpenedStorage | StorageError | null {
    let result: OpenedStorage | StorageError | null = null;
    openStorage(
      {
        disk: this.disk,
        folder: FOLDER,
        server: 'alpha',
        monotonic: () => this.now,
        newIncarnation: () => ++this.#incarnation,
        segmentBytes: 4096,
        ...this.#options,
      },
      (error, opened) => {
        result = opened ?? error;
      },
    );
    this.drain();
    return result;
  }

  open(): OpenedStorage {
    const result = this.tryOpen();
    if (result === null) throw new Error('not opened');
    if (result instanceof Error) throw result;
    return result;
  }

  openError(): StorageError {
    const result = this.tryOpen();
    if (!(result instanceof StorageError)) throw new Error('opened, but must not');
    return result;
  }

  /** Opens, and makes the storage ready for entries. */
  openFormed(): OpenedStorage {
    const opened = this.open();
    if (opened.identity.clusterId === '')
      this.done((done) => opened.storage.saveIdentity({ clusterId: CLUSTER }, done));
    return opened;
  }

  /** Runs a call to its end. Throws its error. */
  done(call: (done: (error: StorageError | null) => void) => void): void {
    const error = this.error(call);
    if (error !== null) throw error;
  }

  error(call: (done: (error: StorageError | null) => void) => void): StorageError | null {
    let result: StorageError | null | undefined;
    call((error) => {
      result = error;
    });
    this.drain();
    if (result === undefined) throw new Error('never called back');
    return result;
  }

  append(storage: Storage, entries: readonly Entry[], hardState: HardState | null = null): void {
    this.done((done) => storage.append(appendOf(entries, hardState), done));
  }

  setAside(mayForm = false): string {
    let folder = '';
    const options = {
      disk: this.disk,
      folder: FOLDER,
      server: 'alpha',
      newIncarnation: () => ++this.#incarnation,
      mayForm,
    };
    setAside(options, (error, side) => {
      if (error !== null) throw error;
      folder = side;
    });
    this.drain();
    return folder;
  }

  crash(kind: 'process' | 'power' = 'power', tear: 'prefix' | 'sectors' | 'lost' = 'prefix'): void {
    this.queue.length = 0;
    this.limit = Number.POSITIVE_INFINITY;
    this.trace.length = 0;
    this.disk.crash({ kind, tear });
  }

  segments(): string[] {
    return this.disk.files().filter((path) => path.startsWith(`${FOLDER}/log/`));
  }

  snapshots(): string[] {
    return this.disk.files().filter((path) => path.startsWith(`${FOLDER}/snapshots/`));
  }
}
