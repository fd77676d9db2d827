/** What goes wrong in a simulation. Each seed has a choice of kinds, so that some meet one kind again and again. */
import type { Cluster } from '../cluster.ts';
import { CLIENT_FAULTS } from './clients.ts';
import { DISK_FAULTS } from './disks.ts';
import type { Faults } from './fault.ts';
import { LINE_FAULTS } from './lines.ts';
import { OPERATOR_FAULTS } from './operators.ts';
import { PROCESS_FAULTS } from './processes.ts';

export const FAULTS: Faults = {
  ...PROCESS_FAULTS,
  ...LINE_FAULTS,
  ...DISK_FAULTS,
  ...CLIENT_FAULTS,
  ...OPERATOR_FAULTS,
};

/** Lets faults of these kinds happen from then on, until the cluster is healed. */
export function startFaults(cluster: Cluster, kinds: readonly string[], meanPause: number, from: number): void {
  const { world } = cluster;
  const next = (): void => {
    if (!cluster.faulty) return;
    const kind = world.random.pick(kinds);
    if (FAULTS[kind]?.(cluster) === true) {
      world.count('faults');
      world.say('fault', kind);
    }
    world.after(world.random.exponential(meanPause), next);
  };
  world.after(from, next);
}
