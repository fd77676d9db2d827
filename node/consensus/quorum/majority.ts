import type { NodeId } from '../types.ts';

export const VoteResult = { Pending: 'Pending', Lost: 'Lost', Won: 'Won' } as const;
export type VoteResult = (typeof VoteResult)[keyof typeof VoteResult];

/** Who acknowledged up to where. 0 for a voter that has not been heard. */
export interface AckedIndex {
  ackedIndex(id: NodeId): number;
}

/**
 * The highest index that a majority of `voters` has acknowledged, 0 when there is none.
 *
 * Without voters it is Infinity: half of a joint configuration that is empty must not hold back the other.
 * The result is an acknowledged index that at least a majority has reached, and the greatest such; with a
 * handful of voters comparing each with each beats sorting and allocates nothing.
 */
export function majorityCommitted(voters: readonly NodeId[], acked: AckedIndex): number {
  const count = voters.length;
  if (count === 0) return Infinity;
  const needed = (count >> 1) + 1;
  let best = 0;
  for (let i = 0; i < count; i++) {
    const index = acked.ackedIndex(voters[i] as NodeId);
    if (index <= best) continue;
    let reached = 0;
    for (let j = 0; j < count; j++) {
      if (acked.ackedIndex(voters[j] as NodeId) >= index) reached++;
    }
    if (reached >= needed) best = index;
  }
  return best;
}

/**
 * The state of a vote: won with a majority of yes, lost when the missing votes cannot make one any more.
 * Without voters it is won, so that the empty half of a joint configuration has no say.
 */
export function majorityVote(voters: readonly NodeId[], votes: ReadonlyMap<NodeId, boolean>): VoteResult {
  const count = voters.length;
  if (count === 0) return VoteResult.Won;
  const needed = (count >> 1) + 1;
  let yes = 0;
  let missing = 0;
  for (let i = 0; i < count; i++) {
    const vote = votes.get(voters[i] as NodeId);
    if (vote === undefined) missing++;
    else if (vote) yes++;
  }
  if (yes >= needed) return VoteResult.Won;
  return yes + missing >= needed ? VoteResult.Pending : VoteResult.Lost;
}
