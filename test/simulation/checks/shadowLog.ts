/**
 * What one disk was given to write, entry by entry, as checksums: each covers its entry and all before it, so
 * that two logs agree up to an index if and only if their checksums there are equal.
 */

import type { Entry, Snapshot } from '../../../node/consensus/index.ts';
import type { Append } from '../../../node/storage/index.ts';
import type { World } from '../world.ts';

/** Checksum of entry and prefix, by index and term, of all entries that any log ever held. */
export class KnownEntries {
  readonly #checksums = new Map<number, number>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Log matching: an index and a term name one entry and one history before it, whoever holds it. */
  note(index: number, term: number, checksum: number, who: string): void {
    const key = keyOf(index, term);
    const known = this.#checksums.get(key);
    if (known === undefined) this.#checksums.set(key, checksum);
    else if (known !== checksum) {
      this.#world.fail('log matching', `${who} holds another entry or history at index ${index}, term ${term}`);
    }
  }

  /** Null if no log ever held it. */
  get(index: number, term: number): number | null {
    return this.#checksums.get(keyOf(index, term)) ?? null;
  }
}

function keyOf(index: number, term: number): number {
  return term * 0x1_0000_0000 + index;
}

export class ShadowLog {
  readonly #who: string;
  readonly #world: World;
  readonly #known: KnownEntries;
  /** Index and checksum behind which the log goes on. */
  #base = 0;
  #baseChecksum = 0;
  /** #checksums[i] belongs to index #base + 1 + i. */
  #checksums: number[] = [];
  /** Terms, likewise. */
  #terms: number[] = [];
  /** Index up to which the disk has said that it holds the log. */
  durable = 0;

  constructor(who: string, world: World, known: KnownEntries) {
    this.#who = who;
    this.#world = world;
    this.#known = known;
  }

  get last(): number {
    return this.#base + this.#checksums.length;
  }

  /** Checksum at an index; null if the log does not reach there, or reaches not so far back. */
  at(index: number): number | null {
    if (index === this.#base) return this.#baseChecksum;
    return this.#checksums[index - this.#base - 1] ?? null;
  }

  /** Term of the entry at an index; null if it is not there, or in a snapshot. */
  termAt(index: number): number | null {
    return this.#terms[index - this.#base - 1] ?? null;
  }

  /** True if it holds that very entry, or a snapshot that covers it, on disk. */
  holdsDurably(index: number, checksum: number): boolean {
    if (index > this.durable) return false;
    return index < this.#base || this.at(index) === checksum;
  }

  /** What was read from the disk at a start takes the place of all that was known. */
  reload(snapshot: Snapshot | null, entries: readonly Entry[]): void {
    this.#base = 0;
    this.#baseChecksum = 0;
    this.#checksums = [];
    this.#terms = [];
    if (snapshot !== null) this.#install(snapshot);
    this.#append(entries);
    this.durable = this.last;
  }

  /** An append was ordered. */
  take({ snapshot, entries }: Append): void {
    if (snapshot !== null) this.#install(snapshot);
    this.#append(entries);
  }

  /** An append is done. */
  done({ snapshot, entries }: Append): void {
    const last = entries.at(-1)?.index ?? snapshot?.metadata.index;
    if (last !== undefined) this.durable = last;
  }

  #install(snapshot: Snapshot): void {
    const { index, term } = snapshot.metadata;
    const checksum = index === 1 ? GENESIS : this.#known.get(index, term);
    if (checksum === null) {
      this.#world.fail('log matching', `${this.#who} installs a snapshot at index ${index}, term ${term} of no log`);
    }
    if (index === 1) this.#known.note(index, term, checksum, this.#who);
    this.#base = index;
    this.#baseChecksum = checksum;
    this.#checksums = [];
    this.#terms = [];
  }

  #append(entries: readonly Entry[]): void {
    const first = entries[0];
    if (first === undefined) return;
    const keep = first.index - this.#base - 1;
    if (keep < 0 || keep > this.#checksums.length) {
      this.#world.fail('log matching', `${this.#who} appends from ${first.index} to a log that ends at ${this.last}`);
    }
    if (keep < this.#checksums.length) {
      this.#checksums.length = keep;
      this.#terms.length = keep;
      this.durable = Math.min(this.durable, first.index - 1);
    }
    let checksum = keep === 0 ? this.#baseChecksum : (this.#checksums[keep - 1] as number);
    for (const entry of entries) {
      checksum = chain(checksum, entry);
      this.#checksums.push(checksum);
      this.#terms.push(entry.term);
      this.#known.note(entry.index, entry.term, checksum, this.#who);
    }
  }
}

/** Checksum of the snapshot that all begin with. */
const GENESIS = 1;

function chain(before: number, { term, type, data }: Entry): number {
  let sum = Math.imul(before ^ term, 0x01000193) ^ (type + 1);
  for (let at = 0; at < data.length; at++) sum = Math.imul(sum ^ (data[at] as number), 0x01000193);
  return (sum ^ (sum >>> 15)) | 0;
}
