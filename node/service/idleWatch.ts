/**
 * TIMEOUT: seats of programs that say themselves that nobody uses them are taken back. What a program says is kept by the
 * master only; the next master hears it with the next renewal. Time is handed in, as in LeaseClock.
 */
import type { CommandInit } from '../../proto/index.ts';
import type { LicenseState } from '../licensing/index.ts';

/** A proposal of which nothing has come by then was lost, and is made again. */
const REPEAT_MS = 2_000;

export class IdleWatch {
  private readonly state: LicenseState;
  /** Since when each session that is idle has been. */
  private readonly idleSince = new Map<string, number>();
  /** When a revocation was last proposed. */
  private readonly proposedAt = new Map<number, number>();

  constructor(state: LicenseState) {
    this.state = state;
  }

  /** A renewal said so; 0 is not idle. */
  heard(session: string, idleSeconds: number, now: number): void {
    if (idleSeconds === 0) this.idleSince.delete(session);
    else this.idleSince.set(session, now - idleSeconds * 1_000);
  }

  /** The session is over. */
  forget(session: string): void {
    this.idleSince.delete(session);
  }

  /** The seats are free, or being taken back. */
  settled(lease: number): void {
    this.proposedAt.delete(lease);
  }

  /** Revocations that are to be proposed now. */
  due(now: number): CommandInit[] {
    const commands: CommandInit[] = [];
    for (const [id, since] of this.idleSince) {
      for (const lease of this.state.session(id)?.leases ?? []) {
        const held = this.state.held.get(lease);
        const seconds = this.state.seats.pool(held?.pool ?? '')?.rules.timeoutSeconds ?? 0;
        if (held === undefined || held.revoking || seconds === 0 || now - since < seconds * 1_000) continue;
        if (now - (this.proposedAt.get(lease) ?? Number.NEGATIVE_INFINITY) < REPEAT_MS) continue;
        this.proposedAt.set(lease, now);
        commands.push({ revoke: { lease, reason: 'TIMEOUT' } });
      }
    }
    return commands;
  }
}
