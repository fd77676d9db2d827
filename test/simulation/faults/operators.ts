/** What people do meanwhile: restarts, license files, taking seats back, hand-overs. */
import { RULES_VERSION } from '../../../node/licensing/index.ts';
import type { Cluster } from '../cluster.ts';
import type { MemberProcess } from '../memberProcess.ts';
import type { Faults } from './fault.ts';

/** How long a hand-over may take in calm times, and one that fails; milliseconds. */
const TRANSFER_MS = 150;
const FAILED_TRANSFER_MS = 400;

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

/** A hand-over that comes to nothing holds up the master for one election timeout, no longer (trap 21). */
function expectService(cluster: Cluster, master: MemberProcess): void {
  const { world, settings, disturbedAt } = cluster;
  const within = settings.electionTimeout + FAILED_TRANSFER_MS;
  let served = false;
  // Ends no session that there is: all it shows is that the log goes on.
  master.replica?.submit({ endSession: { session: 'nobody' } }, () => {
    served = true;
  });
  world.after(within, () => {
    if (served || cluster.disturbedAt !== disturbedAt) return;
    world.fail('transfer', `${master.server} takes nothing ${within} ms after a hand-over to one that has died`);
  });
}

export const OPERATOR_FAULTS: Faults = {
  /** The master hands over to one that loses power at that moment. */
  transferToDying(cluster) {
    const { random } = cluster.world;
    const master = cluster.master();
    if (master === null || !cluster.isCalm()) return false;
    const to = random.pick(cluster.servers.filter((server) => server !== master.server));
    cluster.world.count('transfers');
    cluster.machine(to).crash('power', 4_000);
    master.transferMaster(to, 0);
    expectService(cluster, master);
    return true;
  },

  /** The SERVER lines of one member's file stand in another order for a while (R19). */
  otherOrder(cluster) {
    const { world } = cluster;
    const { random } = world;
    const machine = random.pick(cluster.machines);
    machine.setOrder(random.shuffled(cluster.servers));
    world.after(random.between(500, 10_000), () => machine.setOrder(cluster.servers));
    return true;
  },

  /** Each member has another file for a while: none of them may take effect (R14). */
  filesDiffer(cluster) {
    const { world } = cluster;
    const { random } = world;
    for (const machine of cluster.machines) {
      const edition = cluster.newEdition();
      world.after(random.between(0, 1_000), () => machine.setEdition(edition));
    }
    const edition = cluster.newEdition();
    world.after(random.between(2_000, 8_000), () => {
      for (const machine of cluster.machines) machine.setEdition(edition);
    });
    return true;
  },

  /** A newer program on one or two members for a while: the cluster acts by the rules that all know (R20). */
  upgrade(cluster) {
    const { world } = cluster;
    const { random } = world;
    if (cluster.machines.some(({ program }) => program !== RULES_VERSION)) return false;
    world.count('upgrades');
    let delay = 0;
    for (const machine of random.shuffled(cluster.machines).slice(0, random.integer(1, 2))) {
      world.after(delay, () => machine.install(RULES_VERSION + 1));
      delay += random.between(500, 4_000);
      world.after(delay + random.between(2_000, 10_000), () => machine.install(RULES_VERSION));
    }
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
        machine.setEdition(edition);
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
