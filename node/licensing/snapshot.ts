/** The license state as bytes and back. The same state gives the same bytes on every member. */
import { type Identity, type StateSnapshot, StateSnapshotCodec, type StateSnapshotInit } from '../../proto/index.ts';
import { type Answer, type Held, NOBODY, type Place, type Session, type Waiting } from './model.ts';
import { OLDEST_RULES_VERSION, RULES_VERSION, SNAPSHOT_FORMAT } from './rules.ts';
import { LicenseState } from './state.ts';

/** A snapshot that this program cannot read. */
export class SnapshotUnreadable extends Error {
  readonly code = 'SNAPSHOT_UNREADABLE';
}

export function encodeState(state: LicenseState): Uint8Array {
  const snapshot: StateSnapshotInit = {
    format: SNAPSHOT_FORMAT,
    version: state.version,
    leaseTime: state.leaseTime,
    date: state.date,
    nextLease: state.nextLease,
    leaseMilliseconds: state.leaseMilliseconds,
    license: state.license,
    licenseIndex: state.licenseIndex,
    hold: state.hold,
    order: state.order,
    members: state.members,
    sessions: [...state.sessions.values()].map(encodeSession),
    held: [...state.held.values()].map((held) => encodeHeld(held, state)),
    waiting: [...state.waiting.values()].map(encodeWaiting),
    appliedIndex: state.appliedIndex,
    noGrantsBefore: state.noGrantsBefore,
    borrowKey: state.borrowKey,
    latestDate: state.latestDate,
  };
  return StateSnapshotCodec.encode(snapshot);
}

/** Throws SnapshotUnreadable if the bytes are damaged or of a version that this program does not know. */
export function decodeState(bytes: Uint8Array): LicenseState {
  let snapshot: StateSnapshot;
  try {
    snapshot = StateSnapshotCodec.decode(bytes);
  } catch (error) {
    throw new SnapshotUnreadable(`the snapshot of the license state cannot be decoded: ${String(error)}`);
  }
  if (snapshot.format !== SNAPSHOT_FORMAT) {
    throw new SnapshotUnreadable(`the snapshot has format ${snapshot.format}; this program reads ${SNAPSHOT_FORMAT}`);
  }
  if (snapshot.version < OLDEST_RULES_VERSION || snapshot.version > RULES_VERSION) {
    throw new SnapshotUnreadable(
      `the cluster acts by version ${snapshot.version} of the rules; this program knows ${OLDEST_RULES_VERSION} to ${RULES_VERSION}: install a matching one`,
    );
  }
  const state = new LicenseState();
  state.version = snapshot.version;
  state.leaseTime = snapshot.leaseTime;
  state.date = snapshot.date;
  state.latestDate = snapshot.latestDate;
  state.nextLease = snapshot.nextLease;
  state.leaseMilliseconds = snapshot.leaseMilliseconds;
  state.takeLicense(snapshot.license, snapshot.licenseIndex);
  state.hold = snapshot.hold;
  state.order = snapshot.order ?? state.order;
  state.members = snapshot.members ?? state.members;
  state.appliedIndex = snapshot.appliedIndex;
  state.noGrantsBefore = snapshot.noGrantsBefore;
  state.borrowKey = new Uint8Array(snapshot.borrowKey);
  for (const session of snapshot.sessions) state.sessions.set(session.session, decodeSession(session));
  const ended = [...state.sessions.values()].filter((session) => session.endedAt >= 0);
  state.ended.push(...ended.sort((a, b) => a.endedAt - b.endedAt));
  for (const held of snapshot.held) {
    const session = sessionOf(held, state);
    if (session === undefined) throw new SnapshotUnreadable(`lease ${held.lease} belongs to no session`);
    state.restoreHeld(decodeHeld(held, session));
  }
  for (const { lease, session: id, sequence, checkout: request, index, date, pools } of snapshot.waiting) {
    const session = state.sessions.get(id);
    if (session === undefined || request === null) throw new SnapshotUnreadable(`${lease} waits for nobody or nothing`);
    state.restoreWaiting({ lease, session, sequence, request, index, date, pools });
  }
  return state;
}

