/** One seed: a trio with its clients through a time of faults, then a time of peace in which all must come right. */
import { reclaimAfter } from '../../node/licensing/index.ts';
import { Cluster, type Settings } from './cluster.ts';
import type { Counts } from './counts.ts';
import { FAULTS, startFaults } from './faults/index.ts';
import { disturbForming } from './formingFaults.ts';
import type { Random } from './random.ts';
import { Violation, World } from './world.ts';

/** Every so many-th seed lasts an hour. */
const LONG_EVERY = 250;
const HOUR_MS = 3_600_000;
/** What every seed of service must have met, and how much longer it may take for it. */
const LEAST_OPERATIONS = 500;
const LEAST_FAULTS = 5;
const LONGEST_MORE_MS = 240_000;
/** A master must be there so soon after the last fault; what restarts and hung disks take is within it. */
const MASTER_WITHIN_MS = 8_000;
/** The preferred one waits up to five minutes after it has lost mastership often. */
const PREFERRED_WITHIN_MS = 330_000;

/** `service`: a minute of faults, or an hour. `forming`: only how the cluster forms, under faults. */
export type Scenario = 'service' | 'forming';

export interface Outcome {
  readonly seed: number;
  /** Null if all held. */
  readonly violation: string | null;
  /** Name of the rule that was broken; empty if none was. */
  readonly rule: string;
  readonly counts: Counts;
  /** Simulated milliseconds. */
  readonly simulated: number;
  readonly events: number;
  /** Equal for two runs of the same seed. */
  readonly digest: string;
  readonly trace: readonly string[];
}

export function simulate(seed: number, scenario: Scenario, tracing = false): Outcome {
  const world = new World(seed, tracing);
  let violation: string | null = null;
  let rule = '';
  try {
    runSeed(world, seed, scenario);
  } catch (error) {
    const broken = world.broken ?? error;
    rule = broken instanceof Violation ? broken.rule : 'exception';
    violation =
      broken instanceof Violation ? broken.message : `exception: ${(broken as Error).stack ?? String(broken)}`;
    if (!(broken instanceof Violation)) world.say('VIOLATION', violation);
  }
  const { counts, now, events, trace } = world;
  return { seed, violation, rule, counts, simulated: now, events, digest: world.digest(), trace };
}

function runSeed(world: World, seed: number, scenario: Scenario): void {
  const { random } = world;
  const service = scenario === 'service';
  const long = service && seed % LONG_EVERY === LONG_EVERY - 1;
  const settings = service ? drawSettings(random, long) : formingSettings(random);
  const cluster = new Cluster(world, settings);
  const kinds = service ? drawKinds(random) : [];
  world.say('settings', JSON.stringify({ ...settings, kinds }));
  // Some clusters have to form under faults.
  const peace = settings.hardForming ? 33_000 : random.chance(0.2) ? 0 : 3_000;
  if (settings.hardForming) disturbForming(cluster);
  if (service) startFaults(cluster, kinds, long ? 20_000 : random.between(1_500, 5_000), peace);
  if (long) world.run(HOUR_MS);
  else world.run(service ? 60_000 : 33_000);
  const enough = () => world.counts.operations >= LEAST_OPERATIONS && world.counts.faults >= LEAST_FAULTS;
  if (service && !enough()) world.run(world.now + LONGEST_MORE_MS, enough);

  if (service && !enough()) world.fail('simulation', 'too few operations or faults');

  cluster.heal();
  world.say('world', 'all faults end');
  const masterBy = world.now + MASTER_WITHIN_MS;
  world.run(masterBy, () => cluster.master() !== null);
  if (cluster.master() === null) world.fail('liveness', `no master ${MASTER_WITHIN_MS} ms after the last fault`);
  const { answers } = world;
  world.run(world.now + 10_000);
  if (world.answers === answers) world.fail('liveness', 'nothing was answered in 10 s after the last fault');

  for (const client of cluster.clients) {
    client.working = false;
    if (random.chance(0.5)) client.close();
    else client.die(false);
  }
  world.say('world', 'all clients end');
  const free = () => cluster.state.out.size === 0;
  world.run(world.now + 2 * reclaimAfter(settings.lease) + 5_000, free);
  if (!free()) {
    const left = [...cluster.state.out.keys()].join(', ');
    world.fail('liveness', `leases ${left} are still out two leases after the last client has gone`);
  }
  const preferred = () => settled(cluster);
  world.run(world.now + PREFERRED_WITHIN_MS, preferred);
  if (!preferred()) {
    const master = cluster.master()?.server ?? 'nobody';
    const text = cluster.machines.map(
      ({ server, process }) => `${server} ${process?.replica?.state.appliedIndex ?? '-'}`,
    );
    world.fail('preference', `${master} is master at the end; applied: ${text.join(', ')}`);
  }
  for (const { server, process } of cluster.machines) {
    if (process?.replica != null) cluster.state.compareWhole(server, process.replica.state);
  }
}

/** The one that should be is master, and all have applied the same. */
function settled(cluster: Cluster): boolean {
  const master = cluster.master();
  const state = master?.replica?.state ?? null;
  if (master === null || state === null) return false;
  const rank = state.order.servers.indexOf(master.server);
  const primary = state.license?.primaryIsMaster === true;
  if (primary ? rank !== 0 : rank === 2) return false;
  const { voters } = master.replica?.confState ?? { voters: [] };
  return (
    voters.length === 3 &&
    cluster.machines.every(({ process }) => process?.replica?.state.appliedIndex === state.appliedIndex)
  );
}

function drawSettings(random: Random, long: boolean): Settings {
  const calm = random.chance(0.4);
  const clients = random.integer(5, 12);
  return {
    lease: random.pick([3_000, 5_000, 10_000]),
    electionTimeout: random.pick([200, 300, 300, 500]),
    snapshotEntries: random.integer(20, 300),
    keepEntries: random.integer(1, 50),
    clients,
    thinkTime: long ? 5_000 : (clients * 60_000) / random.between(550, 750),
    primaryIsMaster: random.chance(0.6),
    hardForming: random.chance(0.08),
    crashPoints: random.chance(0.3) ? random.between(0, 0.01) : 0,
    network: {
      delay: random.between(0.05, 1),
      jitter: random.between(0, 3),
      loss: calm ? 0 : random.between(0, 0.02),
      doubling: calm ? 0 : random.between(0, 0.05),
      late: calm ? 0 : random.between(0, 0.02),
    },
  };
}

function formingSettings(random: Random): Settings {
  return { ...drawSettings(random, false), hardForming: true, crashPoints: 0, clients: 2 };
}

/** What can always be done, for seeds that have drawn little else. */
const USUAL_KINDS = ['kill', 'pause', 'cutLinks'];

/** A part of the kinds, so that some seeds meet few kinds often. */
function drawKinds(random: Random): string[] {
  const share = random.between(0.15, 0.7);
  const drawn = Object.keys(FAULTS).filter(() => random.chance(share));
  return drawn.length >= USUAL_KINDS.length ? drawn : [...new Set([...drawn, ...USUAL_KINDS])];
}
