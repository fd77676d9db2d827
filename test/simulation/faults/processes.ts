/** Processes and machines that are killed, stopped and set to another time. */
import { type Faults, machineOf, pauseFor } from './fault.ts';

/** What an election may take beyond the election timeout, in milliseconds. */
const ELECTION_MS = 160;

export const PROCESS_FAULTS: Faults = {
  kill(cluster) {
    machineOf(cluster).crash('process', cluster.world.random.between(20, 3_000));
    return true;
  },

  powerLoss(cluster) {
    machineOf(cluster).crash('power', cluster.world.random.between(50, 5_000));
    return true;
  },

  powerLossOfAll(cluster) {
    for (const machine of cluster.machines) machine.crash('power', cluster.world.random.between(50, 2_000));
    return true;
  },

  pause(cluster) {
    const { random } = cluster.world;
    const lease = cluster.settings.lease;
    const long = random.chance(0.3);
    return pauseFor(cluster, machineOf(cluster), long ? random.between(lease, lease * 2) : random.between(20, 1_500));
  },

  clockJump(cluster) {
    const { random } = cluster.world;
    const jump = random.pick([-1, 1]) * random.exponential(3_600_000);
    if (random.chance(0.5)) random.pick(cluster.clients).clock.jump(Math.abs(jump));
    else machineOf(cluster).clock.jump(jump);
    return true;
  },

  /** The master falls silent and nothing else goes wrong: another must be there in time. */
  silence(cluster) {
    const { world, settings } = cluster;
    const master = cluster.master();
    if (master === null || !cluster.isCalm()) return false;
    const { incarnation } = master;
    const term = master.term();
    master.machine.crash('power', 4_000);
    const { disturbedAt } = cluster;
    // The lowest timeout is 60 ms above it (R19); the rest is what a round of votes takes.
    const within = settings.electionTimeout + ELECTION_MS;
    world.after(within, () => {
      if (cluster.disturbedAt !== disturbedAt) return;
      const others = cluster.machines
        .map(({ process }) => process?.incarnation ?? 0)
        .filter((id) => id !== incarnation);
      if (others.some((id) => cluster.consensus.ledAfter(term, id))) return;
      world.fail('R19', `nobody leads ${within} ms after ${master.server} fell silent`);
    });
    return true;
  },
};
