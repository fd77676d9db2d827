/** Puts into the log what the members' disks say should be in force; on the master only. */
import type { CommandInit } from '../../proto/index.ts';
import { licenseToTake, type MemberHoldings, orderToTake, versionToRaise } from './duties.ts';
import type { Replica } from './replica.ts';

export class MasterDuties {
  private readonly replica: Replica;
  private readonly members: () => readonly MemberHoldings[];
  private readonly leaseMilliseconds: () => number;
  private underWay = false;

  /** `members`: what each member that is up has on its disk, this one included. */
  constructor(replica: Replica, members: () => readonly MemberHoldings[], leaseMilliseconds: () => number) {
    this.replica = replica;
    this.members = members;
    this.leaseMilliseconds = leaseMilliseconds;
  }

  /** Proposes at most one change at a time, and none twice while it is under way. */
  look(): void {
    if (this.underWay || !this.replica.isMaster) return;
    const command = this.due();
    if (command === null) return;
    this.underWay = true;
    this.replica.submit(command, () => {
      this.underWay = false;
    });
  }

  private due(): CommandInit | null {
    const { state } = this.replica;
    const members = this.members();
    const change = licenseToTake(state, members) ?? orderToTake(state, members) ?? versionToRaise(state, members);
    if (change !== null) return change;
    const milliseconds = this.leaseMilliseconds();
    return milliseconds === state.leaseMilliseconds ? null : { setLeaseTime: { milliseconds } };
  }
}
