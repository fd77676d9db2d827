import type { Binaries } from './binaries.ts';
import type { CgroupLayout } from './cgroup.ts';
import type { InstanceRecord } from './instance.ts';
import type { Layout } from './layout.ts';

/** A cluster that runs, with what is needed to work on it. */
export interface RunningCluster {
  readonly record: InstanceRecord;
  readonly layout: Layout;
  readonly binaries: Binaries;
  readonly cgroups: CgroupLayout;
}
