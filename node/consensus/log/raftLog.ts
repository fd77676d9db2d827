import { broken } from '../errors.ts';
import { NO_ENTRIES } from '../message.ts';
import type { Entry, Snapshot } from '../types.ts';
import { countWithin, entriesSize, entrySize } from './entry.ts';
import type { LogStorage } from './storage.ts';
import { UNKNOWN_TERM, Unstable } from './unstable.ts';

/**
 * The whole log of a node: stable storage plus the unstable tail, with the commit and apply positions.
 *
 * Always applied <= applying <= committed <= lastIndex.
 */
export class RaftLog {
  readonly #storage: LogStorage;
  readonly unstable: Unstable;
  /** Highest index that is known to be durable on a quorum. Never falls. */
  committed: number;
  /** Highest index handed out for applying. */
  applying: number;
  /** Highest index that the application has acknowledged. */
  applied: number;
  /** Most bytes handed out for applying and not yet acknowledged. */
  readonly #maxApplyingSize: number;
  #applyingSize = 0;
  #applyingPaused = false;

  constructor(storage: LogStorage, maxApplyingSize: number) {
    const before = storage.firstIndex() - 1;
    this.#storage = storage;
    this.unstable = new Unstable(storage.lastIndex() + 1);
    this.committed = before;
    this.applying = before;
    this.applied = before;
    this.#maxApplyingSize = maxApplyingSize;
  }

  /** The limit on what is handed out for applying, also used as the page size of scans. */
  get pageSize(): number {
    return this.#maxApplyingSize;
  }

  firstIndex(): number {
    const snapshot = this.unstable.snapshot;
    return snapshot === null ? this.#storage.firstIndex() : snapshot.metadata.index + 1;
  }

  lastIndex(): number {
    return this.unstable.lastIndex() || this.#storage.lastIndex();
  }

  /** The term at `index`, or UNKNOWN_TERM when it is compacted or not there yet. */
  term(index: number): number {
    const term = this.unstable.term(index);
    if (term !== UNKNOWN_TERM) return term;
    if (index + 1 < this.firstIndex() || index > this.lastIndex()) return UNKNOWN_TERM;
    return this.#storage.term(index);
  }

  lastTerm(): number {
    const term = this.term(this.lastIndex());
    if (term === UNKNOWN_TERM) throw broken(`the term of the last entry ${this.lastIndex()} is not known`);
    return term;
  }

  matches(index: number, term: number): boolean {
    return this.term(index) === term;
  }

  /**
   * True when a log that ends at (index, term) may lead ours: a later last term, or the same and at least
   * as long (paper 5.4.1).
   */
  isUpToDate(index: number, term: number): boolean {
    const ours = this.lastTerm();
    return term > ours || (term === ours && index >= this.lastIndex());
  }

  /**
   * Takes a leader's entries that follow (prevIndex, prevTerm). Returns the index of the last of them, or
   * -1 when our log has something else at prevIndex.
   *
   * Entries that are already there are left alone, so an old or repeated message cannot shorten the log
   * (paper 5.3), and the commit index moves no further than what this message proves to be the leader's.
   */
  maybeAppend(prevIndex: number, prevTerm: number, entries: readonly Entry[], committed: number): number {
    if (!this.matches(prevIndex, prevTerm)) return -1;
    const last = prevIndex + entries.length;
    const skip = this.#firstDifference(entries);
    if (skip < entries.length) {
      const index = (entries[skip] as Entry).index;
      if (index <= this.committed) throw broken(`entry ${index} contradicts a committed one`);
      this.append(skip === 0 ? entries : entries.slice(skip));
    }
    this.commitTo(Math.min(committed, last));
    return last;
  }

