/**
 * Makes the bytes of a snapshot in a thread of its own: encoding 10,000 sessions takes a quarter of a second, in
 * which this member would answer nobody. The same log gives the same state, so the thread gets the last snapshot
 * and the entries behind it, and nothing of the live state has to stand still.
 */
import { Worker } from 'node:worker_threads';
import type { Entry } from '../consensus/index.ts';
import { packEntries } from './packedEntries.ts';
import type { ToSnapshotWorker } from './snapshotWorker.ts';

/** Entries and bytes that are packed in one turn of the loop. */
const ENTRIES_A_TURN = 500;
const BYTES_A_TURN = 1 << 20;

/** Called once, with the bytes or with why there are none. */
export type SnapshotMade = (error: Error | null, data: Uint8Array | null) => void;

/** `base`: the last snapshot, null if there is none. `entries`: all behind it, up to the index of the new one. */
export function encodeInThread(base: Uint8Array | null, entries: readonly Entry[], made: SnapshotMade): void {
  const worker = new Worker(new URL('./snapshotWorker.ts', import.meta.url));
  worker.unref();
  let over = false;
  const end = (error: Error | null, data: Uint8Array | null) => {
    if (over) return;
    over = true;
    void worker.terminate();
    made(error, data);
  };
  worker.once('message', (data: Uint8Array) => end(null, data));
  worker.once('error', (error) => end(error instanceof Error ? error : new Error(String(error)), null));
  worker.once('exit', (code) => end(new Error(`the snapshot's thread ended with ${code}`), null));
  const tell = (message: ToSnapshotWorker, handOver: ArrayBuffer[] = []) => worker.postMessage(message, handOver);
  let next = 0;
  const some = () => {
    if (over) return;
    const from = next;
    for (let bytes = 0; next < entries.length && next - from < ENTRIES_A_TURN && bytes < BYTES_A_TURN; next++) {
      bytes += entries[next]?.data.length ?? 0;
    }
    const packed = packEntries(entries.slice(from, next));
    tell({ kind: 'entries', entries: packed }, [packed.heads.buffer, packed.data.buffer]);
    if (next < entries.length) setImmediate(some);
    else tell({ kind: 'end' });
  };
  tell({ kind: 'base', data: base });
  some();
}
