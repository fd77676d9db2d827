import type { NodeId } from '../types.ts';
import { type AckedIndex, majorityCommitted, majorityVote, VoteResult } from './majority.ts';

/** The voters of a configuration. While `votersOutgoing` is not empty, both majorities must agree (thesis 4.3). */
export interface JointVoters {
  readonly voters: readonly NodeId[];
  readonly votersOutgoing: readonly NodeId[];
}

/** The highest index that both majorities have acknowledged. */
export function jointCommitted(config: JointVoters, acked: AckedIndex): number {
  const incoming = majorityCommitted(config.voters, acked);
  if (config.votersOutgoing.length === 0) return incoming;
  return Math.min(incoming, majorityCommitted(config.votersOutgoing, acked));
}

/** Won when both majorities say yes, lost when either says no. */
export function jointVote(config: JointVoters, votes: ReadonlyMap<NodeId, boolean>): VoteResult {
  const incoming = majorityVote(config.voters, votes);
  const outgoing = majorityVote(config.votersOutgoing, votes);
  if (incoming === outgoing) return incoming;
  if (incoming === VoteResult.Lost || outgoing === VoteResult.Lost) return VoteResult.Lost;
  return VoteResult.Pending;
}

/** All voters of both halves, ascending. */
export function jointVoterIds(config: JointVoters): NodeId[] {
  return [...new Set([...config.voters, ...config.votersOutgoing])].sort((a, b) => a - b);
}
