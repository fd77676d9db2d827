/** The one source of chance of a simulation: everything that varies is drawn from it, in the order of events. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const TWO_TO_32 = 4_294_967_296;

export class Random {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
    // Neighbouring seeds begin alike; a few steps apart they have nothing in common.
    for (let i = 0; i < 16; i++) this.#generator.next();
  }

  /** Uniform in [0, 1). */
  readonly float = (): number => (this.#generator.next() >>> 0) / TWO_TO_32;

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + this.float() * (high - low);
  }

  /** A whole number from low to high, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.float() * (high - low + 1));
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return probability > 0 && this.float() < probability;
  }

  /** Exponentially distributed with this mean: the pauses between things that happen now and then. */
  exponential(mean: number): number {
    return -Math.log(1 - this.float()) * mean;
  }

  /** One of the items; throws if there is none. */
  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.float() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[] {
    const list = [...items];
    for (let at = list.length - 1; at > 0; at--) {
      const other = Math.floor(this.float() * (at + 1));
      const item = list[at] as T;
      list[at] = list[other] as T;
      list[other] = item;
    }
    return list;
  }
}
