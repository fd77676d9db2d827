import type { ConfState, Entry, HardState, NodeId, Snapshot } from '../consensus/types.ts';
import type { Disk } from './disk.ts';
import type { StorageError } from './errors.ts';
import type { Identity, IdentityChange } from './identityTypes.ts';

/** Called once; null when what was asked for is durable. Never called before the call returns. */
export type StorageDone = (error: StorageError | null) => void;

/** What one turn of the consensus core wants durable, written in the order snapshot, entries, hard state. */
export interface Append {
  /** Follow each other without a gap. Writing entry i discards what was written at i and behind. */
  readonly entries: readonly Entry[];
  /** Null when unchanged. A change of `commit` alone waits for no fsync. */
  readonly hardState: HardState | null;
  /** A snapshot that came from the leader: it takes the place of the whole log. Null in ordinary turns. */
  readonly snapshot: Snapshot | null;
}

/** The durable side of one member: log, snapshots and identity in one folder. */
export interface Storage {
  /** The identity as it stands on disk. */
  readonly identity: Identity;
  /** Index of the last durable entry, or of the snapshot that the log begins behind; 0 when there is nothing. */
  readonly lastIndex: number;
  /** The error after which everything is refused; null while all is well. */
  readonly failure: StorageError | null;

  /**
   * Makes an append durable: one write and one fdatasync for all that wait, `done` in the order of the calls.
   * Entries and their data must not be changed before `done`.
   * Errors: StorageFailed and DiskFull (fatal, R22), InvalidAppend, NotFormed, Closed.
   */
  append(append: Append, done: StorageDone): void;

  /**
   * Saves a snapshot that this node made itself, at an index that is durable in the log; the log stays.
   * Older snapshots beyond `keepSnapshots` are removed. Runs beside appends; calls run one after the other.
   * An index at or below the newest snapshot's is already served: `done(null)`, nothing is written.
   */
  saveSnapshot(snapshot: Snapshot, done: StorageDone): void;

  /**
   * Removes segments of which all entries are at or below the index and at or below the oldest kept snapshot.
   * Fewer may go than asked: the log on disk ends at segment borders.
   */
  compact(index: number, done: StorageDone): void;

  /**
   * Changes the identity, atomically and durably. IdentityBound when it breaks R17: a cluster id is never
   * changed, and nothing is agreed to anew once the log has begun.
   */
  saveIdentity(change: IdentityChange, done: StorageDone): void;

  /**
   * Throws LogDamaged when the log is shorter than what this incarnation has acknowledged: the leader knows
   * its match index and tells (R21). For indexes from before the last start only.
   */
  assertHolds(index: number): void;

  /**
   * Since when the oldest write or fsync has been pending, by the injected monotonic clock (milliseconds);
   * null when none is. The daemon hands over after 1 s and ends the process after 10 s (R23).
   */
  pendingSince(): number | null;

  /** Waits for what was asked for, writes the newest commit index, closes the files. Later calls give Closed. */
  close(done: StorageDone): void;
}

/** The end of the log that a crash left half written and that was cut. Nothing of it was ever acknowledged. */
export interface TornTail {
  readonly file: string;
  /** Bytes from the start of the file: where the log ends now. */
  readonly offset: number;
}

/** What a member finds when it starts. */
export interface OpenedStorage {
  readonly storage: Storage;
  readonly identity: Identity;
  /** True when the folder was empty and the identity is new. */
  readonly created: boolean;
  /** Null when nothing was ever written. `commit` is at least the snapshot's index. */
  readonly hardState: HardState | null;
  /** Of the snapshot; empty when there is none. */
  readonly confState: ConfState;
  readonly snapshot: Snapshot | null;
  /** The entries behind the snapshot, without a gap. */
  readonly entries: readonly Entry[];
  readonly tornTail: TornTail | null;
  /** Damaged snapshot files that an older snapshot and the log made good for; renamed to `*.damaged`. */
  readonly damagedSnapshots: readonly string[];
}

export interface StorageOptions {
  readonly disk: Disk;
  /** Data folder; made when it is not there. */
  readonly folder: string;
  /** Name in the SERVER line, for a new identity. */
  readonly server: string;
  /** Milliseconds by a clock that never goes back. */
  readonly monotonic: () => number;
  /** A random integer from 1 to 2^48 - 1, for a new identity. */
  readonly newIncarnation: () => NodeId;
  /** True to go on with forming a new cluster (R18), which is refused otherwise. @default false */
  readonly forming?: boolean;
  /** Size of a log segment in bytes, at least 4,096. @default 16 MiB */
  readonly segmentBytes?: number;
  /** Snapshots that are kept, at least 1. @default 2 */
  readonly keepSnapshots?: number;
  /** Appends are joined into one batch up to this many bytes. @default 4 MiB */
  readonly maxBatchBytes?: number;
}

/** How the daemon opens its storage: real disk, real randomness. */
export interface NodeStorageOptions {
  readonly folder: string;
  readonly server: string;
  /** Milliseconds, for `pendingSince`. @default performance.now */
  readonly monotonic?: () => number;
  readonly forming?: boolean;
  readonly segmentBytes?: number;
  readonly keepSnapshots?: number;
  readonly maxBatchBytes?: number;
}
