import { type JointVoters, jointCommitted, jointVote } from '../quorum/joint.ts';
import { type AckedIndex, VoteResult } from '../quorum/majority.ts';
import type { ConfState, NodeId } from '../types.ts';
import type { Progress } from './progress.ts';

export const EMPTY_CONF_STATE: ConfState = {
  voters: [],
  learners: [],
  votersOutgoing: [],
  learnersNext: [],
  autoLeave: false,
};

/** A membership and what is known of each member's log. */
export interface Membership {
  readonly config: ConfState;
  readonly progress: ReadonlyMap<NodeId, Progress>;
}

/** How an election stands. */
export interface Tally {
  readonly granted: number;
  readonly rejected: number;
  readonly result: VoteResult;
}

/**
 * The membership in force, the progress of each member, and the votes of an election.
 *
 * Members are visited in the order of their ids, so that the same input gives the same messages in the same
 * order: the simulator replays by that.
 */
export class Tracker implements AckedIndex {
  #config: ConfState = EMPTY_CONF_STATE;
  #progress: ReadonlyMap<NodeId, Progress> = new Map();
  #ordered: readonly Progress[] = [];
  readonly #votes = new Map<NodeId, boolean>();

  get config(): ConfState {
    return this.#config;
  }

  /** All members, ascending by id. */
  get members(): readonly Progress[] {
    return this.#ordered;
  }

  get membership(): Membership {
    return { config: this.#config, progress: this.#progress };
  }

  /** True when decisions need two majorities. */
  get joint(): boolean {
    return this.#config.votersOutgoing.length > 0;
  }

  /** True when one voter decides alone. */
  get singleton(): boolean {
    return this.#config.voters.length === 1 && this.#config.votersOutgoing.length === 0;
  }

  use(membership: Membership): void {
    this.#config = membership.config;
    this.#progress = membership.progress;
    this.#ordered = [...membership.progress.values()].sort((a, b) => a.id - b.id);
  }

  get(id: NodeId): Progress | undefined {
    return this.#progress.get(id);
  }

  ackedIndex(id: NodeId): number {
    const progress = this.#progress.get(id);
    return progress === undefined ? 0 : progress.match;
  }

  isVoter(id: NodeId): boolean {
    return this.#config.voters.includes(id) || this.#config.votersOutgoing.includes(id);
  }

  /** The highest index that the voters have on their disks in sufficient number. */
  committed(): number {
    return jointCommitted(this.#config, this);
  }

  /** True when enough voters were heard since the last quorum check. */
  quorumActive(): boolean {
    const heard = new Map<NodeId, boolean>();
    for (const member of this.#ordered) {
      if (!member.learner) heard.set(member.id, member.recentActive);
    }
    return jointVote(this.#config, heard) === VoteResult.Won;
  }

  resetVotes(): void {
    this.#votes.clear();
  }

  /** Counts a vote. A node's first answer in an election stands: a repeated message must not turn it. */
  recordVote(id: NodeId, granted: boolean): void {
    if (!this.#votes.has(id)) this.#votes.set(id, granted);
  }

  tally(): Tally {
    let granted = 0;
    let rejected = 0;
    for (const member of this.#ordered) {
      if (member.learner) continue;
      const vote = this.#votes.get(member.id);
      if (vote === undefined) continue;
      if (vote) granted++;
      else rejected++;
    }
    const voters: JointVoters = this.#config;
    return { granted, rejected, result: jointVote(voters, this.#votes) };
  }
}
