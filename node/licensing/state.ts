/**
 * The replicated license state: the same log gives the same state, byte for byte. It reads no clock, no disk
 * and no randomness; all that varies comes in the commands (R8).
 */
import type {
  Batch,
  CheckoutOperation,
  Command,
  FailureInit,
  MemberChange,
  Pool,
  ResultInit,
  SetHold,
  SetLicense,
  SetMembers,
  SetOrder,
} from '../../proto/index.ts';
import { FlexCode, failure, Minor } from './failures.ts';
import { choosePool } from './grant.ts';
import type { Answer, Held, LicenseEvent, Outcome, ReturnReason, Session } from './model.ts';
import { successorOf } from './repool.ts';
import { DEFAULT_LEASE_MS, MAX_ANSWERS, RULES_VERSION, RulesTooNew } from './rules.ts';

const NOTHING: Outcome = { result: null };

/** What applying one log entry came to. */
export interface Applied {
  /** One for each command of the batch, in its order. */
  readonly outcomes: Outcome[];
  readonly events: LicenseEvent[];
}

export class LicenseState {
  /** Version of the rules in force (R20). */
  version = RULES_VERSION;
  /** Milliseconds of the masters' monotonic time since the cluster formed. */
  leaseTime = 0;
  /** Unix milliseconds: the date of the last batch. */
  date = 0;
  /** Lease of a session, in milliseconds. */
  leaseMilliseconds = DEFAULT_LEASE_MS;
  appliedIndex = 0;
  nextLease = 1;
  license: SetLicense | null = null;
  licenseIndex = 0;
  hold: SetHold | null = null;
  order: SetOrder = { servers: [], mismatch: false };
  members: SetMembers = { members: [], former: [] };
  /** Lease time before which nothing is granted (R17). */
  noGrantsBefore = 0;
  /** In the order in which they were opened; ended ones stay for one lease. */
  readonly sessions = new Map<string, Session>();
  /** Ended sessions in the order of their ends. */
  readonly ended: Session[] = [];
  /** In the order of the grants. */
  readonly held = new Map<number, Held>();
  /** Seats that are out, by pool, also of pools that are no longer in force. */
  readonly used = new Map<string, number>();
  private byFeature = new Map<string, Pool[]>();
  private events: LicenseEvent[] = [];

  /** Pools of a feature in the order in which they are tried. */
  poolsOf(feature: string): readonly Pool[] {
    return this.byFeature.get(feature) ?? [];
  }

  /** Names of all features in force, in the order of the license. */
  features(): IterableIterator<string> {
    return this.byFeature.keys();
  }

  /** The session if it lives. */
  session(id: string): Session | null {
    const session = this.sessions.get(id);
    return session !== undefined && session.endedAt < 0 ? session : null;
  }

  /**
   * Applies the batch of the entry at that index and term. Must be called in the order of the log. Throws
   * RulesTooNew, and is of no use then.
   */
  apply(batch: Batch, index: number, term: number): Applied {
    if (batch.version > RULES_VERSION) throw new RulesTooNew(batch.version);
    this.events = [];
    if (batch.leaseTime > this.leaseTime) this.leaseTime = batch.leaseTime;
    this.date = batch.date;
    this.appliedIndex = index;
    this.forgetEnded();
    const outcomes: Outcome[] = [];
    for (const command of batch.commands) outcomes.push(this.run(command, index, term));
    return { outcomes, events: this.events };
  }

  /** An entry without commands: a leader's first, or a change of membership. */
  applyEmpty(index: number): void {
    this.appliedIndex = index;
  }

  /** Takes up a new incarnation in its slot; the one it replaces is refused for ever (R16). */
  applyMemberChange(change: MemberChange, index: number): void {
    this.appliedIndex = index;
    const members = this.members.members.map((member) =>
      member.server === change.server
        ? { server: member.server, incarnation: change.incarnation, host: member.host, port: member.port }
        : member,
    );
    const former = [...this.members.former];
    if (change.replaces !== 0 && !former.includes(change.replaces)) former.push(change.replaces);
    this.members = { members, former };
  }

  /** Replaces the license in force and the index of its pools. Also used when a snapshot is restored. */
  takeLicense(license: SetLicense | null, index: number): void {
    this.license = license;
    this.licenseIndex = index;
    this.byFeature = new Map();
    for (const pool of [...(license?.pools ?? [])].sort((a, b) => a.rank - b.rank)) {
      const pools = this.byFeature.get(pool.feature);
      if (pools === undefined) this.byFeature.set(pool.feature, [pool]);
      else pools.push(pool);
    }
  }

