import { broken } from '../errors.ts';
import type { Entry, Snapshot } from '../types.ts';

/** Returned for a term that is not known: compacted, not yet there, or not held in this part of the log. */
export const UNKNOWN_TERM = -1;

/**
 * The tail of the log, and possibly a snapshot, that is not yet known to be durable. It is the truth for the
 * indexes it covers: the stable log may still hold other entries there until a write that is under way
 * replaces them.
 *
 * Entries pass three stages: new, in progress (handed out for writing), stable (dropped from here).
 */
export class Unstable {
  /** Index of entries[0], or of the next entry. */
  offset: number;
  /** Entries below this index are handed out for writing. */
  #inProgressEnd: number;
  #entries: Entry[] = [];
  #snapshot: Snapshot | null = null;
  #snapshotInProgress = false;

  constructor(offset: number) {
    this.offset = offset;
    this.#inProgressEnd = offset;
  }

  get length(): number {
    return this.#entries.length;
  }

  get snapshot(): Snapshot | null {
    return this.#snapshot;
  }

  /** Index of the last entry or of the snapshot, 0 when there is neither. */
  lastIndex(): number {
    if (this.#entries.length > 0) return this.offset + this.#entries.length - 1;
    return this.#snapshot === null ? 0 : this.#snapshot.metadata.index;
  }

  term(index: number): number {
    if (index < this.offset) {
      const metadata = this.#snapshot?.metadata;
      return metadata !== undefined && metadata.index === index ? metadata.term : UNKNOWN_TERM;
    }
    const entry = this.#entries[index - this.offset];
    return entry === undefined ? UNKNOWN_TERM : entry.term;
  }

  hasNew(): boolean {
    return this.offset + this.#entries.length > this.#inProgressEnd;
  }

  /** Entries that are not yet handed out. */
  newEntries(): Entry[] {
    return this.#entries.slice(this.#inProgressEnd - this.offset);
  }

  /** The snapshot, if it is not yet handed out. */
  newSnapshot(): Snapshot | null {
    return this.#snapshotInProgress ? null : this.#snapshot;
  }

  /** Marks everything as handed out for writing. */
  acceptInProgress(): void {
    if (this.#entries.length > 0) this.#inProgressEnd = this.offset + this.#entries.length;
    if (this.#snapshot !== null) this.#snapshotInProgress = true;
  }

  /**
   * Drops the entries up to `index`, which are durable.
   *
   * The caller vouches that no write under way replaces them (trap: A, B and again A written at one index,
   * with the first acknowledgement arriving before the last write). What does not match is left alone: it
   * was replaced meanwhile, and its own acknowledgement will come.
   */
  stableTo(index: number, term: number): void {
    if (index < this.offset || this.term(index) !== term) return;
    const dropped = index + 1 - this.offset;
    this.#entries = dropped === this.#entries.length ? [] : this.#entries.slice(dropped);
    this.offset = index + 1;
    if (this.#inProgressEnd < this.offset) this.#inProgressEnd = this.offset;
  }

  /** Drops the snapshot once it is installed. */
  stableSnapshotTo(index: number): void {
    if (this.#snapshot !== null && this.#snapshot.metadata.index === index) {
      this.#snapshot = null;
      this.#snapshotInProgress = false;
    }
  }

  /** Starts over from a snapshot that the leader sent. */
  restore(snapshot: Snapshot): void {
    this.offset = snapshot.metadata.index + 1;
    this.#inProgressEnd = this.offset;
    this.#entries = [];
    this.#snapshot = snapshot;
    this.#snapshotInProgress = false;
  }

  /** Appends entries; those from the index of the first one on are replaced. */
  truncateAndAppend(entries: readonly Entry[]): void {
    const from = (entries[0] as Entry).index;
    if (from <= this.offset && from !== this.offset + this.#entries.length) {
      this.#entries = entries.slice();
      this.offset = from;
      this.#inProgressEnd = from;
      return;
    }
    const keep = from - this.offset;
    if (keep > this.#entries.length) throw broken(`entry ${from} does not join a log that ends at ${this.lastIndex()}`);
    if (keep < this.#entries.length) {
      this.#entries.length = keep;
      if (this.#inProgressEnd > from) this.#inProgressEnd = from;
    }
    for (let i = 0; i < entries.length; i++) this.#entries.push(entries[i] as Entry);
  }

  /** The entries themselves, for reading only. entries[i] has index offset + i. */
  view(): readonly Entry[] {
    return this.#entries;
  }
}
