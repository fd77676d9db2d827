/** When a key that was worked on comes back. */
export interface Outcome {
  /** Milliseconds until it is due again although nothing happened; undefined for never. */
  readonly againAfter?: number;
}

export interface WorkQueueOptions {
  readonly work: (key: string, signal: AbortSignal) => Promise<Outcome>;
  /** The work failed and will be repeated after `retryMilliseconds`. */
  readonly onError: (key: string, error: unknown, retryMilliseconds: number) => void;
  /** How many keys are worked on at the same time. */
  readonly concurrency?: number;
  readonly firstRetryMilliseconds?: number;
  readonly mostRetryMilliseconds?: number;
}

const CONCURRENCY = 4;
const FIRST_RETRY_MILLISECONDS = 100;
const MOST_RETRY_MILLISECONDS = 60_000;

/**
 * Keys to work on: each stands in the queue at most once and is never worked on twice at a time. One that is
 * added while it is worked on is worked on again afterwards. One whose work throws comes back, later each time.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #ready = new Set<string>();
  readonly #running = new Set<string>();
  readonly #dirty = new Set<string>();
  readonly #timers = new Map<string, { timer: NodeJS.Timeout; due: number }>();
  readonly #failures = new Map<string, number>();
  #signal: AbortSignal | undefined;
  #idle: (() => void) | undefined;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Keys waiting or in work, for metrics. */
  get size(): number {
    return this.#ready.size + this.#running.size;
  }

  add(key: string): void {
    this.#clearTimer(key);
    if (this.#running.has(key)) this.#dirty.add(key);
    else this.#ready.add(key);
    this.#pump();
  }

  /** Adds the key when the time has passed, unless it is due earlier anyway. */
  addAfter(key: string, milliseconds: number): void {
    const due = performance.now() + milliseconds;
    const old = this.#timers.get(key);
    if (old !== undefined && old.due <= due) return;
    this.#clearTimer(key);
    this.#timers.set(key, { timer: setTimeout(() => this.add(key), milliseconds), due });
  }

  /** Drops what is known about a key that is gone. */
  forget(key: string): void {
    this.#clearTimer(key);
    this.#failures.delete(key);
    this.#ready.delete(key);
    this.#dirty.delete(key);
  }

  /** Works until the signal is aborted and the work in hand is done. */
  run(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    return new Promise((resolve) => {
      const stop = (): void => {
        for (const key of [...this.#timers.keys()]) this.#clearTimer(key);
        this.#idle = resolve;
        if (this.#running.size === 0) resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      else this.#pump();
    });
  }

  #pump(): void {
    const signal = this.#signal;
    if (signal === undefined || signal.aborted) return;
    for (const key of this.#ready) {
      if (this.#running.size >= (this.#options.concurrency ?? CONCURRENCY)) return;
      this.#ready.delete(key);
      this.#running.add(key);
      void this.#run(key, signal);
    }
  }

  async #run(key: string, signal: AbortSignal): Promise<void> {
    try {
      const { againAfter } = await this.#options.work(key, signal);
      this.#failures.delete(key);
      if (againAfter !== undefined && !signal.aborted) this.addAfter(key, againAfter);
    } catch (error) {
      if (!signal.aborted) this.#retry(key, error);
    } finally {
      this.#running.delete(key);
      if (this.#dirty.delete(key)) this.#ready.add(key);
      if (signal.aborted && this.#running.size === 0) this.#idle?.();
      this.#pump();
    }
  }

  #retry(key: string, error: unknown): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const first = this.#options.firstRetryMilliseconds ?? FIRST_RETRY_MILLISECONDS;
    const most = this.#options.mostRetryMilliseconds ?? MOST_RETRY_MILLISECONDS;
    const delay = Math.min(most, first * 2 ** failures);
    this.#options.onError(key, error, delay);
    this.addAfter(key, delay);
  }

  #clearTimer(key: string): void {
    clearTimeout(this.#timers.get(key)?.timer);
    this.#timers.delete(key);
  }
}
