import type { ConfState, Entry, HardState, Snapshot } from '../types.ts';

/** What a node finds on its disk when it starts. */
export interface InitialState {
  /** Null when nothing was ever written. */
  readonly hardState: HardState | null;
  /** The membership at the snapshot from which the log is replayed. */
  readonly confState: ConfState;
}

/**
 * The stable part of the log as the core reads it. Calls are synchronous: the daemon keeps the entries that
 * are not compacted in memory and writes them to disk on its own.
 *
 * An error other than those named here goes through the core to its caller, and the process must then stop.
 */
export interface LogStorage {
  initialState(): InitialState;

  /**
   * The entries in [lo, hi), cut when their sizes exceed `maxSize` (Infinity for no limit), but at least one.
   * The array is the caller's. Throws `Compacted` when `lo` is gone, `Unavailable` when an entry is missing.
   */
  entries(lo: number, hi: number, maxSize: number): Entry[];

  /**
   * The term of the entry at `index`, for firstIndex - 1 to lastIndex: the term before the first entry is
   * kept because an append is matched against it. Throws `Compacted` or `Unavailable`.
   */
  term(index: number): number;

  /** Index of the last entry, or of the snapshot when there is none. */
  lastIndex(): number;

  /** Index of the first entry that is still there, or would be. */
  firstIndex(): number;

  /** The newest snapshot. Throws `SnapshotTemporarilyUnavailable` while one is being made. */
  snapshot(): Snapshot;
}
