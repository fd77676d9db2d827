import type { Metrics } from '../logs/index.ts';
import type { Storage } from '../storage/index.ts';
import type { DurableLog } from './ports.ts';

/** The log, with the time of each write and its bytes counted. */
export function measuredLog(storage: Storage, metrics: Metrics): DurableLog {
  return {
    append: (append, done) => {
      const since = performance.now();
      storage.append(append, (error) => {
        metrics.fsyncSeconds.observe((performance.now() - since) / 1_000);
        metrics.appendedBytes.inc(append.entries.reduce((sum, entry) => sum + entry.data.length, 0));
        done(error);
      });
    },
    saveSnapshot: (snapshot, done) => storage.saveSnapshot(snapshot, done),
    compact: (index, done) => storage.compact(index, done),
  };
}
