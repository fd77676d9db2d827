/**
 * The replicated license state: the same log gives the same state, byte for byte. It reads no clock, no disk
 * and no randomness; all that varies comes in the commands (R8).
 */
import type {
  Batch,
  Command,
  MemberChange,
  Pool,
  SetHold,
  SetLicense,
  SetMembers,
  SetOrder,
} from '../../proto/index.ts';
import { endBorrow, returnBorrow, setBorrowKey } from './borrowing.ts';
import { checkin, checkout } from './checkout.ts';
import { expireSession, finishRevocation, markSilent, revoke } from './deadlines.ts';
import { freeLingering } from './lingering.ts';
import type { Held, LicenseEvent, Outcome, ReturnReason, Session, Waiting } from './model.ts';
import { cancel, runOnce } from './operations.ts';
import type { PoolSeats } from './poolSeats.ts';
import { requeue, serveQueues, wakeQueues } from './queue.ts';
import { DEFAULT_LEASE_MS, RULES_VERSION, RulesTooNew } from './rules.ts';
import { Seats } from './seats.ts';
import { endSession, forgetEnded, openSession, renewSession } from './sessions.ts';

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
  /** The latest that `date` was since the license in force was taken up: clocks that were set back are noticed by it. */
  latestDate = 0;
  /** Lease of a session, in milliseconds. */
  leaseMilliseconds = DEFAULT_LEASE_MS;
  appliedIndex = 0;
  nextLease = 1;
  hold: SetHold | null = null;
  order: SetOrder = { servers: [], mismatch: false };
  members: SetMembers = { members: [], former: [] };
  /** Lease time before which nothing is granted (R17). */
  noGrantsBefore = 0;
  /** In the order in which they were opened; ended ones stay for one lease. */
  readonly sessions = new Map<string, Session>();
  /** Ended sessions in the order of their ends. */
  readonly ended: Session[] = [];
  /** Seats that are borrowed, in the order of the grants. */
  readonly borrowed = new Map<number, Held>();
  /** Ed25519 private key that tokens are signed with, 32 bytes; empty before the first borrow. */
  borrowKey = new Uint8Array(0);
  /** Requests that wait for seats, by their handles, in the order in which they came. */
  readonly waiting = new Map<number, Waiting>();
  /** Pools that seats came free in since their queues were served last; empty between commands. */
  readonly freed = new Set<PoolSeats>();
  /** What is out, of which pools. */
  readonly seats = new Seats();
  /** Log index at which the license in force was taken up. */
  licenseIndex = 0;
  private events: LicenseEvent[] = [];

  /** The license in force; null before the first one. */
  get license(): SetLicense | null {
    return this.seats.license;
  }

  /** Seats that are out, in the order of the grants. */
  get held(): ReadonlyMap<number, Held> {
    return this.seats.held;
  }

  /** Seats that are out, by pool, also of pools that are no longer in force. */
  get used(): ReadonlyMap<string, number> {
    return this.seats.used;
  }

  /** Pools of a feature in the order in which they are tried. */
  poolsOf(feature: string): readonly Pool[] {
    return this.seats.poolsOf(feature);
  }

  /** Names of all features in force, in the order of the license. */
  features(): IterableIterator<string> {
    return this.seats.features();
  }

  /** The session if it lives. */
  session(id: string): Session | null {
    const session = this.sessions.get(id);
    return session !== undefined && session.endedAt < 0 ? session : null;
  }

  /** True if MAX_CONNECTIONS sessions live. */
  get isFull(): boolean {
    const most = this.seats.rules.maxConnections;
    return most > 0 && this.sessions.size - this.ended.length >= most;
  }

  /** True if only one server has a disk: a grant is on two (R18). An empty list of members is a test's. */
  get isAlone(): boolean {
    const { members } = this.members;
    return members.length > 0 && members.filter(({ incarnation }) => incarnation !== 0).length < 2;
  }

  /** All that share seats with a lease by DUP_GROUP, itself among them. */
  sharersOf(held: Held): Held[] {
    return this.seats.pool(held.pool)?.sharers(held) ?? [held];
  }

  /** Leases of a session that are being taken back. */
  revokingOf(session: Session): number[] {
    const revoking: number[] = [];
    for (const lease of session.leases) if (this.held.get(lease)?.revoking === true) revoking.push(lease);
    return revoking;
  }

  /**
   * Applies the batch of the entry at that index and term. Must be called in the order of the log. Throws
   * RulesTooNew, and is of no use then.
   */
  apply(batch: Batch, index: number, term: number): Applied {
    if (batch.version > RULES_VERSION) throw new RulesTooNew(batch.version);
    this.events = [];
    const early = this.leaseTime < this.noGrantsBefore;
    if (batch.leaseTime > this.leaseTime) this.leaseTime = batch.leaseTime;
    this.date = batch.date;
    if (batch.date > this.latestDate) this.latestDate = batch.date;
    this.appliedIndex = index;
    forgetEnded(this);
    freeLingering(this);
    if (early && this.leaseTime >= this.noGrantsBefore) wakeQueues(this);
    const outcomes: Outcome[] = [];
    serveQueues(this);
    for (const command of batch.commands) {
      outcomes.push(this.run(command, term));
      serveQueues(this);
    }
    return { outcomes, events: this.events };
  }

  /** An entry without commands: a leader's first, or a change of membership. */
  applyEmpty(index: number): void {
    this.appliedIndex = index;
  }

  /** Takes up a new incarnation in its slot; the one it replaces is refused for ever (R16). */
  applyMemberChange(change: MemberChange, index: number): void {
    this.appliedIndex = index;
    const alone = this.isAlone;
    const members = this.members.members.map((member) =>
      member.server === change.server
        ? { server: member.server, incarnation: change.incarnation, host: member.host, port: member.port }
        : member,
    );
    const former = [...this.members.former];
    if (change.replaces !== 0 && !former.includes(change.replaces)) former.push(change.replaces);
    this.members = { members, former };
    // Who waited for the second disk is served by the next entry.
    if (alone && !this.isAlone) this.noGrantsBefore = Math.max(this.noGrantsBefore, this.leaseTime + 1);
  }

  /** Puts the license of a snapshot in force. */
  takeLicense(license: SetLicense | null, index: number): void {
    this.seats.take(license);
    this.licenseIndex = index;
  }

  /** Notes a lease of a snapshot as out. */
  restoreHeld(held: Held): void {
    this.seats.restore(held);
    this.note(held);
  }

  /** Takes the seats of a new lease. */
  noteHeld(held: Held): void {
    this.seats.add(held);
    this.note(held);
  }

  private note(held: Held): void {
    if (held.lingerUntil === 0) held.session.leases.add(held.lease);
    if (held.borrowedUntil > 0) this.borrowed.set(held.lease, held);
  }

  /** Frees seats that are out. */
  release(held: Held, reason: ReturnReason): void {
    this.seats.remove(held);
    held.session.leases.delete(held.lease);
    this.borrowed.delete(held.lease);
    this.noteFreed(held);
    this.emit({ kind: 'returned', held, reason });
  }

  /** The number of the next lease. */
  takeLeaseNumber(): number {
    this.nextLease += 1;
    return this.nextLease - 1;
  }

  /** Notes that who waits for the pools of a lease may be served now. */
  noteFreed(held: Held): void {
    for (const place of [held, held.suite]) {
      const seats = place === null ? null : this.seats.pool(place.pool);
      if (seats !== null && seats.queue.size > 0) this.freed.add(seats);
    }
  }

  /** Notes a request of a snapshot as waiting. */
  restoreWaiting(waiting: Waiting): void {
    this.waiting.set(waiting.lease, waiting);
    for (const pool of waiting.pools) this.seats.pool(pool)?.enqueue(waiting);
    const { session, sequence, lease } = waiting;
    const kept = session.answers.get(sequence);
    if (kept !== undefined) session.answers.set(sequence, { ...kept, lease });
  }

  /** Tells what happened to whoever applies the entry. */
  emit(event: LicenseEvent): void {
    this.events.push(event);
  }

  private run(command: Command, term: number): Outcome {
    switch (command.command) {
      case 'openSession':
        return command.openSession === null ? NOTHING : openSession(this, command.openSession);
      case 'checkout': {
        const op = command.checkout;
        if (op?.checkout == null) return NOTHING;
        const request = op.checkout;
        return runOnce(this, op, (session) => checkout(this, session, op.sequence, request));
      }
      case 'checkin': {
        const op = command.checkin;
        return op === null ? NOTHING : runOnce(this, op, (session) => checkin(this, session, op.lease));
      }
      case 'cancel': {
        const op = command.cancel;
        return op === null ? NOTHING : runOnce(this, op, (session) => cancel(this, session, op.cancelledSequence));
      }
      case 'returnBorrow': {
        const op = command.returnBorrow;
        return op === null ? NOTHING : runOnce(this, op, () => returnBorrow(this, op.lease));
      }
      case 'endSession': {
        const session = this.session(command.endSession?.session ?? '');
        if (session !== null) endSession(this, session, 'end');
        return command.endSession === null ? NOTHING : { result: { ended: {} } };
      }
      case 'renew':
        return command.renew === null ? NOTHING : renewSession(this, command.renew.session);
      default:
        this.obey(command, term);
        return NOTHING;
    }
  }

  /** Commands that nobody waits for an answer to. */
  private obey(command: Command, term: number): void {
    switch (command.command) {
      case 'markSilent':
        if (command.markSilent !== null) markSilent(this, command.markSilent);
        break;
      case 'expireSession':
        if (command.expireSession !== null) expireSession(this, command.expireSession, term);
        break;
      case 'revoke':
        if (command.revoke !== null) revoke(this, command.revoke);
        break;
      case 'finishRevocation':
        if (command.finishRevocation !== null) finishRevocation(this, command.finishRevocation, term);
        break;
      case 'endBorrow':
        if (command.endBorrow !== null) endBorrow(this, command.endBorrow);
        break;
      case 'setBorrowKey':
        if (command.setBorrowKey !== null) setBorrowKey(this, command.setBorrowKey);
        break;
      case 'setLicense':
        this.seats.renew(command.setLicense);
        requeue(this);
        this.licenseIndex = this.appliedIndex;
        // Else clocks that were wrong and far ahead once would refuse every checkout for as long.
        this.latestDate = this.date;
        this.emit({ kind: 'license' });
        break;
      case 'setHold':
        this.hold = command.setHold === null || command.setHold.server === '' ? null : command.setHold;
        this.emit({ kind: 'hold' });
        break;
      case 'setOrder':
        if (command.setOrder !== null) this.order = command.setOrder;
        this.emit({ kind: 'order' });
        break;
      case 'raiseVersion':
        this.version = Math.max(this.version, command.raiseVersion?.version ?? 0);
        if (this.version > RULES_VERSION) throw new RulesTooNew(this.version);
        break;
      case 'setMembers':
        if (command.setMembers !== null) this.members = command.setMembers;
        this.emit({ kind: 'members' });
        break;
      case 'setLeaseTime':
        this.leaseMilliseconds = command.setLeaseTime?.milliseconds ?? this.leaseMilliseconds;
        break;
    }
  }
}
