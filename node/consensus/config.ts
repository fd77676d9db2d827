import { ConsensusError, ConsensusErrorCode } from './errors.ts';
import type { LogStorage } from './log/storage.ts';
import { isLocalTarget } from './message.ts';
import { NONE, type NodeId } from './types.ts';

/** How a leader proves that it still leads before it answers a read. */
export const ReadOnlyMode = {
  /** By a heartbeat round that a quorum answers (thesis 6.4). */
  Safe: 'safe',
  /**
   * By its lease. Wrong when clocks drift without bound or a process is paused, so the daemon never uses it
   * (rule R1); it exists for the scenario files of the reference.
   */
  LeaseBased: 'lease-based',
} as const;
export type ReadOnlyMode = (typeof ReadOnlyMode)[keyof typeof ReadOnlyMode];

/** Settings of one node. Sizes are bytes as `entrySize` counts them; Infinity means no limit. */
export interface Config {
  readonly id: NodeId;
  readonly storage: LogStorage;

  /**
   * Ticks without a word from the leader after which a node may campaign, and the length of the lease in
   * which voters refuse others (`checkQuorum`). Must be greater than `heartbeatTick`.
   */
  readonly electionTick: number;
  /** Ticks between heartbeats of a leader. */
  readonly heartbeatTick: number;
  /**
   * Ticks to wait this time before a campaign, given `electionTick`; asked each time that the role or term
   * changes. The paper's choice is a random number in [electionTick, 2 * electionTick - 1]; the daemon
   * staggers by SERVER order instead (rule R19).
   */
  readonly randomTimeout: (electionTick: number) => number;

  /** Index up to which the application has already applied; only after a restart. */
  readonly applied?: number;
  /** Storage work goes out as StorageAppend and StorageApply messages, and `advance()` is not used. */
  readonly asyncStorageWrites?: boolean;

  /** Ask for votes without raising the term first (thesis 9.6). */
  readonly preVote?: boolean;
  /** A leader that has not heard from a quorum for `electionTick` steps down; voters keep a lease. */
  readonly checkQuorum?: boolean;
  readonly readOnlyMode?: ReadOnlyMode;

  /** Largest App message. Infinity by default, 0 for one entry a message. */
  readonly maxSizePerMessage?: number;
  /** Most that may be handed out for applying and not yet be acknowledged; `maxSizePerMessage` by default. */
  readonly maxCommittedSizePerReady?: number;
  /** Most payload that may wait for a quorum on a leader; beyond it proposals are dropped. */
  readonly maxUncommittedSize?: number;
  /** App messages to one follower that may be under way. */
  readonly maxInflightMessages?: number;
  /** Their payload; not below `maxSizePerMessage`. */
  readonly maxInflightBytes?: number;

  /** A follower drops proposals instead of sending them to the leader. */
  readonly disableProposalForwarding?: boolean;
  /** A leader does not check membership changes when they are proposed. */
  readonly disableConfChangeValidation?: boolean;
  /** A leader that is removed or demoted steps down at once. */
  readonly stepDownOnRemoval?: boolean;
}

/** `Config` with every choice made. */
export interface ResolvedConfig extends Required<Config> {}

/** Checks the settings and fills in what is not given. */
export function resolveConfig(config: Config): ResolvedConfig {
  const maxSizePerMessage = config.maxSizePerMessage ?? Infinity;
  const resolved: ResolvedConfig = {
    id: config.id,
    storage: config.storage,
    electionTick: config.electionTick,
    heartbeatTick: config.heartbeatTick,
    randomTimeout: config.randomTimeout,
    applied: config.applied ?? 0,
    asyncStorageWrites: config.asyncStorageWrites ?? false,
    preVote: config.preVote ?? false,
    checkQuorum: config.checkQuorum ?? false,
    readOnlyMode: config.readOnlyMode ?? ReadOnlyMode.Safe,
    maxSizePerMessage,
    maxCommittedSizePerReady: config.maxCommittedSizePerReady ?? (maxSizePerMessage || Infinity),
    maxUncommittedSize: config.maxUncommittedSize ?? Infinity,
    maxInflightMessages: config.maxInflightMessages ?? 256,
    maxInflightBytes: config.maxInflightBytes ?? Infinity,
    disableProposalForwarding: config.disableProposalForwarding ?? false,
    disableConfChangeValidation: config.disableConfChangeValidation ?? false,
    stepDownOnRemoval: config.stepDownOnRemoval ?? false,
  };
  if (!Number.isSafeInteger(resolved.id) || resolved.id <= NONE || isLocalTarget(resolved.id)) {
    throw invalid('id must be a positive safe integer and not one of the storage targets');
  }
  if (resolved.heartbeatTick <= 0) throw invalid('heartbeatTick must be positive');
  if (resolved.electionTick <= resolved.heartbeatTick) throw invalid('electionTick must exceed heartbeatTick');
  if (resolved.maxInflightMessages <= 0) throw invalid('maxInflightMessages must be positive');
  if (!(resolved.maxCommittedSizePerReady > 0)) throw invalid('maxCommittedSizePerReady must be positive');
  if (config.maxInflightBytes !== undefined && config.maxInflightBytes < maxSizePerMessage) {
    throw invalid('maxInflightBytes must not be below maxSizePerMessage');
  }
  if (resolved.readOnlyMode === ReadOnlyMode.LeaseBased && !resolved.checkQuorum) {
    throw invalid('lease-based reads need checkQuorum');
  }
  return resolved;
}

function invalid(message: string): ConsensusError {
  return new ConsensusError(ConsensusErrorCode.InvalidConfig, message);
}
