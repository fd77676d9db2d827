/**
 * Requests that wait for seats: first come, first served in each pool, whatever they ask for. A request waits in every
 * pool that could serve it and lacks seats only; the first of them that can serves it.
 */
import type { CheckoutOperation, FailureInit, ResultInit } from '../../proto/index.ts';
import { grantSeats, notYet } from './checkout.ts';
import { FlexCode, failure, Minor } from './failures.ts';
import { choosePool, KEEPS_WAITING } from './grant.ts';
import type { Session, Waiting } from './model.ts';
import type { Done } from './operations.ts';
import type { PoolSeats } from './poolSeats.ts';
import type { LicenseState } from './state.ts';

/** Puts a request at the end of the queues of these pools. Its handle is that of the lease that it may get. */
export function enqueue(
  state: LicenseState,
  session: Session,
  sequence: number,
  request: CheckoutOperation,
  pools: readonly PoolSeats[],
): Done {
  const waiting: Waiting = {
    lease: state.nextLease,
    session,
    sequence,
    request,
    index: state.appliedIndex,
    date: state.date,
    pools: [],
  };
  state.nextLease += 1;
  state.waiting.set(waiting.lease, waiting);
  for (const pool of pools) join(waiting, pool);
  state.emit({ kind: 'queued', session, feature: request.feature, count: request.count });
  return { result: { queued: { position: placeOf(state, waiting) } }, lease: waiting.lease };
}

/** Place in the queue, from 1: in the pool where fewest are before it. */
export function placeOf(state: LicenseState, waiting: Waiting): number {
  let best = Number.MAX_SAFE_INTEGER;
  for (const id of waiting.pools) best = Math.min(best, state.seats.pool(id)?.placeOf(waiting.lease) ?? best);
  return best;
}

/** Takes a request out of its queues. What comes after it may be served now. */
export function leaveQueue(state: LicenseState, waiting: Waiting): void {
  state.waiting.delete(waiting.lease);
  for (const id of waiting.pools) {
    const pool = state.seats.pool(id);
    if (pool === null) continue;
    pool.queue.delete(waiting.lease);
    state.freed.add(pool);
  }
  const { feature, count } = waiting.request;
  state.emit({ kind: 'dequeued', session: waiting.session, feature, count });
}

/** The queues of a session end with it. */
export function leaveQueues(state: LicenseState, session: Session): void {
  if (state.waiting.size === 0) return;
  for (const { lease } of session.answers.values()) {
    const waiting = state.waiting.get(lease);
    if (waiting === undefined) continue;
    leaveQueue(state, waiting);
    // Else a retry would be told of a place in a queue that it is not in.
    answer(state, waiting, { failure: endedInQueue(waiting.request.feature) }, 0);
  }
}

function endedInQueue(feature: string): FailureInit {
  const detail = 'its session ended while it waited in the queue: check out anew';
  return failure(FlexCode.NotCheckedOut, Minor.LeaseGone, detail, { feature });
}

/** After nothing could be granted for a while: all queues are to be served. */
export function wakeQueues(state: LicenseState): void {
  for (const { pools } of state.waiting.values()) {
    for (const id of pools) {
      const pool = state.seats.pool(id);
      if (pool !== null) state.freed.add(pool);
    }
  }
}

/** Serves the queues of the pools that seats came free in. */
export function serveQueues(state: LicenseState): void {
  for (const pool of state.freed) {
    state.freed.delete(pool);
    for (const waiting of pool.queue.values()) {
      if (!serve(state, waiting) && pool.isStrict) break;
    }
  }
}

/** After another license was taken up: every request is judged anew, in the order in which they came. */
export function requeue(state: LicenseState): void {
  state.freed.clear();
  for (const waiting of state.waiting.values()) {
    waiting.pools = [];
    serve(state, waiting);
  }
}

/** Takes a request out of its queues and refuses it. */
export function dismiss(state: LicenseState, waiting: Waiting, reason: FailureInit): void {
  const { session, request } = waiting;
  leaveQueue(state, waiting);
  const result: ResultInit = { failure: reason };
  state.emit({ kind: 'denied', session, feature: request.feature, result, count: request.count });
  answer(state, waiting, result, 0);
}

/** The refusal of a request that an administrator took out of its queue. */
export function removedFromQueue(feature: string, reason: string): FailureInit {
  return failure(FlexCode.Exhausted, Minor.RemovedFromQueue, `taken out of the queue: ${reason}`, { feature });
}

/** True if it does not wait any more. */
function serve(state: LicenseState, waiting: Waiting): boolean {
  const { session, sequence, request, lease } = waiting;
  const choice = choosePool(request, session, state, state.seats, lease, null);
  if ('pool' in choice && notYet(state, request.feature) !== null) {
    join(waiting, choice.pool);
    return false;
  }
  if ('pool' in choice) {
    leaveQueue(state, waiting);
    const done = grantSeats(state, session, sequence, request, choice.pool, lease);
    answer(state, waiting, done.result, lease);
    return true;
  }
  if (choice.step < KEEPS_WAITING) {
    dismiss(state, waiting, choice.refused);
    return true;
  }
  for (const pool of choice.waitFor) join(waiting, pool);
  return false;
}

function join(waiting: Waiting, pool: PoolSeats): void {
  if (waiting.pools.includes(pool.pool.id)) return;
  waiting.pools = [...waiting.pools, pool.pool.id];
  pool.enqueue(waiting);
}

/** What came of it, kept for a retry and told to who waits. */
function answer(state: LicenseState, { session, sequence }: Waiting, result: ResultInit, lease: number): void {
  result.sequence = sequence;
  const kept = session.answers.get(sequence);
  if (kept !== undefined) session.answers.set(sequence, { result, lease, cancelled: kept.cancelled });
  state.emit({ kind: 'answered', session, sequence, result });
}
