/** client/silence.ts by a clock that is handed in: it is looked at, where the library has a timer. */

const FIRST_LIMIT_MS = 2_000;
const LAST_LIMIT_MS = 16_000;

export class ClientSilence {
  #since: number | null = null;
  #heard = false;
  #limit = FIRST_LIMIT_MS;

  /** Something was sent that will be answered. */
  expect(now: number): void {
    if (this.#since !== null) return;
    this.#since = now;
    this.#heard = false;
  }

  /** Something was heard. */
  heard(): void {
    this.#heard = true;
    this.#limit = FIRST_LIMIT_MS;
  }

  /** True once the line is to be given up. `due`: an answer is waited for. */
  isOver(now: number, due: boolean): boolean {
    if (this.#since === null || now - this.#since < this.#limit) return false;
    this.#since = null;
    if (!due) return false;
    if (this.#heard) {
      this.expect(now);
      return false;
    }
    this.#limit = Math.min(this.#limit * 2, LAST_LIMIT_MS);
    return true;
  }

  stop(): void {
    this.#since = null;
  }
}
