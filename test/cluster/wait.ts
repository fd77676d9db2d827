import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { tail } from './command.ts';
import { ClusterError } from './errors.ts';

/** What every waiting operation takes. */
export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** The deadline, from the call. */
  readonly timeoutMs?: number;
}

export interface ConditionOptions extends WaitOptions {
  readonly timeoutMs: number;
  /** @default 100 */
  readonly intervalMs?: number;
  /** A component's log whose tail belongs into the error. */
  readonly log?: string;
}

/**
 * Asks until `check` gives something other than undefined. What `check` throws counts as "not yet"; the
 * last reason is part of the error, with the tail of the log.
 */
export async function waitFor<T>(
  what: string,
  check: () => Promise<T | undefined> | T | undefined,
  options: ConditionOptions,
): Promise<T> {
  const start = performance.now();
  let reason = '';
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const value = await check();
      if (value !== undefined) return value;
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() - start > options.timeoutMs) {
      const parts = [`${what}: not so after ${options.timeoutMs / 1000} s`];
      if (reason !== '') parts.push(`last answer: ${reason}`);
      if (options.log !== undefined) parts.push(await logTail(options.log));
      throw new ClusterError('TIMEOUT', parts.join('\n'));
    }
    // Ended early by the signal, whose own reason is thrown at the top.
    await delay(options.intervalMs ?? 100, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** The end of a log file under a heading, or a line that says there is none. */
export async function logTail(path: string, lines = 15): Promise<string> {
  try {
    return `--- end of ${path}\n${tail(await readFile(path, 'utf8'), lines)}`;
  } catch {
    return `--- ${path} does not exist`;
  }
}
