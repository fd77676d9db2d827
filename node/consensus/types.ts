/**
 * The data that the consensus core takes and gives. Plain objects: the transport and the log encode them.
 * Terms and indexes are positive safe integers (below 2^53); 0 means none.
 */

/** A Raft node: the random incarnation of one member's disk, never reused. 0 means nobody. */
export type NodeId = number;

export const NONE: NodeId = 0;

export const EntryType = { Normal: 0, ConfChange: 1, ConfChangeV2: 2 } as const;
export type EntryType = (typeof EntryType)[keyof typeof EntryType];

/** One entry of the replicated log. */
export interface Entry {
  readonly term: number;
  readonly index: number;
  readonly type: EntryType;
  /** Opaque to the core. Empty for the entry that a leader appends at the start of its term. */
  readonly data: Uint8Array;
}

/** What a node must not forget across a crash. A change of `commit` alone needs no fsync. */
export interface HardState {
  readonly term: number;
  readonly vote: NodeId;
  readonly commit: number;
}

/** The membership in force at an index (joint while `votersOutgoing` is not empty). */
export interface ConfState {
  readonly voters: readonly NodeId[];
  readonly learners: readonly NodeId[];
  readonly votersOutgoing: readonly NodeId[];
  readonly learnersNext: readonly NodeId[];
  readonly autoLeave: boolean;
}

export interface SnapshotMetadata {
  readonly confState: ConfState;
  readonly index: number;
  readonly term: number;
}

export interface Snapshot {
  readonly metadata: SnapshotMetadata;
  /** Opaque to the core. */
  readonly data: Uint8Array;
}

/** Values are those of raftpb.MessageType in go.etcd.io/raft/v3, so that captures read alike. */
export const MessageType = {
  Hup: 0,
  Beat: 1,
  Prop: 2,
  App: 3,
  AppResp: 4,
  Vote: 5,
  VoteResp: 6,
  Snap: 7,
  Heartbeat: 8,
  HeartbeatResp: 9,
  Unreachable: 10,
  SnapStatus: 11,
  CheckQuorum: 12,
  TransferLeader: 13,
  TimeoutNow: 14,
  ReadIndex: 15,
  ReadIndexResp: 16,
  PreVote: 17,
  PreVoteResp: 18,
  StorageAppend: 19,
  StorageAppendResp: 20,
  StorageApply: 21,
  StorageApplyResp: 22,
  ForgetLeader: 23,
} as const;
export type MessageType = (typeof MessageType)[keyof typeof MessageType];

/** One message between nodes, or between a node and its own storage (the Storage* types). */
export interface Message {
  readonly type: MessageType;
  readonly to: NodeId;
  readonly from: NodeId;
  readonly term: number;
  /** Term of the entry at `index`, for App, Snap and votes. */
  readonly logTerm: number;
  readonly index: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
  readonly vote: NodeId;
  readonly snapshot: Snapshot | null;
  readonly reject: boolean;
  readonly rejectHint: number;
  /** Opaque: a ReadIndex request's id, or the mark of a vote that belongs to a transfer. */
  readonly context: Uint8Array;
  /** For StorageAppend and StorageApply: what to deliver once the work is durable. */
  readonly responses: readonly Message[];
}

/** A membership change: one or more steps, taken jointly when there is more than one. */
export const ConfChangeType = { AddNode: 0, RemoveNode: 1, UpdateNode: 2, AddLearnerNode: 3 } as const;
export type ConfChangeType = (typeof ConfChangeType)[keyof typeof ConfChangeType];

export const ConfChangeTransition = { Auto: 0, JointImplicit: 1, JointExplicit: 2 } as const;
export type ConfChangeTransition = (typeof ConfChangeTransition)[keyof typeof ConfChangeTransition];

export interface ConfChangeSingle {
  readonly type: ConfChangeType;
  readonly nodeId: NodeId;
}

export interface ConfChangeV2 {
  readonly transition: ConfChangeTransition;
  /** Empty to leave a joint configuration. */
  readonly changes: readonly ConfChangeSingle[];
  /** Opaque to the core. */
  readonly context: Uint8Array;
}
