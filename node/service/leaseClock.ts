/**
 * The master's memory of when it last heard from each session, and what must be proposed because of it:
 * marks of silence, expiries, ends of revocations (R2 to R5). It starts afresh with each term of office.
 * Time is handed in: milliseconds of this process's monotonic clock.
 */
import type { CommandInit } from '../../proto/index.ts';
import { type Held, type LicenseEvent, type LicenseState, reclaimAfter, type Session } from '../licensing/index.ts';

interface Watched {
  readonly session: Session;
  /** When it was last heard from. */
  heardAt: number;
  /** When its seats may be taken back. */
  deadline: number;
  /** A mark of silence has been proposed: from then on its renewals go through the log. */
  markProposed: boolean;
  expiryProposed: boolean;
}

export class LeaseClock {
  private readonly term: number;
  private readonly watched = new Map<string, Watched>();
  /** When the seats of a lease that is being taken back are free at the latest. */
  private readonly revocations = new Map<number, { deadline: number; proposed: boolean }>();

  /**
   * A new master gives every session a whole lease from now, and no more than the time left to those that
   * were marked silent (R3).
   */
  constructor(state: LicenseState, term: number, now: number) {
    this.term = term;
    for (const session of state.sessions.values()) {
      if (session.endedAt >= 0) continue;
      this.watch(session, now);
    }
    for (const held of state.held.values()) if (held.revoking) this.watchRevocation(held, now);
  }

  /**
   * A renewal or attach arrived. False: it must go through the log, because a mark of silence is there or
   * under way. The caller confirms a renewal only after a quorum's word (R1).
   */
  heard(id: string, now: number): boolean {
    const watched = this.watched.get(id);
    if (watched === undefined || watched.markProposed || watched.session.silent) return false;
    watched.heardAt = now;
    watched.deadline = now + reclaimAfter(watched.session.leaseMilliseconds);
    return true;
  }

  /** What the log did. */
  applied(events: readonly LicenseEvent[], now: number): void {
    for (const event of events) {
      if (event.kind === 'sessionOpened' || event.kind === 'sessionRenewed') this.watch(event.session, now);
      else if (event.kind === 'sessionEnded') this.watched.delete(event.session.id);
      else if (event.kind === 'revoking') this.watchRevocation(event.held, now);
      else if (event.kind === 'returned') this.revocations.delete(event.held.lease);
    }
  }

  /** What is to be proposed now. */
  due(now: number): CommandInit[] {
    const commands: CommandInit[] = [];
    for (const watched of this.watched.values()) {
      const { session } = watched;
      if (!session.silent && !watched.markProposed && now - watched.heardAt >= session.leaseMilliseconds / 3) {
        watched.markProposed = true;
        const leftMilliseconds = Math.max(0, Math.ceil(watched.deadline - now));
        commands.push({ markSilent: { session: session.id, leaseVersion: session.leaseVersion, leftMilliseconds } });
      }
      if (session.silent && !watched.expiryProposed && now >= watched.deadline) {
        watched.expiryProposed = true;
        commands.push({ expireSession: { session: session.id, term: this.term, leaseVersion: session.leaseVersion } });
      }
    }
    for (const [lease, revocation] of this.revocations) {
      if (revocation.proposed || now < revocation.deadline) continue;
      revocation.proposed = true;
      commands.push({ finishRevocation: { lease, term: this.term } });
    }
    return commands;
  }

  private watch(session: Session, now: number): void {
    const left = session.silent ? session.leftMilliseconds : reclaimAfter(session.leaseMilliseconds);
    this.watched.set(session.id, {
      session,
      heardAt: now,
      deadline: now + left,
      markProposed: false,
      expiryProposed: false,
    });
  }

  private watchRevocation(held: Held, now: number): void {
    const deadline = now + reclaimAfter(held.session.leaseMilliseconds);
    this.revocations.set(held.lease, { deadline, proposed: false });
  }
}
