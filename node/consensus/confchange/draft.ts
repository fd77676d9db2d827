import { broken, ConfChangeError, ConfChangeProblem } from '../errors.ts';
import { Inflights } from '../progress/inflights.ts';
import { Progress } from '../progress/progress.ts';
import type { Membership } from '../progress/tracker.ts';
import { type ConfChangeSingle, ConfChangeType, NONE, type NodeId } from '../types.ts';

/** What a new member's progress starts with. */
export interface NewMember {
  /** Last index of the leader's log; the first probe goes there. */
  readonly lastIndex: number;
  readonly maxInflightMessages: number;
  readonly maxInflightBytes: number;
}

/**
 * A membership that is being changed. It works on copies, so that a change that turns out to be impossible
 * leaves the one in force alone.
 */
export class Draft {
  readonly voters: Set<NodeId>;
  readonly outgoing: Set<NodeId>;
  readonly learners: Set<NodeId>;
  /** Voters of the outgoing half that become learners when it goes: nobody is both at once. */
  readonly learnersNext: Set<NodeId>;
  autoLeave = false;
  readonly #progress = new Map<NodeId, Progress>();
  readonly #newMember: NewMember;

  constructor(base: Membership, newMember: NewMember) {
    this.voters = new Set(base.config.voters);
    this.outgoing = new Set(base.config.votersOutgoing);
    this.learners = new Set(base.config.learners);
    this.learnersNext = new Set(base.config.learnersNext);
    for (const [id, progress] of base.progress) this.#progress.set(id, progress.copy());
    this.#newMember = newMember;
  }

  get joint(): boolean {
    return this.outgoing.size > 0;
  }

  /** Takes the steps one after the other. They change the incoming voters and the learners. */
  apply(changes: readonly ConfChangeSingle[]): void {
    for (const change of changes) {
      // An application may blank a step that it decided against after it was logged.
      if (change.nodeId === NONE) continue;
      switch (change.type) {
        case ConfChangeType.AddNode:
          this.#makeVoter(change.nodeId);
          break;
        case ConfChangeType.AddLearnerNode:
          this.#makeLearner(change.nodeId);
          break;
        case ConfChangeType.RemoveNode:
          this.#remove(change.nodeId);
          break;
        case ConfChangeType.UpdateNode:
          break;
        default:
          throw new ConfChangeError(ConfChangeProblem.UnknownChange, 'unknown kind of membership change');
      }
    }
    if (this.voters.size === 0) {
      throw new ConfChangeError(ConfChangeProblem.RemovesAllVoters, 'the change would leave no voter');
    }
  }

  /** Starts the joint phase: the voters in force become the outgoing half. */
  splitVoters(): void {
    for (const id of this.voters) this.outgoing.add(id);
  }

  /** Ends the joint phase: drops the outgoing half, and makes learners of those who wait for that. */
  dropOutgoing(): void {
    for (const id of this.learnersNext) {
      this.learners.add(id);
      this.#mustGet(id).learner = true;
    }
    this.learnersNext.clear();
    for (const id of this.outgoing) {
      if (!this.voters.has(id) && !this.learners.has(id)) this.#progress.delete(id);
    }
    this.outgoing.clear();
    this.autoLeave = false;
  }

  finish(): Membership {
    this.#check();
    return {
      config: {
        voters: ascending(this.voters),
        learners: ascending(this.learners),
        votersOutgoing: ascending(this.outgoing),
        learnersNext: ascending(this.learnersNext),
        autoLeave: this.autoLeave,
      },
      progress: this.#progress,
    };
  }

  #makeVoter(id: NodeId): void {
    const progress = this.#progress.get(id);
    if (progress === undefined) this.#add(id, false);
    else progress.learner = false;
    this.learners.delete(id);
    this.learnersNext.delete(id);
    this.voters.add(id);
  }

  #makeLearner(id: NodeId): void {
    const progress = this.#progress.get(id);
    if (progress === undefined) {
      this.#add(id, true);
      this.learners.add(id);
      return;
    }
    if (progress.learner) return;
    this.#remove(id);
    // A demoted voter keeps its progress: its log is as good as before.
    this.#progress.set(id, progress);
    if (this.outgoing.has(id)) {
      this.learnersNext.add(id);
    } else {
      progress.learner = true;
      this.learners.add(id);
    }
  }

  #remove(id: NodeId): void {
    this.voters.delete(id);
    this.learners.delete(id);
    this.learnersNext.delete(id);
    // A voter of the outgoing half is still needed for its majority.
    if (!this.outgoing.has(id)) this.#progress.delete(id);
  }

  #add(id: NodeId, learner: boolean): void {
    const { lastIndex, maxInflightMessages, maxInflightBytes } = this.#newMember;
    const window = new Inflights(maxInflightMessages, maxInflightBytes);
    // It counts as heard, so that a quorum check right after does not hold its silence against the leader.
    this.#progress.set(id, new Progress(id, Math.max(lastIndex, 1), window, learner, true));
  }

  #mustGet(id: NodeId): Progress {
    const progress = this.#progress.get(id);
    if (progress === undefined) throw broken(`no progress for member ${id}`);
    return progress;
  }

  #check(): void {
    for (const id of [...this.voters, ...this.outgoing]) {
      if (this.#mustGet(id).learner || this.learners.has(id)) throw inconsistent(id, 'a voter and a learner');
    }
    for (const id of this.learners) {
      if (!this.#mustGet(id).learner) throw inconsistent(id, 'a learner but not marked as one');
    }
    for (const id of this.learnersNext) {
      if (!this.outgoing.has(id)) throw inconsistent(id, 'to become a learner but no outgoing voter');
    }
  }
}

function ascending(ids: ReadonlySet<NodeId>): NodeId[] {
  return [...ids].sort((a, b) => a - b);
}

function inconsistent(id: NodeId, what: string): ConfChangeError {
  return new ConfChangeError(ConfChangeProblem.Inconsistent, `member ${id} is ${what}`);
}
