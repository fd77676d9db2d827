/** When a member makes a snapshot of its state, and how much of the log stays for members that lag. */
import type { ConfState, MemoryStorage, Snapshot } from '../consensus/index.ts';
import { encodeState, type LicenseState } from '../licensing/index.ts';
import type { ReplicaPorts } from './ports.ts';

/** Entries that stay in the log behind a snapshot, so that a member that lags a little needs no snapshot. */
const KEEP_BEHIND = 5_000;
/** And their bytes: an entry holds anything from one command to thousands. */
const KEEP_BYTES = 16 << 20;
/**
 * Above this many sessions and seats out, the encoding is made elsewhere if there is a port for it: here it would
 * hold everything up for longer than a heartbeat should wait (30 us each).
 */
const HERE_UP_TO = 500;
/** A snapshot is made after so many bytes of log, however few entries they are in. */
const EVERY_BYTES = 32 << 20;

export class Snapshots {
  private readonly memory: MemoryStorage;
  private readonly ports: ReplicaPorts;
  private readonly every: number;
  private last: number;
  private bytes = 0;
  private saving = false;
  /** The port failed: the next one is made here. */
  private nobodyElse = false;
  /** What was asked for while one was being saved, by the newest state. */
  private later: (() => void) | null = null;

  constructor(memory: MemoryStorage, ports: ReplicaPorts, every: number, last: number) {
    this.memory = memory;
    this.ports = ports;
    this.every = every;
    this.last = last;
  }

  /** An entry with so many bytes was applied. */
  applied(bytes: number): void {
    this.bytes += bytes;
  }

  /** A snapshot of the master's was put in place of ours. */
  installed(index: number): void {
    this.bytes = 0;
    this.last = index;
    this.later = null;
  }

  /**
   * Makes one if enough was applied since the last, or if a member has come that the last does not name: a
   * new disk takes no snapshot of a membership without it.
   */
  consider(state: LicenseState, confState: ConfState): void {
    const index = state.appliedIndex;
    if (this.saving) {
      this.later = () => this.consider(state, confState);
      return;
    }
    const due = index - this.last >= this.every || this.bytes >= EVERY_BYTES;
    if (!due && !this.lacksMember(confState)) return;
    // A joint membership is a matter of milliseconds: the snapshot can wait for its end.
    if (confState.votersOutgoing.length > 0) return;
    const { last, bytes } = this;
    this.saving = true;
    this.last = index;
    this.bytes = 0;
    const metadata = { confState, index, term: this.memory.term(index) };
    const { makeSnapshot } = this.ports;
    const small = state.sessions.size + state.held.size <= HERE_UP_TO;
    if (makeSnapshot === undefined || small || this.nobodyElse) {
      this.nobodyElse = false;
      this.save({ metadata, data: encodeState(state) });
      return;
    }
    const base = this.memory.snapshot();
    const entries = this.memory.entries(base.metadata.index + 1, index + 1, Number.POSITIVE_INFINITY);
    makeSnapshot(base.metadata.index === 0 ? null : base.data, entries, (error, data) => {
      if (error === null && data !== null) {
        this.save({ metadata, data });
        return;
      }
      // Better held up for a moment than with a log that grows for ever: the next entry makes it here.
      this.nobodyElse = true;
      this.saving = false;
      this.last = Math.max(last, this.memory.snapshot().metadata.index);
      this.bytes += bytes;
    });
  }

  private save(snapshot: Snapshot): void {
    this.ports.log.saveSnapshot(snapshot, (error) => {
      this.saving = false;
      if (error !== null) {
        this.ports.fatal(error);
        return;
      }
      this.saved(snapshot);
      const { later } = this;
      this.later = null;
      later?.();
    });
  }

  private saved({ metadata: { index, confState }, data }: Snapshot): void {
    // A snapshot of the master's may have overtaken ours meanwhile.
    if (this.memory.snapshot().metadata.index >= index) return;
    this.memory.createSnapshot(index, confState, data);
    const compactTo = this.keepFrom(index) - 1;
    if (compactTo < this.memory.firstIndex()) return;
    this.memory.compact(compactTo);
    this.ports.log.compact(compactTo, (failed) => {
      if (failed !== null) this.ports.fatal(failed);
    });
  }

  /** The first entry that stays, of those up to an index. */
  private keepFrom(index: number): number {
    const oldest = Math.max(this.memory.firstIndex(), index - KEEP_BEHIND + 1);
    let bytes = 0;
    let first = index + 1;
    for (const entry of this.memory.entries(oldest, index + 1, Number.POSITIVE_INFINITY).reverse()) {
      bytes += entry.data.length;
      if (bytes > KEEP_BYTES) break;
      first = entry.index;
    }
    return first;
  }

  private lacksMember({ voters, learners }: ConfState): boolean {
    const known = this.memory.snapshot().metadata.confState;
    return [...voters, ...learners].some((id) => !known.voters.includes(id) && !known.learners.includes(id));
  }
}
