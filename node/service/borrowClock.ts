/** The master's look at the ends of borrows: proposes to free seats an hour after. Time is handed in. */
import type { CommandInit } from '../../proto/index.ts';
import { freeAfter, type Held } from '../licensing/index.ts';

/** A proposal of which nothing has come by then was lost, and is made again. In milliseconds. */
const REPEAT_MS = 2_000;

export class BorrowClock {
  /** When the end of a lease was last proposed, by the monotonic clock. */
  private readonly proposedAt = new Map<number, number>();

  /** What is to be proposed now. `date`: Unix milliseconds, as it would stand in the log; `now`: monotonic ones. */
  due(borrowed: ReadonlyMap<number, Held>, date: number, now: number): CommandInit[] {
    const commands: CommandInit[] = [];
    for (const held of borrowed.values()) {
      if (date < freeAfter(held)) continue;
      const { lease } = held;
      const before = this.proposedAt.get(lease);
      if (before !== undefined && now - before < REPEAT_MS) continue;
      this.proposedAt.set(lease, now);
      commands.push({ endBorrow: { lease } });
    }
    for (const lease of this.proposedAt.keys()) if (!borrowed.has(lease)) this.proposedAt.delete(lease);
    return commands;
  }
}
