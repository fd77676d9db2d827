/**
 * `make demo`: from nothing to a LicenseCluster that loses its master's node and not one checkout. Each step
 * is printed with its time; it ends at the first thing that is not so.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { apply, installOperator, makeNamespace, sample } from '../e2e/support/install.ts';
import { getLicenseCluster, waitMaster, waitReady } from '../e2e/support/licenseCluster.ts';
import type { Program } from '../processes/program.ts';
import { until } from '../processes/wait.ts';
import { localPlace } from './localPlace.ts';
import { namedPlace } from './namedPlace.ts';
import type { Place } from './place.ts';

const NAMESPACE = 'lmtriad-demo';
const NAME = 'usoft';
const FEATURE = 'usoft_studio';
const SERVERS = [
  { name: 'azuurmees', port: 2830 },
  { name: 'fitis', port: 2831 },
  { name: 'buulbuul', port: 2832 },
];
const FOLDER = join(import.meta.dirname, '../../out/demo');

const began = performance.now();

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Runs one step and prints what it came to and how long it took. */
async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  say(`\n${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${title}`);
  const started = performance.now();
  const result = await work();
  say(`          done in ${((performance.now() - started) / 1000).toFixed(2)} s`);
  return result;
}

function indent(text: string): void {
  for (const line of text.trimEnd().split('\n')) say(`          ${line}`);
}

/** Ends the demo when something is not as it must be. */
function must(condition: boolean, what: string): void {
  if (!condition) throw new Error(`not so: ${what}`);
  say(`          ok: ${what}`);
}

async function main(place: () => Promise<Place>): Promise<void> {
  const at = await step('the cluster', place);
  say(`          ${at.title}`);
  const { kube } = at;
  const images = await step('images of operator and license server', () => at.images());
  await step('helm install of the operator', async () => {
    await at.clean(NAMESPACE);
    await makeNamespace(kube, NAMESPACE);
    await installOperator(kube, NAMESPACE, await at.helmFlags(), images);
  });
  await step('kubectl apply -f deploy/samples/three-nodes.yaml, until three are ready and one is master', async () => {
    await apply(kube, NAMESPACE, await sample());
    await waitReady(kube, NAMESPACE, NAME);
  });
  indent((await kube.kubectl(['get', 'lic', '-n', NAMESPACE])).stdout);
  indent((await kube.kubectl(['get', 'pods', '-n', NAMESPACE, '-o', 'wide'])).stdout);
  await at.enter();
  await step('lmstat -a from outside the pods', async () => indent(await at.lmutil('lmstat', '-a')));
  const programs: Program[] = [];
  try {
    await loseTheMaster(at, async () => {
      const started = await at.program();
      programs.push(started);
      return started;
    });
  } finally {
    for (const each of programs) await each.end();
  }
  indent((await kube.kubectl(['get', 'lic', '-n', NAMESPACE])).stdout);
}

/** Name of the pod with that address. */
async function podAt(kube: Place['kube'], podIP: string): Promise<string> {
  const selector = `--field-selector=status.podIP=${podIP}`;
  return (await kube.kubectl(['get', 'pods', '-n', NAMESPACE, selector, '-o', 'jsonpath={.items[0].metadata.name}']))
    .stdout;
}

async function loseTheMaster(at: Place, program: () => Promise<Program>): Promise<void> {
  const { kube } = at;
  const first = await program();
  const held = await step(`a program checks out 6 of ${FEATURE} and keeps them`, async () => {
    const answer = await first.ask({ do: 'checkout', feature: FEATURE, count: 6 });
    must(answer.ok, `lease ${answer.lease} at log index ${answer.index}`);
    return answer;
  });
  const before = await getLicenseCluster(kube, NAMESPACE, NAME);
  const master = before.status?.master ?? '';
  const member = before.status?.members?.find((each) => each.name === master);
  const node = member?.node ?? '';
  const next = await step(`the master ${master} is lost with its node ${node}`, async () => {
    const { lostAt, said } = await at.lose(node, await podAt(kube, member?.podIP ?? ''));
    say(`          ${said}`);
    const answer = await first.ask({ do: 'checkout', feature: FEATURE });
    const milliseconds = Date.now() - lostAt;
    must(answer.ok, `the same program's next checkout is granted ${milliseconds.toFixed(0)} ms after the loss`);
    must(milliseconds <= 2_000, 'that is 2 s or less');
    const status = await first.ask({ do: 'status' });
    must(status.master !== master && status.master !== '', `the new master is ${status.master}`);
    return status;
  });
  await step('the same lease, read from the new master', async () => {
    const text = await at.lmutil('lmstat', '-f', FEATURE);
    indent(text);
    const handle = new RegExp(`\\b${held.lease}\\), start .*, 6 licenses`);
    must(handle.test(text), `handle ${held.lease} with 6 licenses is held on ${next.master}`);
    must((await first.ask({ do: 'held', lease: held.lease })).held === true, 'the program believes so too');
  });
  await step('a second program gets the 3 that remain, a third is denied', async () => {
    const second = await (await program()).ask({ do: 'checkout', feature: FEATURE, count: 3 });
    must(second.ok, 'the second has 3: 6 + 1 + 3 = 10 are out');
    const third = await (await program()).ask({ do: 'checkout', feature: FEATURE });
    must(!third.ok && third.code === -4, `the third is told: ${third.text}`);
  });
  await step('the status names the new master', async () => {
    must((await waitMaster(kube, NAMESPACE, NAME, master)) === next.master, `kubectl says ${next.master}`);
    indent((await kube.kubectl(['get', 'lic', '-n', NAMESPACE])).stdout);
  });
  await step(`${node} is back, and its member in again`, async () => {
    await at.bringBack(node);
    await waitReady(kube, NAMESPACE, NAME);
    // PRIMARY_IS_MASTER: the first takes mastership back.
    await until('the first to be master again', async () => {
      const { status } = await getLicenseCluster(kube, NAMESPACE, NAME);
      return status?.master === SERVERS[0]?.name ? true : null;
    });
    must((await first.ask({ do: 'held', lease: held.lease })).held === true, 'the lease is still held');
  });
}

const program = new Command('demo')
  .description('From nothing to a LicenseCluster that loses its master and not one checkout.')
  .option('--context <name>', 'a cluster of your kubeconfig in place of the local one')
  .option('--registry <host/path>', 'where that cluster gets images from; they are pushed there')
  .parse();
const { context, registry } = program.opts<{ context?: string; registry?: string }>();
if (context !== undefined && registry === undefined) {
  program.error('CONTEXT needs REGISTRY=host/path, from which that cluster can pull', { exitCode: 64 });
}
const common = { namespace: NAMESPACE, name: NAME, servers: SERVERS, progress: indent };
const place =
  context === undefined
    ? () => localPlace({ ...common, folder: FOLDER })
    : async () => namedPlace({ ...common, context, registry: registry ?? '' });
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
try {
  await main(place);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`\n${seconds.padStart(6)} s  demo ends well; what it made stays (make cluster-down ends the local cluster)`);
} catch (error) {
  say(`\ndemo failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
}
