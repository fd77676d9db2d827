/** What was asked for and is not yet being written: checked when it comes, joined to batches when it goes. */
import type { Entry, HardState } from '../consensus/types.ts';
import type { Append, StorageDone } from './api.ts';
import { batchBytes } from './batch.ts';

/** One append that waits for its batch. */
export interface Waiting {
  readonly append: Append;
  /** False when only the commit changes: it then waits for those before it, not for a write of its own. */
  readonly durable: boolean;
  readonly done: StorageDone;
}

/** Appends joined to what one batch holds. */
export interface JoinedAppends {
  readonly items: readonly Waiting[];
  /** Set in the first append only. */
  readonly snapshot: Append['snapshot'];
  readonly entries: readonly Entry[];
  readonly hardState: HardState;
  /** Index of the log's last entry with the batch; null when it stays. */
  readonly lastIndex: number | null;
  readonly durable: boolean;
}

const NO_HARD_STATE: HardState = { term: 0, vote: 0, commit: 0 };

export class AppendQueue {
  readonly #maxBatchBytes: number;
  #waiting: Waiting[] = [];
  /** With all that was asked for, written or not. */
  #hardState: HardState;
  #lastIndex: number;
  /** Up to here entries are settled by a snapshot and never written again. */
  #floor: number;
  /** As of the newest batch that was taken. */
  #takenState: HardState;

  constructor(hardState: HardState | null, lastIndex: number, floor: number, maxBatchBytes: number) {
    this.#hardState = hardState ?? NO_HARD_STATE;
    this.#takenState = this.#hardState;
    this.#lastIndex = lastIndex;
    this.#floor = floor;
    this.#maxBatchBytes = maxBatchBytes;
  }

  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  /** The hard state that was asked for last. */
  get hardState(): HardState {
    return this.#hardState;
  }

  /** Raises the index up to which entries are settled by a snapshot. */
  settle(index: number): void {
    this.#floor = Math.max(this.#floor, index);
  }

  /** Why the append does not fit what was asked for before it, or null. */
  refusal({ entries, hardState, snapshot }: Append): string | null {
    let last = this.#lastIndex;
    let floor = this.#floor;
    if (snapshot !== null) {
      const { index } = snapshot.metadata;
      if (!(index > floor)) return `a snapshot at index ${index}, not behind ${floor}`;
      last = index;
      floor = index;
    }
    const first = entries[0]?.index;
    if (first !== undefined) {
      if (!(first > floor && first <= last + 1)) {
        return `entries from index ${first}, while the log has ${floor + 1} to ${last}`;
      }
      for (let at = 0; at < entries.length; at++) {
        if (entries[at]?.index !== first + at) return `no entry at index ${first + at} among those from ${first}`;
      }
      last = first + entries.length - 1;
    }
    const known = this.#hardState;
    const next = hardState ?? known;
    if (next.term < known.term) return `term ${next.term} after ${known.term}`;
    if (next.commit < known.commit) return `commit ${next.commit} after ${known.commit}`;
    if (next.commit > last) return `commit ${next.commit}, but the log ends at ${last}`;
    return null;
  }

  /** Takes in an append that is not refused. Gives what waits for it, which the caller adds or answers. */
  accept(append: Append, done: StorageDone): Waiting {
    const { entries, hardState, snapshot } = append;
    const votes =
      hardState !== null && (hardState.term !== this.#hardState.term || hardState.vote !== this.#hardState.vote);
    if (snapshot !== null) {
      this.#lastIndex = snapshot.metadata.index;
      this.#floor = snapshot.metadata.index;
    }
    this.#lastIndex = entries.at(-1)?.index ?? this.#lastIndex;
    this.#hardState = hardState ?? this.#hardState;
    return { append, durable: entries.length > 0 || snapshot !== null || votes, done };
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  /** Takes the longest run that fits one batch. A snapshot begins a batch. */
  take(): JoinedAppends {
    let bytes = 0;
    let count = 0;
    for (const { append } of this.#waiting) {
      bytes += batchBytes(append.entries);
      if (count > 0 && (append.snapshot !== null || bytes > this.#maxBatchBytes)) break;
      count++;
    }
    return this.#join(this.#waiting.splice(0, count));
  }

  /** Takes all. */
  clear(): Waiting[] {
    return this.#waiting.splice(0);
  }

  #join(items: readonly Waiting[]): JoinedAppends {
    const snapshot = items[0]?.append.snapshot ?? null;
    const entries: Entry[] = [];
    let lastIndex = snapshot?.metadata.index ?? null;
    let durable = false;
    for (const { append, durable: needed } of items) {
      durable ||= needed;
      this.#takenState = append.hardState ?? this.#takenState;
      const first = append.entries[0];
      if (first === undefined) continue;
      // What is rewritten before it was ever written need not be written.
      entries.length = Math.max(first.index - (entries[0]?.index ?? first.index), 0);
      for (const entry of append.entries) entries.push(entry);
      lastIndex = first.index + append.entries.length - 1;
    }
    return { items, snapshot, entries, hardState: this.#takenState, lastIndex, durable };
  }
}
