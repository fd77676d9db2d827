/** The durable log as a replica uses it, with what it is given noted beside it and compacted sooner than in service. */
import type { Snapshot } from '../../node/consensus/index.ts';
import type { DurableLog } from '../../node/member/ports.ts';
import type { Replica } from '../../node/member/replica.ts';
import type { Append, StorageDone } from '../../node/storage/index.ts';
import type { ShadowLog } from './checks/shadowLog.ts';
import type { Cluster } from './cluster.ts';
import type { MemberProcess } from './memberProcess.ts';

export class CheckedLog implements DurableLog {
  private readonly process: MemberProcess;
  private readonly shadow: ShadowLog;
  private readonly cluster: Cluster;
  private readonly replica: () => Replica | null;

  constructor(process: MemberProcess, shadow: ShadowLog, cluster: Cluster, replica: () => Replica | null) {
    this.process = process;
    this.shadow = shadow;
    this.cluster = cluster;
    this.replica = replica;
  }

  append(append: Append, done: StorageDone): void {
    const { process, shadow, cluster } = this;
    shadow.take(append);
    if (append.snapshot !== null) {
      cluster.world.count('snapshotsInstalled');
      process.say(`installs a snapshot at index ${append.snapshot.metadata.index}`);
    }
    process.storage.append(append, (error) => {
      if (error === null) shadow.done(append);
      done(error);
    });
    cluster.afterAppend(process);
  }

  saveSnapshot(snapshot: Snapshot, done: StorageDone): void {
    this.process.storage.saveSnapshot(snapshot, (error) => {
      done(error);
      if (error === null) this.compactSoon(snapshot.metadata.index);
    });
  }

  compact(index: number, done: StorageDone): void {
    this.process.storage.compact(index, done);
  }

  /**
   * In service thousands of entries stay behind a snapshot. A simulation is too short to ever need a snapshot
   * then, so fewer stay here.
   */
  private compactSoon(snapshotIndex: number): void {
    const memory = this.replica()?.['memory'];
    const index = snapshotIndex - this.cluster.settings.keepEntries;
    if (memory === undefined || index < memory.firstIndex()) return;
    memory.compact(index);
    this.compact(index, () => {});
  }
}
