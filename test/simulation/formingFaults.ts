/** What goes wrong while a cluster forms, for half a minute. */
import { GRACE_MS } from '../../node/member/formation.ts';
import type { Cluster } from './cluster.ts';

const UNTIL_MS = 30_000;

/** Cuts lines, brings one server late, takes one disk away. */
export function disturbForming(cluster: Cluster): void {
  const { world } = cluster;
  const { random } = world;
  const late = random.pick(cluster.servers);
  if (random.chance(0.5)) cutAtRandom(cluster);
  else bringOneLate(cluster, late);
  if (!random.chance(0.5)) return;
  // Where two have formed without the third, neither of their disks may be lost: no promise is made for that.
  const early = random.chance(0.5);
  const machine = early ? random.pick(cluster.machines) : cluster.machine(late);
  const at = early ? random.between(300, 5_000) : random.between(GRACE_MS, GRACE_MS + 1_500);
  world.after(at, () => {
    if (early || !cluster.isFoundedOn(machine)) machine.loseDisk(random.between(50, 2_000));
  });
}

/** Each line is cut and repaired, again and again. */
function flicker(cluster: Cluster, from: string, to: string, cut: boolean, whole: number): void {
  const { world } = cluster;
  const over = world.now >= UNTIL_MS;
  cluster.network.cut(from, to, cut && !over);
  if (!over) world.after(world.random.exponential(whole), () => flicker(cluster, from, to, !cut, whole));
}

function linesOf(cluster: Cluster): [string, string][] {
  return cluster.servers.flatMap((from) =>
    cluster.servers.filter((to) => to !== from).map((to): [string, string] => [from, to]),
  );
}

function cutAtRandom(cluster: Cluster): void {
  const { random } = cluster.world;
  const pause = random.pick([300, 3_000, 15_000]);
  for (const [from, to] of linesOf(cluster)) flicker(cluster, from, to, random.chance(0.5), pause);
}

/** Two are alone for about as long as they wait for the third; then it comes, by lines that come and go. */
function bringOneLate(cluster: Cluster, late: string): void {
  const { world } = cluster;
  const { random } = world;
  const at = random.between(GRACE_MS - 500, GRACE_MS + 1_000);
  for (const [from, to] of linesOf(cluster)) {
    if (from !== late && to !== late) continue;
    cluster.network.cut(from, to, true);
    world.after(at + random.between(0, 500), () => flicker(cluster, from, to, false, 150));
  }
}
