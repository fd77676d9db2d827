import type { Entry, HardState, Message, NodeId, Snapshot } from './types.ts';

export const Role = {
  Follower: 'Follower',
  PreCandidate: 'PreCandidate',
  Candidate: 'Candidate',
  Leader: 'Leader',
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/** What may be forgotten in a crash: who leads, and what this node is. */
export interface SoftState {
  readonly leader: NodeId;
  readonly role: Role;
}

/** A read that is confirmed: it may be served once `index` is applied. */
export interface ReadState {
  readonly index: number;
  readonly context: Uint8Array;
}

/**
 * Work for the caller.
 *
 * Synchronous mode: write `entries`, `hardState` and `snapshot` durably, then send `messages` in order,
 * apply the snapshot and `committedEntries`, then call `advance()`.
 *
 * Asynchronous mode: send `messages` at once. Those to LOCAL_APPEND and LOCAL_APPLY are the storage work, to
 * be done in order for each target; when a StorageAppend is durable, its `responses` are delivered (to this
 * node by `step`, to others by the network). The other fields only say what the storage messages hold.
 */
export interface Ready {
  /** Null when unchanged. */
  readonly softState: SoftState | null;
  /** Null when unchanged. */
  readonly hardState: HardState | null;
  readonly readStates: readonly ReadState[];
  readonly entries: readonly Entry[];
  readonly snapshot: Snapshot | null;
  readonly committedEntries: readonly Entry[];
  readonly messages: readonly Message[];
  /** False when a write without fsync is enough: only the commit index changed. */
  readonly mustSync: boolean;
}
