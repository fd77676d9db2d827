/** What a fault is, and what faults of all kinds need. */
import type { Cluster } from '../cluster.ts';
import type { Machine } from '../machine.ts';

/** Does one fault; false if it cannot be done now. */
export type Fault = (cluster: Cluster) => boolean;

export type Faults = Readonly<Record<string, Fault>>;

export function machineOf(cluster: Cluster): Machine {
  const { random } = cluster.world;
  // The master is where most can go wrong.
  const master = cluster.master();
  return master !== null && random.chance(0.5) ? master.machine : random.pick(cluster.machines);
}

export function pauseFor(cluster: Cluster, machine: Machine, milliseconds: number): boolean {
  const { process } = machine;
  if (process === null || process.paused) return false;
  process.say(`is stopped for ${Math.round(milliseconds)} ms`);
  process.pause();
  cluster.world.after(milliseconds, () => {
    if (!process.paused) return;
    process.say('goes on');
    process.resume();
  });
  return true;
}
