/** A thread that makes one snapshot: from the last one and the entries behind it. See snapshotThread.ts. */
import { parentPort } from 'node:worker_threads';
import { decodeState, encodeState, LicenseState } from '../licensing/index.ts';
import { type PackedEntries, unpackEntries } from './packedEntries.ts';
import { replay } from './replay.ts';

/** What the thread is told, in this order: one base, any number of entries, one end. */
export type ToSnapshotWorker =
  /** Bytes of the last snapshot; null if there is none. */
  | { readonly kind: 'base'; readonly data: Uint8Array | null }
  | { readonly kind: 'entries'; readonly entries: PackedEntries }
  | { readonly kind: 'end' };

let state = new LicenseState();
parentPort?.on('message', (message: ToSnapshotWorker) => {
  if (message.kind === 'base') {
    if (message.data !== null) state = decodeState(message.data);
  } else if (message.kind === 'entries') {
    replay(state, unpackEntries(message.entries));
  } else {
    // A copy of its own: what is encoded shares a pool, which cannot be handed over.
    const data = new Uint8Array(encodeState(state));
    parentPort?.postMessage(data, [data.buffer]);
  }
});
