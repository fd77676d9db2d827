/**
 * The master's side of taking in a new disk (R16): first as a learner, then, once it holds the log, as a voter
 * in place of its slot's former incarnation, in one joint step.
 */
import { type JoinRequest, type JoinResponseInit, MemberChangeCodec } from '../../proto/index.ts';
import { ConfChangeTransition, ConfChangeType, type NodeId } from '../consensus/index.ts';
import type { Replica } from './replica.ts';

/** A learner is made a voter when it lacks no more entries than this. */
const CAUGHT_UP_WITHIN = 100;

export class Joins {
  private readonly replica: Replica;
  /** Incarnation that each slot's newcomer has; forgotten with the term of office, since it asks again. */
  private readonly newcomers = new Map<string, NodeId>();

  constructor(replica: Replica) {
    this.replica = replica;
  }

  /** Answers a newcomer, which asks again until it is a voter. Must be called on the master only. */
  request(join: JoinRequest): JoinResponseInit {
    const { state, confState } = this.replica;
    const { incarnation } = join;
    const server = join.server.toLowerCase();
    const slot = state.members.members.find((member) => member.server === server);
    if (slot === undefined) throw new Error(`no slot of this cluster is called ${join.server}`);
    if (state.members.former.includes(incarnation)) {
      throw new Error(`incarnation ${incarnation} was replaced and is refused for ever; start with an empty disk`);
    }
    if (join.logVersion < state.version) {
      throw new Error(
        `this cluster acts by version ${state.version} of the rules, ${join.server} knows up to ${join.logVersion}: install a newer lmgrd there`,
      );
    }
    const voter = confState.voters.includes(incarnation);
    const accepted = voter || confState.learners.includes(incarnation);
    this.newcomers.set(server, incarnation);
    if (!accepted && confState.votersOutgoing.length === 0) this.addLearner(incarnation);
    return { voter, accepted, clusterId: join.clusterId };
  }

  /** Makes voters of learners that hold the log. To be called a few times a second on the master. */
  promote(): void {
    const { confState, raw, state } = this.replica;
    if (confState.learners.length === 0 || confState.votersOutgoing.length > 0) return;
    const { progress, lastIndex } = raw.status();
    for (const [server, incarnation] of this.newcomers) {
      if (!confState.learners.includes(incarnation)) continue;
      const known = progress.get(incarnation);
      // A match of 0: it has nothing yet, however short the log is.
      if (known === undefined || known.match === 0 || known.match + CAUGHT_UP_WITHIN < lastIndex) continue;
      const former = state.members.members.find((member) => member.server === server)?.incarnation ?? 0;
      const changes: { type: ConfChangeType; nodeId: NodeId }[] = [
        { type: ConfChangeType.AddNode, nodeId: incarnation },
      ];
      if (former !== 0 && former !== incarnation) changes.push({ type: ConfChangeType.RemoveNode, nodeId: former });
      this.replica.changeMembers({
        transition: ConfChangeTransition.Auto,
        changes,
        context: MemberChangeCodec.encode({ server, incarnation, replaces: former }),
      });
      return;
    }
  }

  /** Also lets go of the slot's earlier newcomers, whose disks are gone as well. */
  private addLearner(incarnation: NodeId): void {
    const { confState, state } = this.replica;
    const standing = new Set([
      ...state.members.members.map((member) => member.incarnation),
      ...this.newcomers.values(),
    ]);
    const stale = confState.learners.filter((learner) => !standing.has(learner));
    this.replica.changeMembers({
      transition: ConfChangeTransition.Auto,
      changes: [
        { type: ConfChangeType.AddLearnerNode, nodeId: incarnation },
        ...stale.map((nodeId) => ({ type: ConfChangeType.RemoveNode, nodeId })),
      ],
      context: new Uint8Array(0),
    });
  }
}