  /** Position in `entries` of the first that is not in our log; their number when all are. */
  #firstDifference(entries: readonly Entry[]): number {
    // The usual message brings only new entries.
    const last = this.lastIndex();
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as Entry;
      if (entry.index > last || this.term(entry.index) !== entry.term) return i;
    }
    return entries.length;
  }

  /** Appends entries, replacing what is not committed from the first one on. Returns the last index. */
  append(entries: readonly Entry[]): number {
    const first = entries[0];
    if (first === undefined) return this.lastIndex();
    if (first.index <= this.committed) throw broken(`entry ${first.index} would replace a committed one`);
    this.unstable.truncateAndAppend(entries);
    return this.lastIndex();
  }

  /**
   * The best guess where another log agrees with ours, when of that log only one entry (index, term) is
   * known: the greatest index not above it whose term is not greater. Skips a whole term a round instead of
   * one entry (paper 5.3, end). The term is 0 when it is not known.
   */
  findConflictByTerm(index: number, term: number): { index: number; term: number } {
    for (let at = index; at > 0; at--) {
      const ours = this.term(at);
      if (ours === UNKNOWN_TERM) return { index: at, term: 0 };
      if (ours <= term) return { index: at, term: ours };
    }
    return { index: 0, term: 0 };
  }

  commitTo(index: number): void {
    if (index <= this.committed) return;
    if (index > this.lastIndex()) {
      throw broken(`commit index ${index} lies behind the end of the log at ${this.lastIndex()}: was its tail lost?`);
    }
    this.committed = index;
  }

  /**
   * Commits up to `index` if the entry there is of `term`, the leader's own. Entries of older terms are
   * committed only with one of the own term behind them: a majority alone does not make them safe (paper
   * 5.4.2, figure 8).
   */
  maybeCommit(index: number, term: number): boolean {
    if (index <= this.committed || !this.matches(index, term)) return false;
    this.commitTo(index);
    return true;
  }

  hasCommittedEntries(allowUnstable: boolean): boolean {
    if (this.#applyingPaused || this.unstable.snapshot !== null) return false;
    return this.applying < this.#appliable(allowUnstable);
  }

  /**
   * Committed entries to apply next. None while a snapshot waits: it comes first. With `allowUnstable`
   * entries that this node has not yet written are included, since the caller writes before it applies.
   */
  committedEntries(allowUnstable: boolean): readonly Entry[] {
    if (!this.hasCommittedEntries(allowUnstable)) return NO_ENTRIES;
    const room = this.#maxApplyingSize - this.#applyingSize;
    const entries = this.slice(this.applying + 1, this.#appliable(allowUnstable) + 1, room);
    if (entries === null) throw broken(`entry ${this.applying + 1} was compacted before it was applied`);
    return entries;
  }

  #appliable(allowUnstable: boolean): number {
    return allowUnstable ? this.committed : Math.min(this.committed, this.unstable.offset - 1);
  }

  /** Notes that committed entries up to `index` are handed out. */
  acceptApplying(index: number, size: number, allowUnstable: boolean): void {
    if (index > this.committed) throw broken(`entry ${index} is handed out before it is committed`);
    this.applying = index;
    this.#applyingSize += size;
    // Stopping short of what could be handed out means that the next entry does not fit.
    this.#applyingPaused = this.#applyingSize >= this.#maxApplyingSize || index < this.#appliable(allowUnstable);
  }

  /** Notes that entries up to `index`, of `size` bytes in all, are applied. */
  appliedTo(index: number, size: number): void {
    if (index > this.committed || index < this.applied) {
      throw broken(`applied index ${index} is not within ${this.applied} to ${this.committed}`);
    }
    this.applied = index;
    if (this.applying < index) this.applying = index;
    this.#applyingSize = Math.max(0, this.#applyingSize - size);
    this.#applyingPaused = this.#applyingSize >= this.#maxApplyingSize;
  }

  /** The size of committed entries for `acceptApplying`. */
  applyingSize(entries: readonly Entry[]): number {
    return this.#maxApplyingSize === Infinity ? 0 : entriesSize(entries);
  }

  snapshot(): Snapshot {
    return this.unstable.snapshot ?? this.#storage.snapshot();
  }

  restore(snapshot: Snapshot): void {
    this.committed = snapshot.metadata.index;
    this.unstable.restore(snapshot);
  }

  /** Entries from `index` on, as many as fit. Null when the log no longer reaches back that far. */
  entriesFrom(index: number, maxSize: number): readonly Entry[] | null {
    const last = this.lastIndex();
    return index > last ? NO_ENTRIES : this.slice(index, last + 1, maxSize);
  }

  /** Entries in [lo, hi), as many as fit, at least one. Null when `lo` is compacted. */
  slice(lo: number, hi: number, maxSize: number): readonly Entry[] | null {
    if (lo < this.firstIndex()) return null;
    if (hi > this.lastIndex() + 1)
      throw broken(`entries up to ${hi - 1} asked of a log that ends at ${this.lastIndex()}`);
    if (lo >= hi) return NO_ENTRIES;
    const offset = this.unstable.offset;
    const tail = this.unstable.view();
    if (lo >= offset) {
      const from = lo - offset;
      return tail.slice(from, from + countWithin(tail, from, hi - offset, maxSize));
    }
    const cut = Math.min(hi, offset);
    const stable = this.#storage.entries(lo, cut, maxSize);
    if (hi <= offset || stable.length < cut - lo) return stable;
    if (maxSize === Infinity) return stable.concat(tail.slice(0, hi - offset));
    let room = maxSize - entriesSize(stable);
    for (let i = 0; i < hi - offset; i++) {
      const entry = tail[i] as Entry;
      room -= entrySize(entry);
      if (room < 0) break;
      stable.push(entry);
    }
    return stable;
  }
}
