/**
 * `make demo`: from nothing to a LicenseCluster that loses its master's node and not one checkout. Each step
 * is printed with its time; it ends at the first thing that is not so.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureImages, ensureUp } from '../cluster/index.ts';
import { apply, installOperator, makeNamespace, removeNamespace, sample } from '../e2e/support/install.ts';
import { getLicenseCluster, waitMaster, waitReady } from '../e2e/support/licenseCluster.ts';
import { type Outside, outside } from '../e2e/support/outside.ts';
import { Program } from '../processes/program.ts';
import { until } from '../processes/wait.ts';

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

async function main(): Promise<void> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const progress = (text: string) => indent(text);
  const cluster = await step('the local cluster: Kubernetes on five nodes in two subnets', () =>
    ensureUp({ progress }),
  );
  await step('images of operator and license server', async () => {
    await cluster.loadImages(await ensureImages(progress));
  });
  await step('helm install of the operator', async () => {
    await removeNamespace(cluster, NAMESPACE);
    await makeNamespace(cluster, NAMESPACE);
    await installOperator(cluster, NAMESPACE);
  });
  await step('kubectl apply -f deploy/samples/three-nodes.yaml, until three are ready and one is master', async () => {
    await apply(cluster, NAMESPACE, await sample());
    await waitReady(cluster, NAMESPACE, NAME);
  });
  indent((await cluster.kubectl(['get', 'lic', '-n', NAMESPACE])).stdout);
  indent((await cluster.kubectl(['get', 'pods', '-n', NAMESPACE, '-o', 'wide'])).stdout);

  const place = await outside(cluster, { namespace: NAMESPACE, name: NAME, folder: FOLDER, servers: SERVERS });
  await step('lmstat -a from outside the pods', async () =>
    indent(await place.lmutil('lmstat', '-a', '-c', place.servers)),
  );

  const programs: Program[] = [];
  const program = async () => {
    const started = await Program.start(place.servers, { wrap: place.wrap, env: place.client });
    programs.push(started);
    return started;
  };
  try {
    await loseTheMaster(cluster, place, program);
  } finally {
    for (const each of programs) await each.end();
  }
  indent((await cluster.kubectl(['get', 'lic', '-n', NAMESPACE])).stdout);
}

async function loseTheMaster(
  cluster: Awaited<ReturnType<typeof ensureUp>>,
  place: Outside,
  program: () => Promise<Program>,
): Promise<void> {
  const first = await program();
  const held = await step(`a program checks out 6 of ${FEATURE} and keeps them`, async () => {
    const answer = await first.ask({ do: 'checkout', feature: FEATURE, count: 6 });
    must(answer.ok, `lease ${answer.lease} at log index ${answer.index}`);
    return answer;
  });
  const before = await getLicenseCluster(cluster, NAMESPACE, NAME);
  const master = before.status?.master ?? '';
  const node = before.status?.members?.find((member) => member.name === master)?.node ?? '';
  const next = await step(`power-off of ${node}, the node of the master ${master}`, async () => {
    const lostAt = await cluster.powerOff(node);
    const answer = await first.ask({ do: 'checkout', feature: FEATURE });
    const milliseconds = Date.now() - lostAt;
    must(answer.ok, `the same program's next checkout is granted ${milliseconds} ms after the loss`);
    must(milliseconds <= 2_000, 'that is 2 s or less');
    const status = await first.ask({ do: 'status' });
    must(status.master !== master && status.master !== '', `the new master is ${status.master}`);
    return status;
  });
  await step('the same lease, read from the new master', async () => {
    const text = await place.lmutil('lmstat', '-f', FEATURE, '-c', place.servers);
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
    must((await waitMaster(cluster, NAMESPACE, NAME, master)) === next.master, `kubectl says ${next.master}`);
    indent((await cluster.kubectl(['get', 'lic', '-n', NAMESPACE])).stdout);
  });
  await step(`${node} is back, and its member in again`, async () => {
    await cluster.powerOn(node);
    await waitReady(cluster, NAMESPACE, NAME);
    // PRIMARY_IS_MASTER: the first takes mastership back.
    await until('the first to be master again', async () => {
      const { status } = await getLicenseCluster(cluster, NAMESPACE, NAME);
      return status?.master === SERVERS[0]?.name ? true : null;
    });
    must((await first.ask({ do: 'held', lease: held.lease })).held === true, 'the lease is still held');
  });
}

try {
  await main();
  say(
    `\n${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  demo ends well; the cluster stays up (make cluster-down ends it)`,
  );
} catch (error) {
  say(`\ndemo failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
}
