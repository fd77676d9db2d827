/**
 * What the consensus core can refuse, and what it can find broken.
 *
 * A `ConsensusError` with one of the first codes is part of normal work and the caller goes on. The code
 * `InvariantBroken` means that memory, disk or a peer contradicts what Raft guarantees (a committed entry
 * that differs, a log that lost its tail): the process must stop and never vote with that state.
 */
export const ConsensusErrorCode = {
  /** The proposal was not taken: no leader, forwarding off, transfer running, or too much uncommitted. */
  ProposalDropped: 'ProposalDropped',
  /** A message that only this process may make came from the network. */
  StepLocalMessage: 'StepLocalMessage',
  /** An answer from a node that is not a member. */
  StepPeerNotFound: 'StepPeerNotFound',
  /** A message whose parts contradict each other; nothing of it was used. */
  MalformedMessage: 'MalformedMessage',
  /** The index lies before the first entry that is kept. */
  Compacted: 'Compacted',
  /** The index lies behind the last entry. */
  Unavailable: 'Unavailable',
  /** A newer snapshot is already there. */
  SnapshotOutOfDate: 'SnapshotOutOfDate',
  /** The snapshot is being made; ask again later. */
  SnapshotTemporarilyUnavailable: 'SnapshotTemporarilyUnavailable',
  /** The settings given to the core make no sense together. */
  InvalidConfig: 'InvalidConfig',
  /** A membership change cannot be applied to the membership in force; `reason` says why. */
  InvalidConfChange: 'InvalidConfChange',
  /** A guarantee of Raft does not hold. Fatal. */
  InvariantBroken: 'InvariantBroken',
} as const;
export type ConsensusErrorCode = (typeof ConsensusErrorCode)[keyof typeof ConsensusErrorCode];

/** Why a membership change does not fit. */
export const ConfChangeProblem = {
  AlreadyJoint: 'AlreadyJoint',
  NotJoint: 'NotJoint',
  NoVoters: 'NoVoters',
  RemovesAllVoters: 'RemovesAllVoters',
  ChangeWhileJoint: 'ChangeWhileJoint',
  TooManyVotersChanged: 'TooManyVotersChanged',
  UnknownChange: 'UnknownChange',
  Malformed: 'Malformed',
  Inconsistent: 'Inconsistent',
} as const;
export type ConfChangeProblem = (typeof ConfChangeProblem)[keyof typeof ConfChangeProblem];

/** Every error that the core throws. */
export class ConsensusError extends Error {
  readonly code: ConsensusErrorCode;

  constructor(code: ConsensusErrorCode, message: string) {
    super(message);
    this.name = 'ConsensusError';
    this.code = code;
  }
}

/** A membership change that cannot be applied. */
export class ConfChangeError extends ConsensusError {
  readonly problem: ConfChangeProblem;

  constructor(problem: ConfChangeProblem, message: string) {
    super(ConsensusErrorCode.InvalidConfChange, message);
    this.name = 'ConfChangeError';
    this.problem = problem;
  }
}

/** True when `error` is a ConsensusError, with this code if one is given. */
export function isConsensusError(error: unknown, code?: ConsensusErrorCode): error is ConsensusError {
  return error instanceof ConsensusError && (code === undefined || error.code === code);
}

/** For a state that Raft rules out. Returned, not thrown, so that the compiler sees the `throw`. */
export function broken(message: string): ConsensusError {
  return new ConsensusError(ConsensusErrorCode.InvariantBroken, message);
}
