/** Says now and then how far a long run is. */

const EVERY_MS = 15_000;

export class Progress {
  readonly #what: string;
  readonly #total: number;
  readonly #say: (text: string) => void;
  readonly #begun = performance.now();
  #saidAt = this.#begun;
  #done = 0;
  #failed = 0;

  constructor(what: string, total: number, say: (text: string) => void) {
    this.#what = what;
    this.#total = total;
    this.#say = say;
  }

  /** One more is done. */
  step(passed: boolean): void {
    this.#done++;
    if (!passed) this.#failed++;
    const now = performance.now();
    if (now - this.#saidAt < EVERY_MS || this.#done >= this.#total) return;
    this.#saidAt = now;
    const left = ((now - this.#begun) / this.#done) * (this.#total - this.#done);
    const seconds = Math.ceil(left / 1_000);
    this.#say(`  ${this.#done} of ${this.#total} ${this.#what}, ${this.#failed} failed, about ${seconds} s more`);
  }
}
