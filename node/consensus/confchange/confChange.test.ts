import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfChangeError } from '../errors.ts';
import { EMPTY_CONF_STATE, type Membership } from '../progress/tracker.ts';
import { confState } from '../testing/cluster.ts';
import { type ConfChangeSingle, ConfChangeTransition, ConfChangeType, type ConfChangeV2 } from '../types.ts';
import { applyChange, changeSimply, enterJoint, leaveJoint } from './change.ts';
import { decodeConfChange, encodeConfChange } from './codec.ts';
import { restoreMembership, sameConfState } from './restore.ts';

const newMember = { lastIndex: 7, maxInflightMessages: 4, maxInflightBytes: Infinity };
const empty: Membership = { config: EMPTY_CONF_STATE, progress: new Map() };

const single: fc.Arbitrary<ConfChangeSingle> = fc.record({
  type: fc.constantFrom(...Object.values(ConfChangeType)),
  nodeId: fc.integer({ min: 0, max: 6 }),
});
const change: fc.Arbitrary<ConfChangeV2> = fc.record({
  transition: fc.constantFrom(...Object.values(ConfChangeTransition)),
  changes: fc.array(single, { maxLength: 4 }),
  context: fc.uint8Array({ maxLength: 5 }),
});

/** What holds of every membership, whatever led to it. */
function check({ config, progress }: Membership): void {
  const voters = new Set([...config.voters, ...config.votersOutgoing]);
  const members = new Set([...voters, ...config.learners]);
  expect(new Set(progress.keys())).toEqual(members);
  for (const id of config.learners) expect(voters.has(id)).toBe(false);
  for (const id of config.learnersNext) expect(config.votersOutgoing.includes(id)).toBe(true);
  for (const member of progress.values()) expect(member.learner).toBe(config.learners.includes(member.id));
  if (config.votersOutgoing.length === 0) {
    expect(config.learnersNext).toEqual([]);
    expect(config.autoLeave).toBe(false);
  }
}

describe('membership changes', () => {
  it('keep a membership consistent, or fail and leave it alone', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        let membership = restoreMembership(confState([1, 2, 3]), newMember);
        for (const next of changes) {
          const before = JSON.stringify(membership.config);
          try {
            membership = applyChange(membership, next, newMember);
          } catch (error) {
            expect(error).toBeInstanceOf(ConfChangeError);
            expect(JSON.stringify(membership.config)).toBe(before);
          }
          check(membership);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are restored from their description, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        let membership = restoreMembership(confState([1, 2, 3]), newMember);
        for (const next of changes) {
          try {
            membership = applyChange(membership, next, newMember);
          } catch {}
        }
        const restored = restoreMembership(membership.config, newMember);
        check(restored);
        expect(sameConfState(restored.config, membership.config)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('without a joint phase change one voter only', () => {
    const three = restoreMembership(confState([1, 2, 3]), newMember);
    const swap = [
      { type: ConfChangeType.RemoveNode, nodeId: 3 },
      { type: ConfChangeType.AddNode, nodeId: 4 },
    ];
    expect(() => changeSimply(three, swap, newMember)).toThrow(
      expect.objectContaining({ problem: 'TooManyVotersChanged' }),
    );
    const joint = enterJoint(three, swap, true, newMember);
    expect(joint.config).toEqual({
      voters: [1, 2, 4],
      votersOutgoing: [1, 2, 3],
      learners: [],
      learnersNext: [],
      autoLeave: true,
    });
    expect(() => enterJoint(joint, swap, true, newMember)).toThrow(
      expect.objectContaining({ problem: 'AlreadyJoint' }),
    );
    expect(leaveJoint(joint, newMember).config).toEqual(confState([1, 2, 4]));
    expect([...leaveJoint(joint, newMember).progress.keys()].sort()).toEqual([1, 2, 4]);
  });

  it('a demoted voter becomes a learner only when the outgoing half is gone, and keeps its progress', () => {
    const three = restoreMembership(confState([1, 2, 3]), newMember);
    const third = three.progress.get(3);
    if (third === undefined) throw new Error('no progress');
    third.maybeUpdate(6);
    const joint = enterJoint(three, [{ type: ConfChangeType.AddLearnerNode, nodeId: 3 }], false, newMember);
    expect(joint.config).toMatchObject({ voters: [1, 2], votersOutgoing: [1, 2, 3], learners: [], learnersNext: [3] });
    const after = leaveJoint(joint, newMember);
    expect(after.config).toMatchObject({ voters: [1, 2], learners: [3], learnersNext: [] });
    expect(after.progress.get(3)).toMatchObject({ match: 6, learner: true });
    expect(third.learner).toBe(false);
  });

  it('a new member starts probed at the end of the log and counts as heard', () => {
    const membership = changeSimply(empty, [{ type: ConfChangeType.AddNode, nodeId: 1 }], newMember);
    expect(membership.progress.get(1)).toMatchObject({ match: 0, next: 7, recentActive: true, state: 'Probe' });
  });
});

describe('the encoding of membership changes', () => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(change, fc.maxSafeNat(), (given, nodeId) => {
        const wide = { ...given, changes: [...given.changes, { type: ConfChangeType.AddNode, nodeId }] };
        expect(decodeConfChange(encodeConfChange(wide))).toEqual(wide);
      }),
    );
  });

  it('has no bytes for the end of a joint phase', () => {
    const leave = { transition: ConfChangeTransition.Auto, changes: [], context: new Uint8Array(0) };
    expect(encodeConfChange(leave)).toHaveLength(0);
    expect(decodeConfChange(new Uint8Array(0))).toEqual(leave);
  });

  it('refuses what it does not know, and never breaks', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (data) => {
        try {
          expect(encodeConfChange(decodeConfChange(data))).toEqual(data);
        } catch (error) {
          expect(error).toMatchObject({ problem: 'Malformed' });
        }
      }),
    );
  });
});
