/** Clients that die, are stopped, cut off, or hear late. */
import { reclaimAfter } from '../../../node/licensing/index.ts';
import type { SimulatedClient } from '../client.ts';
import type { Cluster } from '../cluster.ts';
import type { Faults } from './fault.ts';

/** A client waits no longer for an answer, in milliseconds: later ones find nobody. */
const LATEST_ANSWER_MS = 1_900;

function cutOffFromAll(cluster: Cluster, { who }: SimulatedClient, cut: boolean): void {
  for (const server of cluster.servers) {
    cluster.cutOff(who, server, cut);
    cluster.cutOff(server, who, cut);
  }
}

export const CLIENT_FAULTS: Faults = {
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
    const duration = random.chance(0.5) ? random.exponential(lease) : random.between(0.7, 1.15) * reclaimAfter(lease);
    cluster.world.after(duration, () => {
      for (const [from, to] of cut) cluster.cutOff(from, to, false);
    });
    return true;
  },

  /** Answers come late to some clients that only hold their seats, and then nothing for longer than they may believe. */
  lateAnswers(cluster) {
    const { world, settings } = cluster;
    const { random } = world;
    for (const client of cluster.clients) {
      if (!random.chance(0.3)) continue;
      client.idle = true;
      cluster.answerLag.set(client.who, random.between(500, LATEST_ANSWER_MS));
      world.after(random.between(0.5, 2) * settings.lease, () => {
        cluster.answerLag.delete(client.who);
        cutOffFromAll(cluster, client, true);
        world.after(1.5 * settings.lease, () => {
          cutOffFromAll(cluster, client, false);
          client.idle = false;
        });
      });
    }
    return true;
  },

  /** A client is heard again just as its session expires, while entries take long to be written (R5). */
  backAtLastMoment(cluster) {
    const { world, settings } = cluster;
    const { random } = world;
    const client = random.pick(cluster.clients);
    if (!client.alive || client.paused || client.session === null) return false;
    cutOffFromAll(cluster, client, true);
    const expiry = reclaimAfter(settings.lease) - random.between(0, settings.lease / 4);
    world.after(expiry, () => {
      cutOffFromAll(cluster, client, false);
      for (const machine of cluster.machines) machine.slowFor(random.between(100, 400), 2_000);
    });
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
};
