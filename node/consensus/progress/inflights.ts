import { broken } from '../errors.ts';

/**
 * The window of App messages to one follower that are sent and not yet acknowledged: the last index and the
 * payload of each, in a ring that grows up to the limit only when it is needed.
 */
export class Inflights {
  readonly #maxMessages: number;
  readonly #maxBytes: number;
  #indexes: number[] = [];
  #sizes: number[] = [];
  #start = 0;
  #count = 0;
  #bytes = 0;

  constructor(maxMessages: number, maxBytes: number) {
    this.#maxMessages = maxMessages;
    this.#maxBytes = maxBytes;
  }

  get count(): number {
    return this.#count;
  }

  /** True when no further message with entries may be sent. The byte limit may be crossed by one message. */
  get full(): boolean {
    return this.#count === this.#maxMessages || this.#bytes >= this.#maxBytes;
  }

  /** Adds a message that ends at `index`. Indexes rise. Must not be called when full. */
  add(index: number, bytes: number): void {
    if (this.full) throw broken('the window of App messages is full');
    if (this.#count === this.#indexes.length) this.#grow();
    const capacity = this.#indexes.length;
    const slot = (this.#start + this.#count) % capacity;
    this.#indexes[slot] = index;
    this.#sizes[slot] = bytes;
    this.#count++;
    this.#bytes += bytes;
  }

  /** Drops the messages that end at or before `index`. */
  freeUpTo(index: number): void {
    const capacity = this.#indexes.length;
    while (this.#count > 0 && (this.#indexes[this.#start] as number) <= index) {
      this.#bytes -= this.#sizes[this.#start] as number;
      this.#start = (this.#start + 1) % capacity;
      this.#count--;
    }
    if (this.#count === 0) this.#start = 0;
  }

  reset(): void {
    this.#start = 0;
    this.#count = 0;
    this.#bytes = 0;
  }

  #grow(): void {
    const capacity = Math.min(Math.max(8, this.#indexes.length * 2), this.#maxMessages);
    const indexes = new Array<number>(capacity).fill(0);
    const sizes = new Array<number>(capacity).fill(0);
    for (let i = 0; i < this.#count; i++) {
      const from = (this.#start + i) % this.#indexes.length;
      indexes[i] = this.#indexes[from] as number;
      sizes[i] = this.#sizes[from] as number;
    }
    this.#indexes = indexes;
    this.#sizes = sizes;
    this.#start = 0;
  }
}
