import { NO_BYTES } from './message.ts';
import { type JointVoters, jointCommitted } from './quorum/joint.ts';
import type { AckedIndex } from './quorum/majority.ts';
import type { Message, NodeId } from './types.ts';

/** A read that waits for proof that this node still leads. */
export interface WaitingRead {
  /** The request, for the answer. */
  readonly request: Message;
  /** The commit index when it arrived: what the reader must at least see. */
  readonly index: number;
}

/**
 * Reads of a leader that wait for a heartbeat round (thesis 6.4).
 *
 * Reads are numbered in the order of arrival, and a heartbeat carries the number of the newest. A member that
 * answers it confirms all reads up to that number, so one round serves a batch. The numbers are ours and
 * never come back within a term: an id chosen by the caller could be answered by a heartbeat of an earlier
 * try with the same id, and prove nothing.
 */
export class ReadOnly implements AckedIndex {
  readonly #acks = new Map<NodeId, number>();
  #waiting: WaitingRead[] = [];
  /** Number of the newest read that is confirmed and gone from #waiting. */
  #confirmed = 0;

  add(index: number, request: Message): void {
    this.#waiting.push({ request, index });
  }

  /** Number of the newest read, as the context of a heartbeat. No bytes when none waits. */
  heartbeatContext(): Uint8Array {
    if (this.#waiting.length === 0) return NO_BYTES;
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(this.#newest));
    return bytes;
  }

  /** Notes that a member answered a heartbeat with this context. */
  acknowledge(from: NodeId, context: Uint8Array): void {
    if (context.length !== 8) return;
    const view = new DataView(context.buffer, context.byteOffset, 8);
    // A member cannot have confirmed more than was asked.
    const number = Math.min(Number(view.getBigUint64(0)), this.#newest);
    if (number > (this.#acks.get(from) ?? 0)) this.#acks.set(from, number);
  }

  /** This node confirms for itself all that waits. */
  acknowledgeSelf(id: NodeId): void {
    this.#acks.set(id, this.#newest);
  }

  ackedIndex(id: NodeId): number {
    return this.#acks.get(id) ?? 0;
  }

  /** Takes out the reads that a quorum has confirmed, oldest first. */
  takeConfirmed(voters: JointVoters): WaitingRead[] {
    const confirmed = Math.min(jointCommitted(voters, this), this.#newest);
    if (confirmed <= this.#confirmed) return [];
    const taken = this.#waiting.splice(0, confirmed - this.#confirmed);
    this.#confirmed = confirmed;
    return taken;
  }

  get #newest(): number {
    return this.#confirmed + this.#waiting.length;
  }
}
