/** Delays that double from `first` to `most`, each shortened by up to half at random. */
export class Backoff {
  readonly #first: number;
  readonly #most: number;
  readonly #random: () => number;
  #next: number;

  constructor(firstMilliseconds: number, mostMilliseconds: number, random: () => number = Math.random) {
    this.#first = firstMilliseconds;
    this.#most = mostMilliseconds;
    this.#random = random;
    this.#next = firstMilliseconds;
  }

  /** Milliseconds to wait before the next attempt. */
  next(): number {
    const delay = this.#next * (0.5 + this.#random() / 2);
    this.#next = Math.min(this.#most, this.#next * 2);
    return delay;
  }

  /** After a success. */
  reset(): void {
    this.#next = this.#first;
  }
}

/** Resolves after the time or as soon as the signal is aborted, whichever comes first. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}
