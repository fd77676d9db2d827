import type { ProgressState } from './progress/progress.ts';
import type { Role } from './ready.ts';
import type { ConfState, NodeId } from './types.ts';

/** What a leader knows of one member. */
export interface ProgressStatus {
  readonly id: NodeId;
  readonly match: number;
  readonly next: number;
  readonly state: ProgressState;
  readonly pendingSnapshot: number;
  readonly recentActive: boolean;
  readonly paused: boolean;
  readonly learner: boolean;
  readonly inflight: number;
  readonly inflightFull: boolean;
}

/** A copy of a node's state, for people, metrics and tests. */
export interface Status {
  readonly id: NodeId;
  readonly term: number;
  readonly vote: NodeId;
  readonly commit: number;
  readonly applied: number;
  readonly lastIndex: number;
  readonly firstIndex: number;
  readonly leader: NodeId;
  readonly role: Role;
  readonly leadTransferee: NodeId;
  /** Ticks since the leader was heard, or since the last quorum check of a leader. */
  readonly electionElapsed: number;
  /** Ticks at which this node would campaign. */
  readonly electionTimeout: number;
  /** Payload bytes that wait for a quorum; counted on a leader only. */
  readonly uncommittedSize: number;
  readonly config: ConfState;
  /** Empty unless this node leads. Ordered by id. */
  readonly progress: ReadonlyMap<NodeId, ProgressStatus>;
}