  /** Takes up a license; seats of pools that are gone count against those in their place. */
  private renewLicense(license: SetLicense | null, index: number): void {
    const old = new Map((this.license?.pools ?? []).map((pool) => [pool.id, pool]));
    this.takeLicense(license, index);
    const inForce = new Set((license?.pools ?? []).map((pool) => pool.id));
    for (const held of this.held.values()) {
      if (inForce.has(held.pool)) continue;
      const successor = successorOf(held, old.get(held.pool), this.poolsOf(held.feature), this.counts.used);
      if (successor === null) continue;
      this.count(held.pool, -held.count);
      held.pool = successor.id;
      this.count(held.pool, held.count);
    }
  }

  private count(pool: string, seats: number): void {
    const used = (this.used.get(pool) ?? 0) + seats;
    if (used === 0) this.used.delete(pool);
    else this.used.set(pool, used);
  }

  private run(command: Command, index: number, term: number): Outcome {
    switch (command.command) {
      case 'openSession':
        return command.openSession === null ? NOTHING : this.openSession(command.openSession);
      case 'checkout': {
        const op = command.checkout;
        if (op?.checkout == null) return NOTHING;
        const request = op.checkout;
        return this.operation(op, (session) => this.checkout(session, op.sequence, request, index));
      }
      case 'checkin': {
        const op = command.checkin;
        return op === null ? NOTHING : this.operation(op, (session) => this.checkin(session, op.lease, index));
      }
      case 'cancel': {
        const op = command.cancel;
        return op === null ? NOTHING : this.operation(op, (session) => this.cancel(session, op.cancelledSequence));
      }
      case 'endSession':
        return command.endSession === null ? NOTHING : this.endByClient(command.endSession.session);
      case 'markSilent': {
        const mark = command.markSilent;
        const session = mark === null ? null : this.session(mark.session);
        if (mark !== null && session !== null && session.leaseVersion === mark.leaseVersion) {
          session.silent = true;
          session.leftMilliseconds = mark.leftMilliseconds;
        }
        return NOTHING;
      }
      case 'renew':
        return command.renew === null ? NOTHING : this.renew(command.renew.session);
      case 'expireSession': {
        const expiry = command.expireSession;
        const session = expiry === null ? null : this.session(expiry.session);
        // Void if a new master has taken over since, or the session has been heard from (R5).
        if (
          expiry !== null &&
          session !== null &&
          expiry.term === term &&
          expiry.leaseVersion === session.leaseVersion
        ) {
          this.end(session, 'expired');
        }
        return NOTHING;
      }
      case 'revoke': {
        const held = this.held.get(command.revoke?.lease ?? 0);
        if (held !== undefined && !held.revoking) {
          held.revoking = true;
          held.revokeReason = command.revoke?.reason ?? '';
          this.events.push({ kind: 'revoking', held });
        }
        return NOTHING;
      }
      case 'finishRevocation': {
        const held = this.held.get(command.finishRevocation?.lease ?? 0);
        if (held?.revoking === true && command.finishRevocation?.term === term) this.release(held, 'revoked');
        return NOTHING;
      }
      case 'setLicense':
        this.renewLicense(command.setLicense, index);
        this.events.push({ kind: 'license' });
        return NOTHING;
      case 'setHold':
        this.hold = command.setHold === null || command.setHold.server === '' ? null : command.setHold;
        this.events.push({ kind: 'hold' });
        return NOTHING;
      case 'setOrder':
        if (command.setOrder !== null) this.order = command.setOrder;
        this.events.push({ kind: 'order' });
        return NOTHING;
      case 'raiseVersion':
        this.version = Math.max(this.version, command.raiseVersion?.version ?? 0);
        if (this.version > RULES_VERSION) throw new RulesTooNew(this.version);
        return NOTHING;
      case 'setMembers':
        if (command.setMembers !== null) this.members = command.setMembers;
        this.events.push({ kind: 'members' });
        return NOTHING;
      case 'setLeaseTime':
        this.leaseMilliseconds = command.setLeaseTime?.milliseconds ?? this.leaseMilliseconds;
        return NOTHING;
      default:
        return NOTHING;
    }
  }

  private openSession(open: NonNullable<Command['openSession']>): Outcome {
    const replaced = open.replaces === '' ? null : this.session(open.replaces);
    if (replaced !== null && open.replaces !== open.session && sameOwner(replaced, open.identity)) {
      this.end(replaced, 'replaced');
    }
    const known = this.sessions.get(open.session);
    let session: Session;
    let created = false;
    if (known !== undefined && known.endedAt < 0) {
      session = known;
      session.leaseVersion += 1;
      session.silent = false;
      session.leaseMilliseconds = Math.max(session.leaseMilliseconds, this.leaseMilliseconds);
    } else if (known?.single === true && open.single) {
      // A retry of a unary call whose session is over: the kept answer says what came of it.
      return NOTHING;
    } else {
      session = makeSession(open, this.date, this.leaseMilliseconds, known);
      if (known !== undefined) this.forget(known);
      this.sessions.set(session.id, session);
      created = true;
    }
    this.events.push({ kind: 'sessionOpened', session, created });
    const leases = [...session.leases].map((lease) => this.leaseOf(lease));
    return {
      result: {
        sequence: 0,
        attached: { leaseMilliseconds: session.leaseMilliseconds, leases, index: this.appliedIndex, created },
      },
    };
  }

