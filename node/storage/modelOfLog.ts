/** For the tests of this folder: what a log must hold after each append, to compare with what is read back. */
import type { Append, OpenedStorage } from './api.ts';

/** A log as plain numbers. */
export interface ModelState {
  /** Index and term behind which the log begins. */
  readonly base: number;
  /** Terms of the entries behind `base`. */
  readonly terms: readonly number[];
  readonly term: number;
  readonly vote: number;
}

const EMPTY: ModelState = { base: 0, terms: [], term: 0, vote: 0 };

export class LogModel {
  /** States after each append, the first one before any. */
  readonly #states: ModelState[] = [EMPTY];
  /** States that only a crash between a snapshot and its batch shows, by the state that they come before. */
  readonly #between = new Map<number, ModelState>();
  #acknowledged = 0;
  #snapshotAcknowledged = 0;

  get last(): ModelState {
    return this.#states.at(-1) ?? EMPTY;
  }

  get lastIndex(): number {
    return this.last.base + this.last.terms.length;
  }

  /** Notes an append; gives what to call when it is acknowledged. */
  append({ entries, hardState, snapshot }: Append): () => void {
    let { base, terms, term, vote } = this.last;
    if (snapshot !== null) {
      const { index } = snapshot.metadata;
      const newer = snapshot.metadata.term > term;
      const between = { base: index, terms: [], term: Math.max(term, snapshot.metadata.term), vote: newer ? 0 : vote };
      this.#between.set(this.#states.length, between);
      base = index;
      terms = [];
    }
    const first = entries[0]?.index;
    if (first !== undefined) terms = [...terms.slice(0, first - base - 1), ...entries.map((entry) => entry.term)];
    if (hardState !== null) ({ term, vote } = hardState);
    const number = this.#states.push({ base, terms, term, vote }) - 1;
    return () => {
      this.#acknowledged = Math.max(this.#acknowledged, number);
      if (snapshot !== null) this.snapshotSaved(snapshot.metadata.index);
    };
  }

  snapshotSaved(index: number): void {
    this.#snapshotAcknowledged = Math.max(this.#snapshotAcknowledged, index);
  }

  /**
   * Says what is wrong with what was read back, or null: it must be the state after the last acknowledged
   * append or after one that was under way. The model then goes on from there.
   */
  check(opened: OpenedStorage): string | null {
    const snapshotIndex = opened.snapshot?.metadata.index ?? 0;
    if (snapshotIndex < this.#snapshotAcknowledged) {
      return `snapshot ${snapshotIndex}, but ${this.#snapshotAcknowledged} was saved`;
    }
    for (let number = this.#states.length - 1; number >= this.#acknowledged; number--) {
      const between = number > this.#acknowledged ? this.#between.get(number) : undefined;
      for (const state of [this.#states[number], between]) {
        if (state === undefined || !matches(state, opened)) continue;
        this.#states.splice(0, this.#states.length, state);
        this.#between.clear();
        this.#acknowledged = 0;
        return null;
      }
    }
    const terms = opened.entries.map((entry) => entry.term).join(' ');
    const { term, vote } = opened.hardState ?? EMPTY;
    const seen = `snapshot ${snapshotIndex}, entries from ${opened.entries[0]?.index}: ${terms}, term ${term}, vote ${vote}`;
    return `${seen}; acknowledged: ${JSON.stringify(this.#states[this.#acknowledged])}`;
  }
}

function matches(state: ModelState, opened: OpenedStorage): boolean {
  const start = (opened.snapshot?.metadata.index ?? 0) + 1;
  if (start <= state.base) return false;
  if (start + opened.entries.length !== state.base + state.terms.length + 1) return false;
  const { term, vote } = opened.hardState ?? EMPTY;
  if (term !== state.term || vote !== state.vote) return false;
  return opened.entries.every(
    (entry, at) => entry.index === start + at && entry.term === state.terms[start + at - state.base - 1],
  );
}
