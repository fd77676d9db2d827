import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** The JSON log on standard output. `level` defaults to info. */
export function createLogger(
  options: { service: string; server: string; level?: string },
  destination?: DestinationStream,
): Logger {
  const settings = {
    level: options.level ?? 'info',
    base: { service: options.service, server: options.server },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return destination === undefined ? pino(settings) : pino(settings, destination);
}

/** Warns at most once an interval for each key, and says how many were held back. */
export class RateLimitedWarnings {
  readonly #logger: Logger;
  readonly #interval: number;
  readonly #now: () => number;
  readonly #keys = new Map<string, { since: number; heldBack: number }>();

  /** `intervalMilliseconds` defaults to 60,000; `now` is a monotonic clock in milliseconds. */
  constructor(logger: Logger, options: { intervalMilliseconds?: number; now?: () => number } = {}) {
    this.#logger = logger;
    this.#interval = options.intervalMilliseconds ?? 60_000;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Returns true if it was written. */
  warn(key: string, fields: Record<string, unknown>, message: string): boolean {
    const now = this.#now();
    const last = this.#keys.get(key);
    if (last !== undefined && now - last.since < this.#interval) {
      last.heldBack += 1;
      return false;
    }
    this.#logger.warn(last?.heldBack ? { ...fields, heldBack: last.heldBack } : fields, message);
    this.#keys.delete(key);
    this.#keys.set(key, { since: now, heldBack: 0 });
    // Keys can hold what callers send (addresses): the map must not grow with them.
    if (this.#keys.size > MAX_KEYS) {
      const oldest = this.#keys.keys().next().value;
      if (oldest !== undefined) {
        this.#keys.delete(oldest);
      }
    }
    return true;
  }
}

const MAX_KEYS = 1024;
