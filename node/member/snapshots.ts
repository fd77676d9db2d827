/** When a member makes a snapshot of its state, and how much of the log stays for members that lag. */
import type { ConfState, MemoryStorage } from '../consensus/index.ts';
import { encodeState, type LicenseState } from '../licensing/index.ts';
import type { ReplicaPorts } from './ports.ts';

/** Entries that stay in the log behind a snapshot, so that a member that lags a little needs no snapshot. */
const KEEP_BEHIND = 5_000;

export class Snapshots {
  private readonly memory: MemoryStorage;
  private readonly ports: ReplicaPorts;
  private readonly every: number;
  private last: number;
  private saving = false;

  constructor(memory: MemoryStorage, ports: ReplicaPorts, every: number, last: number) {
    this.memory = memory;
    this.ports = ports;
    this.every = every;
    this.last = last;
  }

  /** A snapshot of the master's was put in place of ours. */
  installed(index: number): void {
    this.last = index;
  }

  /** Makes one if enough was applied since the last. */
  consider(state: LicenseState, confState: ConfState): void {
    const index = state.appliedIndex;
    if (this.saving || index - this.last < this.every) return;
    // A joint membership is a matter of milliseconds: the snapshot can wait for its end.
    if (confState.votersOutgoing.length > 0) return;
    this.saving = true;
    this.last = index;
    const snapshot = {
      metadata: { confState, index, term: this.memory.term(index) },
      data: encodeState(state),
    };
    this.ports.log.saveSnapshot(snapshot, (error) => {
      this.saving = false;
      if (error !== null) return this.ports.fatal(error);
      // A snapshot of the master's may have overtaken ours meanwhile.
      if (this.memory.snapshot().metadata.index >= index) return;
      this.memory.createSnapshot(index, confState, snapshot.data);
      const compactTo = index - KEEP_BEHIND;
      if (compactTo < this.memory.firstIndex()) return;
      this.memory.compact(compactTo);
      this.ports.log.compact(compactTo, (failed) => {
        if (failed !== null) this.ports.fatal(failed);
      });
    });
  }
}
