import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeId } from '../types.ts';
import { jointCommitted, jointVote, jointVoterIds } from './joint.ts';
import { type AckedIndex, majorityCommitted, majorityVote, VoteResult } from './majority.ts';

const voters = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 7 });
const indexes = fc.dictionary(fc.constantFrom(...'123456789'), fc.integer({ min: 1, max: 12 }));
const ballots = fc.dictionary(fc.constantFrom(...'123456789'), fc.boolean());

function ackedOf(given: Record<string, number>): AckedIndex {
  return { ackedIndex: (id) => given[String(id)] ?? 0 };
}

function votesOf(given: Record<string, boolean>): Map<NodeId, boolean> {
  return new Map(Object.entries(given).map(([id, vote]) => [Number(id), vote]));
}

describe('commit index', () => {
  it('is the middle of the sorted acknowledgements', () => {
    fc.assert(
      fc.property(voters, indexes, (ids, given) => {
        const sorted = ids.map((id) => given[String(id)] ?? 0).sort((a, b) => b - a);
        const middle = ids.length === 0 ? Infinity : sorted[Math.floor(ids.length / 2)];
        expect(majorityCommitted(ids, ackedOf(given))).toBe(middle);
      }),
    );
  });

  it('of a joint configuration is acknowledged by both majorities, and symmetric', () => {
    fc.assert(
      fc.property(voters, voters, indexes, (a, b, given) => {
        const acked = ackedOf(given);
        const joint = jointCommitted({ voters: a, votersOutgoing: b }, acked);
        expect(joint).toBe(Math.min(majorityCommitted(a, acked), majorityCommitted(b, acked)));
        expect(joint).toBe(jointCommitted({ voters: b, votersOutgoing: a }, acked));
      }),
    );
  });
});

describe('votes', () => {
  it('are won or lost exactly when no further vote can change that', () => {
    fc.assert(
      fc.property(voters, ballots, (ids, given) => {
        const votes = votesOf(given);
        const missing = ids.filter((id) => !votes.has(id));
        const ends = [true, false].map((rest) =>
          majorityVote(ids, new Map([...votes, ...missing.map((id): [NodeId, boolean] => [id, rest])])),
        );
        const [best, worst] = ends;
        expect(majorityVote(ids, votes)).toBe(best === worst ? best : VoteResult.Pending);
      }),
    );
  });

  it('in a joint configuration need both majorities', () => {
    fc.assert(
      fc.property(voters, voters, ballots, (a, b, given) => {
        const votes = votesOf(given);
        const results = [majorityVote(a, votes), majorityVote(b, votes)];
        const expected = results.includes(VoteResult.Lost)
          ? VoteResult.Lost
          : results.includes(VoteResult.Pending)
            ? VoteResult.Pending
            : VoteResult.Won;
        expect(jointVote({ voters: a, votersOutgoing: b }, votes)).toBe(expected);
      }),
    );
  });
});

it('the voters of both halves are listed once, ascending', () => {
  expect(jointVoterIds({ voters: [3, 1], votersOutgoing: [10, 3, 2] })).toEqual([1, 2, 3, 10]);
});
