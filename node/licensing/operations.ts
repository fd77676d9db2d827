/** Numbered operations run once, however often they are sent (R9). */
import type { FailureInit, LeaseInit, ResultInit } from '../../proto/index.ts';
import { FlexCode, failure, Minor } from './failures.ts';
import type { Answer, Outcome, Session } from './model.ts';
import { leaveQueue, placeOf } from './queue.ts';
import { MAX_ANSWERS } from './rules.ts';
import { endSession } from './sessions.ts';
import type { LicenseState } from './state.ts';

/** What an operation came to, and the lease that it granted; 0 if it granted none. */
export interface Done {
  readonly result: ResultInit;
  readonly lease: number;
}

/** Runs a numbered operation once; a retry gets the kept answer. */
export function runOnce(
  state: LicenseState,
  op: { session: string; sequence: number; answeredBelow: number },
  work: (session: Session) => Done,
): Outcome {
  const { sequence, answeredBelow } = op;
  const session = state.sessions.get(op.session);
  if (session === undefined) return unknownSession(sequence, 'the session is not known; attach again');
  if (answeredBelow > session.answeredBelow) {
    session.answeredBelow = answeredBelow;
    forgetAnswers(state, session, answeredBelow);
  }
  const kept = session.answers.get(sequence);
  if (kept !== undefined) return again(state, sequence, kept);
  if (session.endedAt >= 0) return unknownSession(sequence, 'the session has ended; attach again');
  if (sequence < session.answeredBelow) {
    const detail = 'this operation was answered before and its answer is no longer kept';
    return refusal(sequence, failure(FlexCode.BadAnswer, Minor.SequenceForgotten, detail));
  }
  if (session.answers.size >= MAX_ANSWERS) {
    const detail = `more than ${MAX_ANSWERS} answers are not acknowledged; raise answered_below`;
    return refusal(sequence, failure(FlexCode.InvalidParameter, Minor.TooManyAnswers, detail));
  }
  const { result, lease } = work(session);
  result.sequence = sequence;
  session.answers.set(sequence, { result, lease, cancelled: false });
  if (session.single && session.leases.size === 0 && !state.waiting.has(lease)) endSession(state, session, 'end');
  return { result };
}

/** An operation that its client takes for answered waits no more. */
function forgetAnswers(state: LicenseState, session: Session, answeredBelow: number): void {
  for (const [sequence, { lease }] of session.answers) {
    if (sequence >= answeredBelow) continue;
    session.answers.delete(sequence);
    const waiting = state.waiting.get(lease);
    if (waiting !== undefined) leaveQueue(state, waiting);
  }
}

/** The kept answer, unless what it granted is gone by now: then it must not be believed. */
function again(state: LicenseState, sequence: number, kept: Answer): Outcome {
  if (kept.cancelled) return refusal(sequence, cancelledFailure());
  if (kept.lease === 0) return { result: kept.result };
  const waiting = state.waiting.get(kept.lease);
  if (waiting !== undefined) return { result: { sequence, queued: { position: placeOf(state, waiting) } } };
  const lease = leaseMessage(state, kept.lease);
  if (lease === null) {
    const detail = 'it was granted, but its seats have been taken back since';
    return refusal(sequence, failure(FlexCode.NotCheckedOut, Minor.LeaseGone, detail));
  }
  // As it is now: seats that are being taken back since must not be believed by a late answer (R4).
  return { result: { sequence, granted: lease } };
}

/** Takes an operation back whether or not it has run: what it granted is free, and it is refused from now on. */
export function cancel(state: LicenseState, session: Session, sequence: number): Done {
  const kept = session.answers.get(sequence);
  if (kept === undefined) {
    session.answers.set(sequence, { result: { failure: cancelledFailure() }, lease: 0, cancelled: true });
  } else {
    kept.cancelled = true;
    const held = state.held.get(kept.lease);
    if (held !== undefined) state.release(held, 'cancelled');
    const waiting = state.waiting.get(kept.lease);
    if (waiting !== undefined) {
      leaveQueue(state, waiting);
      // The stream that it waits on has one answer less to wait for.
      state.emit({ kind: 'answered', session, sequence, result: { sequence, failure: cancelledFailure() } });
    }
  }
  return { result: { cancelled: { cancelledSequence: sequence } }, lease: 0 };
}

/** Seats that are out as their holder hears of them; null if they are no longer. */
export function leaseMessage(state: LicenseState, lease: number): LeaseInit | null {
  const held = state.held.get(lease);
  if (held === undefined || held.lingerUntil > 0) return null;
  const { feature, count, version, index, revoking, sequence, vendor } = held;
  return { lease, feature, count, version, index, revoking, sequence, vendor };
}

export function refusal(sequence: number, reason: FailureInit): Outcome {
  return { result: { sequence, failure: reason } };
}

/** The refusal of what asks for a session that is not there, or no longer. */
export function unknownSession(sequence: number, detail: string): Outcome {
  return refusal(sequence, failure(FlexCode.NotCheckedOut, Minor.UnknownSession, detail));
}

function cancelledFailure(): FailureInit {
  return failure(FlexCode.BadAnswer, Minor.Cancelled, 'the client took this operation back');
}