function encodeSession(session: Session): NonNullable<StateSnapshotInit['sessions']>[number] {
  return {
    session: session.id,
    identity: session.identity,
    single: session.single,
    leaseVersion: session.leaseVersion,
    silent: session.silent,
    leftMilliseconds: session.leftMilliseconds,
    answeredBelow: session.answeredBelow,
    answers: [...session.answers].map(([sequence, { result, cancelled }]) => ({ sequence, result, cancelled })),
    ended: session.endedAt >= 0,
    endedAt: Math.max(0, session.endedAt),
    openedDate: session.openedDate,
    leaseMilliseconds: session.leaseMilliseconds,
  };
}

function encodeWaiting(waiting: Waiting): NonNullable<StateSnapshotInit['waiting']>[number] {
  const { lease, session, sequence, request, index, date, pools } = waiting;
  return { lease, session: session.id, sequence, checkout: request, index, date, pools: [...pools] };
}

function encodeHeld(held: Held, state: LicenseState): NonNullable<StateSnapshotInit['held']>[number] {
  const { session, reserved, suite, ...rest } = held;
  return {
    ...rest,
    session: session.id,
    // Seats that linger or are borrowed outlive their session.
    identity: state.sessions.get(session.id) === session ? null : session.identity,
    reserved: [...reserved],
    suite: suite === null ? null : { ...suite, reserved: [...suite.reserved] },
  };
}

/** Field by field: a copy of a decoded message by spreading would lose the fields that have their default. */
function decodeHeld(held: StateSnapshot['held'][number], session: Session): Held {
  return {
    lease: held.lease,
    session,
    pool: held.pool,
    feature: held.feature,
    vendor: held.vendor,
    version: held.version,
    count: held.count,
    taken: held.taken,
    reserved: held.reserved.map(reservedSeats),
    suite: suiteOf(held.suite),
    index: held.index,
    date: held.date,
    sequence: held.sequence,
    checkoutData: held.checkoutData,
    borrowedUntil: held.borrowedUntil,
    machine: held.machine,
    revoking: held.revoking,
    revokeReason: held.revokeReason,
    lingerUntil: held.lingerUntil,
  };
}

/** The session that seats were granted to: one that is known, or what is left of one that is not any more. */
function sessionOf({ session: id, identity }: StateSnapshot['held'][number], state: LicenseState): Session | undefined {
  return identity === null ? state.sessions.get(id) : forgottenSession(id, identity);
}

function suiteOf(suite: StateSnapshot['held'][number]['suite']): Place | null {
  if (suite === null) return null;
  return { pool: suite.pool, taken: suite.taken, reserved: suite.reserved.map(reservedSeats) };
}

function reservedSeats({ reservation, count }: { reservation: number; count: number }): Place['reserved'][number] {
  return { reservation, count };
}

function forgottenSession(id: string, identity: Identity): Session {
  return {
    id,
    identity,
    single: false,
    openedDate: 0,
    leaseMilliseconds: 0,
    leaseVersion: 0,
    silent: false,
    leftMilliseconds: 0,
    answeredBelow: 0,
    answers: new Map(),
    leases: new Set(),
    endedAt: 0,
  };
}

function decodeSession(session: StateSnapshot['sessions'][number]): Session {
  const answers = new Map<number, Answer>();
  for (const { sequence, result, cancelled } of session.answers) {
    answers.set(sequence, { result: result ?? {}, lease: result?.granted?.lease ?? 0, cancelled });
  }
  return {
    id: session.session,
    identity: session.identity ?? NOBODY,
    single: session.single,
    openedDate: session.openedDate,
    leaseMilliseconds: session.leaseMilliseconds,
    leaseVersion: session.leaseVersion,
    silent: session.silent,
    leftMilliseconds: session.leftMilliseconds,
    answeredBelow: session.answeredBelow,
    answers,
    leases: new Set(),
    endedAt: session.ended ? session.endedAt : -1,
  };
}