  /** Runs a numbered operation once; a retry gets the kept answer (R9). */
  private operation(
    op: { session: string; sequence: number; answeredBelow: number },
    work: (session: Session) => { result: ResultInit; lease: number },
  ): Outcome {
    const session = this.sessions.get(op.session);
    if (session === undefined) {
      return refusal(
        op.sequence,
        failure(FlexCode.NotCheckedOut, Minor.UnknownSession, 'the session is not known; attach again'),
      );
    }
    if (op.answeredBelow > session.answeredBelow) {
      session.answeredBelow = op.answeredBelow;
      for (const sequence of session.answers.keys()) if (sequence < op.answeredBelow) session.answers.delete(sequence);
    }
    const kept = session.answers.get(op.sequence);
    if (kept !== undefined) return this.again(op.sequence, kept);
    if (session.endedAt >= 0) {
      return refusal(
        op.sequence,
        failure(FlexCode.NotCheckedOut, Minor.UnknownSession, 'the session has ended; attach again'),
      );
    }
    if (op.sequence < session.answeredBelow) {
      const detail = 'this operation was answered before and its answer is no longer kept';
      return refusal(op.sequence, failure(FlexCode.BadAnswer, Minor.SequenceForgotten, detail));
    }
    if (session.answers.size >= MAX_ANSWERS) {
      const detail = `more than ${MAX_ANSWERS} answers are not acknowledged; raise answered_below`;
      return refusal(op.sequence, failure(FlexCode.InvalidParameter, Minor.TooManyAnswers, detail));
    }
    const { result, lease } = work(session);
    result.sequence = op.sequence;
    session.answers.set(op.sequence, { result, lease, cancelled: false });
    if (session.single && session.leases.size === 0) this.end(session, 'end');
    return { result };
  }

  /** The kept answer, unless what it granted is gone by now: then it must not be believed. */
  private again(sequence: number, kept: Answer): Outcome {
    if (kept.cancelled) return refusal(sequence, cancelledFailure());
    if (kept.lease !== 0 && !this.held.has(kept.lease)) {
      const detail = 'it was granted, but its seats have been taken back since';
      return refusal(sequence, failure(FlexCode.NotCheckedOut, Minor.LeaseGone, detail));
    }
    // As it is now: seats that are being taken back since must not be believed by a late answer (R4).
    if (kept.lease !== 0) return { result: { sequence, granted: this.leaseOf(kept.lease) } };
    return { result: kept.result };
  }

  private checkout(
    session: Session,
    sequence: number,
    request: CheckoutOperation,
    index: number,
  ): { result: ResultInit; lease: number } {
    const refused = this.unready(request);
    const choice =
      refused === null ? choosePool(request, session.identity.host ?? '', this.date, this.counts) : { refused };
    if ('refused' in choice) {
      const result: ResultInit = { failure: choice.refused };
      this.events.push({ kind: 'denied', session, feature: request.feature, result, count: request.count });
      return { result, lease: 0 };
    }
    const pool = choice.pool;
    const held: Held = {
      lease: this.nextLease,
      session,
      pool: pool.id,
      feature: pool.feature,
      vendor: pool.vendor,
      version: pool.version,
      count: request.count,
      index,
      date: this.date,
      sequence,
      checkoutData: request.checkoutData,
      revoking: false,
      revokeReason: '',
    };
    this.nextLease += 1;
    this.noteHeld(held);
    this.events.push({ kind: 'granted', held });
    return { result: { granted: this.leaseOf(held.lease) }, lease: held.lease };
  }

  private readonly counts = {
    poolsOf: (feature: string) => this.poolsOf(feature),
    used: (pool: string) => this.used.get(pool) ?? 0,
  };

  private unready(request: CheckoutOperation): FailureInit | null {
    const { feature } = request;
    if (this.license === null) {
      const detail = 'no license is in force yet: two of the three servers must have the same license file';
      return failure(FlexCode.Unsupported, Minor.NoLicenseInForce, detail, { feature, retry: true });
    }
    if (this.leaseTime < this.noGrantsBefore) {
      const seconds = Math.ceil((this.noGrantsBefore - this.leaseTime) / 1000);
      const detail = `formed by two servers without the third: nothing is granted for another ${seconds} s`;
      return failure(FlexCode.Busy, Minor.FormedByTwo, detail, { feature, retry: true });
    }
    if (request.queue) {
      return failure(FlexCode.Unsupported, Minor.QueueUnsupported, 'queueing is not supported yet', { feature });
    }
    return null;
  }

