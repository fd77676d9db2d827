/** Notices that a server has stopped answering although the line to it still stands. */

/** Milliseconds without a word, while an answer is due, until the line is given up. */
const limit = 2000;
/** A master that is only slow must not be flooded: each time the patience doubles, up to this. */
const limitMax = 16_000;

/** Watches one line at a time. */
export class SilenceWatch {
  readonly #due: () => boolean;
  readonly #silent: (milliseconds: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #limit = limit;
  #heard = false;

  /**
   * @param due whether an answer is being waited for
   * @param silent called when nothing was heard for so long though one was
   */
  constructor(due: () => boolean, silent: (milliseconds: number) => void) {
    this.#due = due;
    this.#silent = silent;
  }

  /** Something was sent that will be answered. */
  expect(): void {
    if (this.#timer) return;
    this.#heard = false;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#due()) return;
      if (this.#heard) {
        this.expect();
        return;
      }
      const waited = this.#limit;
      this.#limit = Math.min(this.#limit * 2, limitMax);
      this.#silent(waited);
    }, this.#limit);
  }

  /** Something was heard. */
  heard(): void {
    this.#heard = true;
    this.#limit = limit;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
