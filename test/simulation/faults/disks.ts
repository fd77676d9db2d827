/** Disks that are slow, hang, fail, decay or are lost. */
import type { Cluster } from '../cluster.ts';
import type { Machine } from '../machine.ts';
import { type Faults, machineOf } from './fault.ts';

/** A disk may be lost only while the two others are whole: no promise is made for more. */
function loseData(cluster: Cluster, lose: (machine: Machine) => boolean): boolean {
  return cluster.isWhole() && lose(machineOf(cluster));
}

/** Gives a machine the disk that it has lost, once another has taken its place. */
function putBackWhenWhole(cluster: Cluster, machine: Machine): void {
  const { world } = cluster;
  world.after(world.random.between(1_000, 6_000), () => {
    if (!cluster.faulty) return;
    if (!cluster.isWhole()) putBackWhenWhole(cluster, machine);
    else if (machine.putOldDiskIn()) world.after(world.random.between(1_000, 8_000), () => machine.takeOldDiskOut());
  });
}

export const DISK_FAULTS: Faults = {
  slowDisk(cluster) {
    const machine = machineOf(cluster);
    machine.slowFor(cluster.world.random.between(5, 300), cluster.world.random.between(500, 5_000));
    return true;
  },

  hungDisk(cluster) {
    const { world, machines } = cluster;
    if (machines.some((machine) => machine.hangs)) return false;
    const machine = machineOf(cluster);
    machine.hang();
    machine.process?.say('has a disk that does not answer');
    world.after(world.random.between(500, 13_000), () => machine.unhang());
    return true;
  },

  failedWrite(cluster) {
    machineOf(cluster).failures = cluster.world.random.integer(1, 3);
    return true;
  },

  /** A failed write, and the power gone soon after the restart: what was only in the cache is lost then. */
  failedWriteThenPower(cluster) {
    const { random } = cluster.world;
    const machine = machineOf(cluster);
    machine.failures = 1;
    cluster.world.after(random.between(300, 3_000), () => machine.crash('power', random.between(50, 500)));
    return true;
  },

  /** No room for so long: each process ends at its first write, and starts again once there is room. */
  fullDisk(cluster) {
    const { world } = cluster;
    const machine = machineOf(cluster);
    if (machine.full) return false;
    machine.full = true;
    machine.process?.say('has a full disk');
    world.after(world.random.between(200, 6_000), () => {
      machine.full = false;
      cluster.disturbed();
    });
    return true;
  },

  lostDisk(cluster) {
    return loseData(cluster, (machine) => {
      cluster.world.count('lostDisks');
      machine.loseDisk(cluster.world.random.between(100, 5_000));
      return true;
    });
  },

  bitFlip(cluster) {
    return loseData(cluster, (machine) => {
      machine.crash('process', cluster.world.random.between(50, 1_000));
      return machine.flipBit();
    });
  },

  tornSectors(cluster) {
    return loseData(cluster, (machine) => {
      machine.harm();
      machine.crash('power', cluster.world.random.between(50, 1_000), 'sectors');
      return true;
    });
  },

  /** A disk that was replaced is put back for a while: it must have no say (R16). */
  oldDisk(cluster) {
    const { world } = cluster;
    const machine = machineOf(cluster);
    if (!cluster.isWhole() || machine.hasOldDisk) return false;
    world.count('lostDisks');
    machine.loseDisk(world.random.between(100, 1_000));
    putBackWhenWhole(cluster, machine);
    return true;
  },
};
