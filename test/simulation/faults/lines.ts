/** Lines between members, and between them and clients, that are cut or bad. */
import { type Faults, machineOf, pauseFor } from './fault.ts';

export const LINE_FAULTS: Faults = {
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
      // What was held back is still on its way.
      cluster.disturbed();
    });
    return true;
  },

  /**
   * The master is cut off from the others together with some of the clients, which still reach it and only hold
   * what they have. It may be stopped meanwhile, so that another has taken its place when it goes on (R1).
   */
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
        for (const client of clients) {
          cluster.cutOff(client.who, other, cut);
          cluster.cutOff(other, client.who, cut);
          client.idle = cut;
        }
      }
    };
    set(true);
    // For as long as its clients wait for an answer.
    if (random.chance(0.6)) pauseFor(cluster, master.machine, random.between(800, 2_300));
    cluster.world.after(random.between(cluster.settings.lease, cluster.settings.lease * 2), () => set(false));
    return true;
  },
};
