import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where everything that was built is kept: `LMTRIAD_CACHE`, else ~/.cache/lmtriad. */
export function cacheDir(): string {
  const set = process.env.LMTRIAD_CACHE;
  return set === undefined || set === '' ? join(homedir(), '.cache', 'lmtriad') : set;
}

/** A short key for what went into something that was built. */
export function cacheKey(...inputs: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    // The length keeps ("ab", "c") and ("a", "bc") apart.
    hash.update(`${input.length}:`).update(input);
  }
  return hash.digest('hex').slice(0, 20);
}
