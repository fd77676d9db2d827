/**
 * What a replica needs from the world. The daemon gives it the real clock, network and disk; the simulator
 * gives it simulated ones, so the same code runs in both.
 */
import type { Entry, Message, NodeId } from '../consensus/index.ts';
import type { LicenseEvent } from '../licensing/index.ts';
import type { OpenedStorage, Storage } from '../storage/index.ts';
import type { SnapshotMade } from './snapshotThread.ts';

/** Monotonic time in milliseconds. */
export interface Clock {
  /** Never goes back, also runs while the process is stopped. */
  monotonic(): number;
}

/** The durable log as the replica uses it: see node/storage. `done` is called in the order of the calls. */
export type DurableLog = Pick<Storage, 'append' | 'saveSnapshot' | 'compact'> & Partial<Pick<Storage, 'assertHolds'>>;

/** What was read from the disk at the start. */
export type StoredLog = Pick<OpenedStorage, 'hardState' | 'snapshot' | 'entries'>;

export interface ReplicaPorts {
  readonly clock: Clock;
  readonly log: DurableLog;
  /** Sends messages to one node, all that one turn had for it. May lose them. */
  send(to: NodeId, messages: readonly Message[]): void;
  /** Asks for `turn()` to be called soon. */
  wake(): void;
  /** The membership of raft or the mastership has changed. */
  changed(): void;
  /** What the log did, in its order. `live` is false for what had been committed before the start. */
  events(events: readonly LicenseEvent[], live: boolean): void;
  /** The disk or an invariant has failed: nothing may be acknowledged any more; the process must end. */
  fatal(error: Error): void;
  /**
   * Makes the bytes of a large snapshot without holding up the loop, from the last one (null if there is none) and
   * the entries behind it; they are those that `encodeState` gives. Without it the replica makes them at once.
   */
  readonly makeSnapshot?: (base: Uint8Array | null, entries: readonly Entry[], made: SnapshotMade) => void;
  /** The date for the log in Unix milliseconds, by the clocks of all members that are up (R8). */
  logDate(): number;
}

export interface ReplicaSettings {
  readonly id: NodeId;
  /** Ticks of an election timeout and between heartbeats. */
  readonly electionTick: number;
  readonly heartbeatTick: number;
  /** Ticks after which this node campaigns when all is silent: by its place in the SERVER order (R19). */
  readonly timeoutTicks: (electionTick: number) => number;
  /** A snapshot is made after this many applied entries. */
  readonly snapshotEntries: number;
}
