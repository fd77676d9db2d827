import type { NodeId } from '../types.ts';
import type { Inflights } from './inflights.ts';

/** How a leader sends to a follower. */
export const ProgressState = {
  /** Where the follower's log ends is not known: one message, then wait. */
  Probe: 'Probe',
  /** The logs match: send ahead without waiting, as far as the window allows. */
  Replicate: 'Replicate',
  /** The entries it needs are compacted: a snapshot is under way, nothing else is sent. */
  Snapshot: 'Snapshot',
} as const;
export type ProgressState = (typeof ProgressState)[keyof typeof ProgressState];

/**
 * What a leader knows of one member's log.
 *
 * Always `match < next`. The reference's flow control is kept exactly (thesis 10.2.1 and 10.2.2 name the
 * idea, pipelining with an optimistic next index), because it is easy to stall a follower for ever: a
 * message that is lost while the window is full must not stop the stream, so an answered heartbeat always
 * allows one more message.
 */
export class Progress {
  readonly id: NodeId;
  /** Up to here the follower's log is known to be the leader's. Never falls within a term. */
  match: number;
  /** The next entry to send. What lies between `match` and `next` is under way. */
  next: number;
  state: ProgressState = ProgressState.Probe;
  /** Index of the snapshot under way, in state Snapshot. */
  pendingSnapshot = 0;
  /** Heard from since the last quorum check. */
  recentActive: boolean;
  /** Sending waits for an acknowledgement or an answered heartbeat. */
  paused = false;
  learner: boolean;
  readonly inflights: Inflights;
  /** Highest commit index that was sent. A hint only: it avoids messages that would tell nothing new. */
  #sentCommit = 0;

  constructor(id: NodeId, next: number, inflights: Inflights, learner: boolean, recentActive: boolean) {
    this.id = id;
    this.match = 0;
    this.next = next;
    this.inflights = inflights;
    this.learner = learner;
    this.recentActive = recentActive;
  }

  /** A copy whose learner flag can be changed without touching this one. The window is shared. */
  copy(): Progress {
    const copy = new Progress(this.id, this.next, this.inflights, this.learner, this.recentActive);
    copy.match = this.match;
    copy.state = this.state;
    copy.pendingSnapshot = this.pendingSnapshot;
    copy.paused = this.paused;
    copy.#sentCommit = this.#sentCommit;
    return copy;
  }

  /** Forgets all at the start of a term, except that the member is a learner. */
  reset(next: number, match: number): void {
    this.match = match;
    this.next = next;
    this.state = ProgressState.Probe;
    this.pendingSnapshot = 0;
    this.recentActive = false;
    this.paused = false;
    this.inflights.reset();
    this.#sentCommit = 0;
  }

  /** After a snapshot, probing starts behind it: it was sent and may well have arrived. */
  becomeProbe(): void {
    const base = this.state === ProgressState.Snapshot ? Math.max(this.match, this.pendingSnapshot) : this.match;
    this.#enter(ProgressState.Probe);
    this.next = base + 1;
    this.#lowerSentCommit();
  }

  becomeReplicate(): void {
    this.#enter(ProgressState.Replicate);
    this.next = this.match + 1;
  }

  becomeSnapshot(index: number): void {
    this.#enter(ProgressState.Snapshot);
    this.pendingSnapshot = index;
    this.next = index + 1;
    this.#sentCommit = index;
  }

  /** Notes an App message with `count` entries from `next` on. */
  sentEntries(count: number, bytes: number): void {
    if (this.state === ProgressState.Replicate) {
      if (count > 0) {
        this.next += count;
        this.inflights.add(this.next - 1, bytes);
      }
      this.paused = this.inflights.full;
    } else if (count > 0) {
      this.paused = true;
    }
  }

  sentCommit(commit: number): void {
    this.#sentCommit = commit;
  }

  /** True when telling the follower of `commit` could make it commit more than it was already told. */
  canBumpCommit(commit: number): boolean {
    return commit > this.#sentCommit && this.#sentCommit < this.next - 1;
  }

  /** Notes that entries up to `index` are durable there. False when that is old news. */
  maybeUpdate(index: number): boolean {
    if (index <= this.match) return false;
    this.match = index;
    if (this.next <= index) this.next = index + 1;
    this.paused = false;
    return true;
  }

  /**
   * Steps back after the follower refused an App behind `rejected` and hinted at an index where the logs may
   * agree. False when the refusal is an old one, overtaken by an acknowledgement or by another probe.
   */
  maybeDecreaseTo(rejected: number, hint: number): boolean {
    if (this.state === ProgressState.Replicate) {
      if (rejected <= this.match) return false;
      this.next = this.match + 1;
      this.#lowerSentCommit();
      return true;
    }
    if (this.next - 1 !== rejected) return false;
    this.next = Math.max(Math.min(rejected, hint + 1), this.match + 1);
    this.#lowerSentCommit();
    this.paused = false;
    return true;
  }

  /** True when nothing may be sent for now. */
  isPaused(): boolean {
    return this.state === ProgressState.Snapshot || this.paused;
  }

  #enter(state: ProgressState): void {
    this.paused = false;
    this.pendingSnapshot = 0;
    this.state = state;
    this.inflights.reset();
  }

  #lowerSentCommit(): void {
    if (this.#sentCommit > this.next - 1) this.#sentCommit = this.next - 1;
  }
}
