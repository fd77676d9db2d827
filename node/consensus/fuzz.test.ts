import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ConsensusError, ConsensusErrorCode } from './errors.ts';
import { isLocalMessage, makeMessage } from './message.ts';
import { Role } from './ready.ts';
import { bytes, drain, formedStorage, makeNode } from './testing/cluster.ts';
import { type ConfState, type Entry, EntryType, type Message, MessageType, type Snapshot } from './types.ts';

const small = fc.integer({ min: 0, max: 9 });
const ids = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });
const confState: fc.Arbitrary<ConfState> = fc.record({
  voters: ids,
  learners: ids,
  votersOutgoing: ids,
  learnersNext: ids,
  autoLeave: fc.boolean(),
});
const entry: fc.Arbitrary<Entry> = fc.record({
  term: small,
  index: small,
  type: fc.constantFrom(...Object.values(EntryType)),
  data: fc.uint8Array({ maxLength: 6 }),
});
const snapshot: fc.Arbitrary<Snapshot> = fc.record({
  metadata: fc.record({ confState, index: small, term: small }),
  data: fc.uint8Array({ maxLength: 3 }),
});
/** Any message that could come over the network, however absurd. */
const remote: fc.Arbitrary<Message> = fc
  .record({
    type: fc.constantFrom(...Object.values(MessageType)),
    from: fc.integer({ min: 1, max: 4 }),
    term: small,
    logTerm: small,
    index: small,
    entries: fc.array(entry, { maxLength: 3 }),
    commit: small,
    reject: fc.boolean(),
    rejectHint: small,
    context: fc.uint8Array({ maxLength: 9 }),
    snapshot: fc.option(snapshot),
  })
  .map((parts) => makeMessage({ ...parts, to: 1 }));

/** Only these can say that this node's own log contradicts what a majority has: then it must stop. */
const MAY_CONTRADICT: readonly MessageType[] = [MessageType.App, MessageType.Heartbeat];

it.each([Role.Follower, Role.Leader])('no message breaks a %s in another way than by a named error', (role) => {
  fc.assert(
    fc.property(fc.array(fc.oneof(remote, fc.constant('tick' as const)), { maxLength: 40 }), (steps) => {
      const storage = formedStorage([1, 2, 3]);
      const node = makeNode(1, storage, { checkQuorum: true, preVote: true });
      if (role === Role.Leader) {
        node.campaign();
        drain(node, storage);
        node.step(makeMessage({ type: MessageType.PreVoteResp, from: 2, to: 1, term: 1 }));
        drain(node, storage);
        node.step(makeMessage({ type: MessageType.VoteResp, from: 2, to: 1, term: 1 }));
        node.propose([bytes('a'), bytes('b')]);
        drain(node, storage);
        expect(node.role).toBe(Role.Leader);
      }
      let { term, commit } = node;
      for (const step of steps) {
        if (step === 'tick') {
          node.tick();
        } else {
          try {
            node.step(step);
          } catch (error) {
            expect(error).toBeInstanceOf(ConsensusError);
            if (!(error instanceof ConsensusError)) return;
            if (error.code !== ConsensusErrorCode.InvariantBroken) continue;
            expect(MAY_CONTRADICT, error.message).toContain(step.type);
            return;
          }
          expect(isLocalMessage(step.type)).toBe(false);
        }
        expect(node.term).toBeGreaterThanOrEqual(term);
        expect(node.commit).toBeGreaterThanOrEqual(commit);
        ({ term, commit } = node);
        for (const member of node.status().progress.values()) expect(member.match).toBeLessThan(member.next);
        drain(node, storage);
      }
    }),
    { numRuns: 3000 },
  );
});
