import { broken, ConsensusError, ConsensusErrorCode } from '../errors.ts';
import { NO_BYTES } from '../message.ts';
import { EMPTY_CONF_STATE } from '../progress/tracker.ts';
import type { ConfState, Entry, HardState, Snapshot } from '../types.ts';
import { countWithin } from './entry.ts';
import type { InitialState, LogStorage } from './storage.ts';

const EMPTY_SNAPSHOT: Snapshot = {
  metadata: { confState: EMPTY_CONF_STATE, index: 0, term: 0 },
  data: NO_BYTES,
};

/**
 * The stable log in memory: the newest snapshot and the entries that are not compacted. The daemon keeps
 * one beside its files; tests use nothing else.
 *
 * Compaction and snapshot are separate: entries behind a new snapshot may stay for followers that lag.
 */
export class MemoryStorage implements LogStorage {
  #hardState: HardState | null = null;
  #snapshot: Snapshot = EMPTY_SNAPSHOT;
  /** Index and term of the entry before the first one that is kept. */
  #baseIndex = 0;
  #baseTerm = 0;
  /** #entries[i] has index #baseIndex + 1 + i. Replaced or extended at the end, never changed in place. */
  #entries: Entry[] = [];

  initialState(): InitialState {
    return { hardState: this.#hardState, confState: this.#snapshot.metadata.confState };
  }

  setHardState(state: HardState): void {
    this.#hardState = state;
  }

  entries(lo: number, hi: number, maxSize: number): Entry[] {
    if (lo <= this.#baseIndex) throw compacted(lo, this.firstIndex());
    if (hi > this.lastIndex() + 1) throw unavailable(hi - 1, this.lastIndex());
    const from = lo - this.#baseIndex - 1;
    const to = hi - this.#baseIndex - 1;
    return this.#entries.slice(from, from + countWithin(this.#entries, from, to, maxSize));
  }

  term(index: number): number {
    if (index === this.#baseIndex) return this.#baseTerm;
    if (index < this.#baseIndex) throw compacted(index, this.firstIndex());
    const entry = this.#entries[index - this.#baseIndex - 1];
    if (entry === undefined) throw unavailable(index, this.lastIndex());
    return entry.term;
  }

  lastIndex(): number {
    return this.#baseIndex + this.#entries.length;
  }

  firstIndex(): number {
    return this.#baseIndex + 1;
  }

  snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** Replaces everything by a snapshot. Throws `SnapshotOutOfDate` when it is not newer than ours. */
  applySnapshot(snapshot: Snapshot): void {
    const { index, term } = snapshot.metadata;
    const current = this.#snapshot.metadata.index;
    if (current !== 0 && current >= index) throw outOfDate(index, current);
    this.#snapshot = snapshot;
    this.#baseIndex = index;
    this.#baseTerm = term;
    this.#entries = [];
  }

  /**
   * Records a snapshot of the application at `index`, with the membership in force there (null when it has
   * not changed since the last snapshot). Throws `SnapshotOutOfDate`.
   */
  createSnapshot(index: number, confState: ConfState | null, data: Uint8Array): Snapshot {
    const current = this.#snapshot.metadata;
    if (index <= current.index) throw outOfDate(index, current.index);
    const term = this.term(index);
    this.#snapshot = { metadata: { confState: confState ?? current.confState, index, term }, data };
    return this.#snapshot;
  }

  /** Drops the entries up to and including `index`, which must be applied. Throws `Compacted`. */
  compact(index: number): void {
    if (index <= this.#baseIndex) throw compacted(index, this.firstIndex());
    const term = this.term(index);
    this.#entries = this.#entries.slice(index - this.#baseIndex);
    this.#baseIndex = index;
    this.#baseTerm = term;
  }

  /** Writes entries. What was there from the index of the first one on is replaced. */
  append(entries: readonly Entry[]): void {
    const first = entries[0];
    if (first === undefined) return;
    // A snapshot may have overtaken the beginning, or all, of a write that was under way.
    const skip = Math.max(0, this.firstIndex() - first.index);
    if (skip >= entries.length) return;
    const keep = first.index + skip - this.firstIndex();
    if (keep > this.#entries.length) {
      throw broken(`entries from ${first.index} do not join a log that ends at ${this.lastIndex()}`);
    }
    if (keep < this.#entries.length) this.#entries = this.#entries.slice(0, keep);
    for (let i = skip; i < entries.length; i++) this.#entries.push(entries[i] as Entry);
  }
}

function compacted(index: number, first: number): ConsensusError {
  return new ConsensusError(ConsensusErrorCode.Compacted, `index ${index} is compacted, the log begins at ${first}`);
}

function unavailable(index: number, last: number): ConsensusError {
  return new ConsensusError(ConsensusErrorCode.Unavailable, `index ${index} is not there, the log ends at ${last}`);
}

function outOfDate(index: number, current: number): ConsensusError {
  return new ConsensusError(
    ConsensusErrorCode.SnapshotOutOfDate,
    `snapshot at ${index} is not newer than the one at ${current}`,
  );
}