  private checkin(session: Session, lease: number, index: number): { result: ResultInit; lease: number } {
    const held = this.held.get(lease);
    if (held === undefined || held.session !== session) {
      const detail = `the session does not hold lease ${lease}`;
      return { result: { failure: failure(FlexCode.NotCheckedOut, Minor.UnknownLease, detail) }, lease: 0 };
    }
    this.release(held, held.revoking ? 'revoked' : 'checkin');
    return { result: { checkedIn: { lease, index } }, lease: 0 };
  }

  private cancel(session: Session, sequence: number): { result: ResultInit; lease: number } {
    const kept = session.answers.get(sequence);
    if (kept === undefined) {
      session.answers.set(sequence, { result: { failure: cancelledFailure() }, lease: 0, cancelled: true });
    } else {
      kept.cancelled = true;
      const held = this.held.get(kept.lease);
      if (held !== undefined) this.release(held, 'cancelled');
    }
    return { result: { cancelled: { cancelledSequence: sequence } }, lease: 0 };
  }

  private endByClient(id: string): Outcome {
    const session = this.session(id);
    if (session !== null) this.end(session, 'end');
    return { result: { ended: {} } };
  }

  private renew(id: string): Outcome {
    const session = this.session(id);
    if (session === null) {
      return refusal(0, failure(FlexCode.NotCheckedOut, Minor.UnknownSession, 'the session has ended; attach again'));
    }
    session.silent = false;
    session.leaseVersion += 1;
    this.events.push({ kind: 'sessionRenewed', session });
    return { result: { sequence: 0, renewed: { nonce: 0, revoking: this.revokingOf(session) } } };
  }

  /** Leases of a session that are being taken back. */
  revokingOf(session: Session): number[] {
    const revoking: number[] = [];
    for (const lease of session.leases) if (this.held.get(lease)?.revoking === true) revoking.push(lease);
    return revoking;
  }

  private end(session: Session, reason: ReturnReason): void {
    for (const lease of [...session.leases]) {
      const held = this.held.get(lease);
      if (held !== undefined) this.release(held, reason);
    }
    session.endedAt = this.leaseTime;
    this.ended.push(session);
    this.events.push({ kind: 'sessionEnded', session, reason });
  }

  /** Notes seats as out. Also used when a snapshot is restored. */
  noteHeld(held: Held): void {
    this.held.set(held.lease, held);
    held.session.leases.add(held.lease);
    this.count(held.pool, held.count);
  }

  private release(held: Held, reason: ReturnReason): void {
    this.held.delete(held.lease);
    held.session.leases.delete(held.lease);
    this.count(held.pool, -held.count);
    this.events.push({ kind: 'returned', held, reason });
  }

  /** Answers are kept for one lease past the session (R9), by the log's own time. */
  private forgetEnded(): void {
    while (true) {
      const first = this.ended[0];
      if (first === undefined || first.endedAt + this.leaseMilliseconds >= this.leaseTime) return;
      this.ended.shift();
      if (this.sessions.get(first.id) === first) this.sessions.delete(first.id);
    }
  }

  private forget(session: Session): void {
    const at = this.ended.indexOf(session);
    if (at >= 0) this.ended.splice(at, 1);
    this.sessions.delete(session.id);
  }

  private leaseOf(lease: number): NonNullable<ResultInit['granted']> {
    const held = this.held.get(lease);
    if (held === undefined) return { lease };
    const { feature, count, version, index, revoking, sequence, vendor } = held;
    return { lease, feature, count, version, index, revoking, sequence, vendor };
  }
}

function refusal(sequence: number, reason: FailureInit): Outcome {
  return { result: { sequence, failure: reason } };
}

function cancelledFailure(): FailureInit {
  return failure(FlexCode.BadAnswer, Minor.Cancelled, 'the client took this operation back');
}

function sameOwner(session: Session, identity: { user: string; host: string } | null): boolean {
  return identity !== null && session.identity.user === identity.user && session.identity.host === identity.host;
}

/** A new session; one that comes back after its end keeps its answers, so that nothing runs twice. */
function makeSession(
  open: NonNullable<Command['openSession']>,
  date: number,
  leaseMilliseconds: number,
  known: Session | undefined,
): Session {
  const identity = open.identity ?? { user: '', host: '', display: '', pid: 0, clientVersion: '', project: '' };
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
