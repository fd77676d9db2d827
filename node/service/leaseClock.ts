/**
 * The master's memory of when it last heard from each session, and what must be proposed because of it:
 * marks of silence, expiries, ends of revocations (R2 to R5). It starts afresh with each term of office.
 * Time is handed in: milliseconds of this process's monotonic clock.
 */
import type { CommandInit } from '../../proto/index.ts';
import { type Held, type LicenseEvent, type LicenseState, reclaimAfter, type Session } from '../licensing/index.ts';
import { IdleWatch } from './idleWatch.ts';

/** A proposal of which nothing has come by then was lost, and is made again. */
const REPEAT_MS = 2_000;

interface Watched {
  readonly session: Session;
  /** When it was last heard from. */
  heardAt: number;
  /** When its seats may be taken back. */
  deadline: number;
  /** When a mark of silence was last proposed: from the first on its renewals go through the log. */
  markedAt: number | null;
  expiredAt: number | null;
}

export class LeaseClock {
  private readonly state: LicenseState;
  private readonly term: number;
  private readonly idle: IdleWatch;
  private readonly watched = new Map<string, Watched>();
  /** When the seats of a lease that is being taken back are free at the latest. */
  private readonly revocations = new Map<number, { deadline: number; proposedAt: number | null }>();

  /** When the first of the seats that linger are free, or who waits may be served again; null if nothing is to come. */
  private lingerEnd: { deadline: number; proposedAt: number | null } | null = null;

  /**
   * A new master gives every session a whole lease from now, and no more than the time left to those that
   * were marked silent (R3).
   */
  constructor(state: LicenseState, term: number, now: number) {
    this.state = state;
    this.idle = new IdleWatch(state);
    this.term = term;
    for (const session of state.sessions.values()) {
      if (session.endedAt >= 0) continue;
      this.watch(session, now);
    }
    for (const held of state.held.values()) if (held.revoking) this.watchRevocation(held, now);
    this.watchLingering(now);
  }

  /**
   * A renewal or attach arrived. False: it must go through the log, because a mark of silence is there or
   * under way. The caller confirms a renewal only after a quorum's word (R1). `idleSeconds`: since the program was
   * used last, by its own word.
   */
  heard(id: string, now: number, idleSeconds = 0): boolean {
    this.idle.heard(id, idleSeconds, now);
    const watched = this.watched.get(id);
    if (watched === undefined || watched.markedAt !== null || watched.session.silent) return false;
    watched.heardAt = now;
    watched.deadline = now + reclaimAfter(watched.session.leaseMilliseconds);
    return true;
  }

  /** What the log did. */
  applied(events: readonly LicenseEvent[], now: number): void {
    for (const event of events) {
      if (event.kind === 'sessionOpened' || event.kind === 'sessionRenewed') this.watch(event.session, now);
      else if (event.kind === 'sessionEnded') {
        this.watched.delete(event.session.id);
        this.idle.forget(event.session.id);
      } else if (event.kind === 'revoking') {
        this.watchRevocation(event.held, now);
        this.idle.settled(event.held.lease);
      } else if (event.kind === 'returned') {
        this.revocations.delete(event.held.lease);
        this.idle.settled(event.held.lease);
      }
    }
    this.watchLingering(now);
  }

  /** What is to be proposed now. */
  due(now: number): CommandInit[] {
    const commands: CommandInit[] = [];
    for (const watched of this.watched.values()) {
      const { session } = watched;
      const { id, leaseVersion } = session;
      if (session.silent && now >= watched.deadline) {
        if (!isDue(watched.expiredAt, now)) continue;
        watched.expiredAt = now;
        commands.push({ expireSession: { session: id, term: this.term, leaseVersion } });
      } else if (markIsDue(watched, now)) {
        watched.markedAt = now;
        const leftMilliseconds = Math.max(0, Math.ceil(watched.deadline - now));
        commands.push({ markSilent: { session: id, leaseVersion, leftMilliseconds } });
      }
    }
    for (const [lease, revocation] of this.revocations) {
      if (now < revocation.deadline || !isDue(revocation.proposedAt, now)) continue;
      revocation.proposedAt = now;
      commands.push({ finishRevocation: { lease, term: this.term } });
    }
    if (this.lingerEnd !== null && now >= this.lingerEnd.deadline && isDue(this.lingerEnd.proposedAt, now)) {
      this.lingerEnd.proposedAt = now;
      commands.push({ freeLingering: {} });
    }
    commands.push(...this.idle.due(now));
    return commands;
  }

  /** The state's lease time is that of the entry that has just been applied. */
  private watchLingering(now: number): void {
    const { seats, waiting, leaseTime, noGrantsBefore } = this.state;
    const opens = waiting.size > 0 && leaseTime < noGrantsBefore ? noGrantsBefore : Number.POSITIVE_INFINITY;
    const first = Math.min(seats.nextLingerEnd ?? Number.POSITIVE_INFINITY, opens);
    const end = Number.isFinite(first) ? first : null;
    this.lingerEnd = end === null ? null : { deadline: now + Math.max(0, end - leaseTime), proposedAt: null };
  }

  private watch(session: Session, now: number): void {
    const left = session.silent ? session.leftMilliseconds : reclaimAfter(session.leaseMilliseconds);
    this.watched.set(session.id, {
      session,
      heardAt: now,
      deadline: now + left,
      markedAt: null,
      expiredAt: null,
    });
  }

  private watchRevocation(held: Held, now: number): void {
    const deadline = now + reclaimAfter(held.session.leaseMilliseconds);
    this.revocations.set(held.lease, { deadline, proposedAt: null });
  }
}

/**
 * Each third of a lease in silence is marked anew with the time left by then: else a master that comes after
 * the first mark would give all of that time again, and so would the next.
 */
function markIsDue({ session, heardAt, markedAt }: Watched, now: number): boolean {
  if (markedAt !== null && !session.silent) return isDue(markedAt, now);
  return now - (markedAt ?? heardAt) >= session.leaseMilliseconds / 3;
}

function isDue(proposedAt: number | null, now: number): boolean {
  return proposedAt === null || now - proposedAt >= REPEAT_MS;
}
