/** Sessions of programs: opened, renewed, ended, forgotten (R2, R3, R9, R10). */
import type { LeaseInit, OpenSession } from '../../proto/index.ts';
import { FlexCode, failure, Minor } from './failures.ts';
import { giveBack } from './lingering.ts';
import { NOBODY, type Outcome, type ReturnReason, type Session } from './model.ts';
import { leaseMessage, refusal, unknownSession } from './operations.ts';
import { leaveQueues } from './queue.ts';
import type { LicenseState } from './state.ts';

/** Opens a session or takes it up again. */
export function openSession(state: LicenseState, open: OpenSession): Outcome {
  const replaced = open.replaces === '' ? null : state.session(open.replaces);
  if (replaced !== null && open.replaces !== open.session && sameOwner(replaced, open.identity)) {
    endSession(state, replaced, 'replaced');
  }
  const known = state.sessions.get(open.session);
  let session: Session;
  let created = false;
  if (known !== undefined && known.endedAt < 0) {
    session = known;
    session.leaseVersion += 1;
    session.silent = false;
    session.leaseMilliseconds = Math.max(session.leaseMilliseconds, state.leaseMilliseconds);
  } else if (known?.single === true && open.single) {
    // A retry of a unary call whose session is over: the kept answer says what came of it.
    return { result: null };
  } else if (state.isFull) {
    const detail = `MAX_CONNECTIONS ${state.seats.rules.maxConnections} in the options file is reached`;
    return refusal(0, failure(FlexCode.OutOfConnections, Minor.TooManySessions, detail));
  } else {
    session = makeSession(open, state.date, state.leaseMilliseconds, known);
    if (known !== undefined) forget(state, known);
    state.sessions.set(session.id, session);
    created = true;
  }
  state.emit({ kind: 'sessionOpened', session, created });
  const { leaseMilliseconds } = session;
  const leases = leasesOf(state, session);
  return { result: { sequence: 0, attached: { leaseMilliseconds, leases, index: state.appliedIndex, created } } };
}

/** A renewal that goes through the log, because the session was marked silent (R3). */
export function renewSession(state: LicenseState, id: string): Outcome {
  const session = state.session(id);
  if (session === null) return unknownSession(0, 'the session has ended; attach again');
  session.silent = false;
  session.leaseVersion += 1;
  state.emit({ kind: 'sessionRenewed', session });
  return { result: { sequence: 0, renewed: { nonce: 0, revoking: state.revokingOf(session) } } };
}

/** Ends a living session: all its seats are free. Its answers are kept for one lease (R9). */
export function endSession(state: LicenseState, session: Session, reason: ReturnReason): void {
  leaveQueues(state, session);
  for (const lease of [...session.leases]) {
    const held = state.held.get(lease);
    if (held !== undefined) giveBack(state, held, reason);
  }
  session.endedAt = state.leaseTime;
  state.ended.push(session);
  state.emit({ kind: 'sessionEnded', session, reason });
}

/** Forgets the sessions that ended more than one lease ago, by the log's own time. */
export function forgetEnded(state: LicenseState): void {
  let over = 0;
  for (const session of state.ended) {
    if (session.endedAt + state.leaseMilliseconds >= state.leaseTime) break;
    over += 1;
    if (state.sessions.get(session.id) === session) state.sessions.delete(session.id);
  }
  if (over > 0) state.ended.splice(0, over);
}

function forget(state: LicenseState, session: Session): void {
  const at = state.ended.indexOf(session);
  if (at >= 0) state.ended.splice(at, 1);
  state.sessions.delete(session.id);
}

function leasesOf(state: LicenseState, session: Session): LeaseInit[] {
  const leases: LeaseInit[] = [];
  for (const lease of session.leases) {
    const message = leaseMessage(state, lease);
    if (message !== null) leases.push(message);
  }
  return leases;
}

function sameOwner(session: Session, identity: OpenSession['identity']): boolean {
  return identity !== null && session.identity.user === identity.user && session.identity.host === identity.host;
}

/** A new session; one that comes back after its end keeps its answers, so that nothing runs twice. */
function makeSession(open: OpenSession, date: number, leaseMilliseconds: number, known: Session | undefined): Session {
  const identity = open.identity ?? NOBODY;
  return {
    id: open.session,
    identity,
    single: open.single,
    openedDate: date,
    leaseMilliseconds,
    leaseVersion: (known?.leaseVersion ?? 0) + 1,
    silent: false,
    leftMilliseconds: 0,
    answeredBelow: known?.answeredBelow ?? 0,
    answers: known?.answers ?? new Map(),
    leases: new Set(),
    endedAt: -1,
  };
}
