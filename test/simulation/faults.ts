/** What goes wrong in a simulation. Each seed has a choice of kinds, so that some meet one kind again and again. */
import type { Cluster } from './cluster.ts';
import type { Machine } from './machine.ts';
import type { MemberProcess } from './memberProcess.ts';

/** How long a hand-over may take in calm times, and an election beyond the election timeout; milliseconds. */
const TRANSFER_MS = 150;
const ELECTION_MS = 270;

/** Does one fault; false if it cannot be done now. */
type Fault = (cluster: Cluster) => boolean;

function machineOf(cluster: Cluster): Machine {
  const { random } = cluster.world;
  // The master is where most can go wrong.
  const master = cluster.master();
  return master !== null && random.chance(0.5) ? master.machine : random.pick(cluster.machines);
}

function pauseFor(cluster: Cluster, machine: Machine, milliseconds: number): boolean {
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

/** In calm times a hand-over comes about at once. */
function expectTransfer(cluster: Cluster, master: MemberProcess, to: string): void {
  const { world } = cluster;
  const target = cluster.process(to);
  if (target === null || !cluster.isCalm()) return;
  const term = master.term();
  cluster.disturbed();
  const { disturbedAt } = cluster;
  world.after(TRANSFER_MS, () => {
    if (cluster.disturbedAt !== disturbedAt || cluster.consensus.ledAfter(term, target.incarnation)) return;
    world.fail('transfer', `${master.server} was to hand over to ${to}, and ${TRANSFER_MS} ms later did not`);
  });
}

/** A disk may be lost only while the two others are whole: no promise is made for more. */
function loseData(cluster: Cluster, lose: (machine: Machine) => boolean): boolean {
  return cluster.isWhole() && lose(machineOf(cluster));
}

export const FAULTS: Readonly<Record<string, Fault>> = {
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

  cutLinks(cluster) {
    const { random } = cluster.world;
    // Any of the 64 sets of directed lines between three.
    const set = random.integer(1, 63);
    const lines = cluster.servers.flatMap((from) =>
      cluster.servers.filter((to) => to !== from).map((to) => [from, to]),
    );
    const cut = lines.filter((_, at) => (set & (1 << at)) !== 0);
    for (const [from = '', to = ''] of cut) cluster.network.cut(from, to, true);
    cluster.world.after(random.exponential(2_500), () => {
      for (const [from = '', to = ''] of cut) cluster.network.cut(from, to, false);
    });
    return true;
  },

  isolateMaster(cluster) {
    const { random } = cluster.world;
    const { server } = machineOf(cluster);
    const ways = random.pick([[true], [false], [true, false]]);
    const set = (cut: boolean) => {
      for (const other of cluster.servers) {
        if (other === server) continue;
        for (const out of ways) cluster.network.cut(out ? server : other, out ? other : server, cut);
      }
    };
    set(true);
    const duration = random.between(100, cluster.settings.lease * 1.5);
    cluster.world.after(duration, () => set(false));
    // Its last entries are still on their way to the disk when others have taken their place.
    if (random.chance(0.3)) {
      cluster.machine(server).hang();
      cluster.world.after(duration + random.between(0, 1_000), () => cluster.machine(server).unhang());
    }
    return true;
  },

  badLines(cluster) {
    const { random } = cluster.world;
    const before = cluster.network.settings;
    const loss = random.between(0, 0.2);
    cluster.disturbed();
    cluster.network.settings = { ...before, loss, doubling: random.between(0, 0.2), late: random.between(0, 0.2) };
    cluster.world.say('network', `loses ${Math.round(loss * 100)} %`);
    cluster.world.after(random.between(500, 5_000), () => {
      cluster.network.settings = cluster.settings.network;
    });
    return true;
  },

  cutClients(cluster) {
    const { random } = cluster.world;
    const cut: [string, string][] = [];
    for (const { who } of cluster.clients) {
      if (!random.chance(0.3)) continue;
      for (const server of cluster.servers) {
        if (random.chance(0.7)) cut.push([who, server]);
        if (random.chance(0.7)) cut.push([server, who]);
      }
    }
    for (const [from, to] of cut) cluster.cutOff(from, to, true);
    // Some come back just when their time is up.
    const { lease } = cluster.settings;
    const duration = random.chance(0.5) ? random.exponential(lease) : random.between(0.7, 1.15) * lease;
    cluster.world.after(duration, () => {
      for (const [from, to] of cut) cluster.cutOff(from, to, false);
    });
    return true;
  },

  /** Answers come late to some clients, and then nothing for longer than they may believe. */
  lateAnswers(cluster) {
    const { world, settings } = cluster;
    const { random } = world;
    for (const { who } of cluster.clients) {
      if (!random.chance(0.3)) continue;
      cluster.answerLag.set(who, random.between(0.2, 0.6) * settings.lease);
      const set = (cut: boolean) => {
        for (const server of cluster.servers) {
          cluster.cutOff(who, server, cut);
          cluster.cutOff(server, who, cut);
        }
      };
      world.after(random.between(0.5, 2) * settings.lease, () => {
        cluster.answerLag.delete(who);
        set(true);
        world.after(1.5 * settings.lease, () => set(false));
      });
    }
    return true;
  },

  clientDies(cluster) {
    const client = cluster.world.random.pick(cluster.clients);
    client.die(true);
    return true;
  },

  clientStops(cluster) {
    const { random } = cluster.world;
    const client = random.pick(cluster.clients);
    if (!client.alive || client.paused) return false;
    if (random.chance(0.5)) client.suspend();
    else client.pause();
    cluster.world.say(client.who, 'is stopped');
    cluster.world.after(random.between(50, cluster.settings.lease * 1.6), () => client.resume());
    return true;
  },

  clockJump(cluster) {
    const { random } = cluster.world;
    const jump = random.pick([-1, 1]) * random.exponential(3_600_000);
    if (random.chance(0.5)) random.pick(cluster.clients).clock.jump(Math.abs(jump));
    else machineOf(cluster).clock.jump(jump);
    return true;
  },

  slowDisk(cluster) {
    const machine = machineOf(cluster);
    machine.slowness = cluster.world.random.between(5, 300);
    cluster.disturbed();
    machine.process?.say(`has a slow disk: ${Math.round(machine.slowness)} ms`);
    cluster.world.after(cluster.world.random.between(500, 5_000), () => {
      machine.slowness = 0;
    });
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
    const { random } = cluster.world;
    const machine = machineOf(cluster);
    if (!cluster.isWhole() || !machine.putOldDiskIn()) return false;
    cluster.world.after(random.between(1_000, 8_000), () => machine.takeOldDiskOut());
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
    // The timeouts of the second in the order, and what a round of votes takes.
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

  /** The master is cut off from the others together with some of the clients, which still reach it. */
  splitWithClients(cluster) {
    const { random } = cluster.world;
    const master = cluster.master();
    if (master === null) return false;
    const others = cluster.servers.filter((server) => server !== master.server);
    const clients = cluster.clients.filter(() => random.chance(0.5));
    const set = (cut: boolean) => {
      for (const other of others) {
        cluster.network.cut(master.server, other, cut);
        cluster.network.cut(other, master.server, cut);
        for (const { who } of clients) {
          cluster.cutOff(who, other, cut);
          cluster.cutOff(other, who, cut);
        }
      }
    };
    set(true);
    if (random.chance(0.5)) pauseFor(cluster, master.machine, random.between(100, cluster.settings.lease));
    cluster.world.after(random.between(cluster.settings.lease, cluster.settings.lease * 2), () => set(false));
    return true;
  },

  rollingRestart(cluster) {
    const { random } = cluster.world;
    let delay = 0;
    for (const machine of cluster.machines) {
      cluster.world.after(delay, () => machine.process?.leave());
      delay += random.between(500, 4_000);
    }
    return true;
  },

  reread(cluster) {
    const { random } = cluster.world;
    const edition = cluster.newEdition();
    cluster.world.say('operator', `hands out ${edition.hash}`);
    for (const machine of random.shuffled(cluster.machines)) {
      // One of three may keep an old file for long.
      const delay = random.chance(0.2) ? random.between(1_000, 20_000) : random.between(0, 1_000);
      cluster.world.after(delay, () => {
        machine.edition = edition;
        machine.process?.licenseChanged();
      });
    }
    return true;
  },

  remove(cluster) {
    const { random } = cluster.world;
    const master = cluster.master();
    const held = [...(master?.replica?.state.held.keys() ?? [])];
    if (master === null || held.length === 0) return false;
    for (const lease of random.shuffled(held).slice(0, 3)) {
      master.replica?.submit({ revoke: { lease, reason: 'lmremove' } }, null);
    }
    return true;
  },

  transfer(cluster) {
    const { random } = cluster.world;
    const master = cluster.master();
    if (master === null) return false;
    const to = random.pick(cluster.servers.filter((server) => server !== master.server));
    cluster.world.count('transfers');
    master.say(`is to hand over to ${to}`);
    expectTransfer(cluster, master, to);
    master.transferMaster(to, random.chance(0.5) ? 0 : random.between(500, 10_000));
    return true;
  },
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
