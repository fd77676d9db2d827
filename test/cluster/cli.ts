import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CommanderError } from 'commander';
import { buildProgram, type Commands } from './cliProgram.ts';
import type { Cluster } from './cluster.ts';
import { ClusterError, EXIT_CODES, hasCode } from './errors.ts';
import { ensureImages } from './images.ts';
import { ensureUp, openCluster, takeDown } from './index.ts';
import { duration, stderrProgress } from './progress.ts';
import { pushImages } from './pushImages.ts';

const abort = new AbortController();
const { signal } = abort;

async function onCluster(task: (cluster: Cluster) => Promise<void>): Promise<void> {
  await task(await openCluster({ signal }));
}

/** Runs a program with this one's terminal and exits as it did. */
async function passThrough(cluster: Cluster, program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...cluster.env } });
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function printStatus(cluster: Cluster, json: boolean): Promise<void> {
  const nodes = await cluster.nodes();
  if (json) {
    const { instance, apiOnly, kubeconfig, dnsAddress, auditLog } = cluster;
    print(JSON.stringify({ instance, apiOnly, kubeconfig, dnsAddress, auditLog, nodes }, undefined, 2));
    return;
  }
  print(`instance ${cluster.instance}, kubeconfig ${cluster.kubeconfig}, DNS ${cluster.dnsAddress}`);
  for (const node of nodes) {
    const cuts = node.cuts.map(({ direction, port }) => `${direction}${port === undefined ? '' : `:${port}`}`);
    const faults = [
      ...(node.power === 'off' ? ['off'] : []),
      ...(node.frozen ? ['frozen'] : []),
      ...(node.isolated ? ['isolated'] : []),
      ...(cuts.length > 0 ? [`cut ${cuts.join(' ')}`] : []),
    ];
    const columns = [node.name, node.address, `subnet ${node.subnet}`, node.ready ? 'Ready' : 'NotReady'];
    print([...columns, faults.join(', ')].join('\t').trimEnd());
  }
}

const commands: Commands = {
  async up(options) {
    await ensureUp({ ...options, signal });
  },
  async down() {
    const start = performance.now();
    const was = await takeDown({ signal });
    stderrProgress(was ? `cluster is down: ${duration(performance.now() - start)}` : 'no cluster of this checkout');
  },
  status: ({ json }) => onCluster((cluster) => printStatus(cluster, json)),
  env: () =>
    onCluster(async (cluster) => {
      for (const [name, value] of Object.entries(cluster.env)) {
        print(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
      }
    }),
  kubectl: (args) => onCluster((cluster) => passThrough(cluster, 'kubectl', args)),
  helm: (args) => onCluster((cluster) => passThrough(cluster, 'helm', args)),
  async images({ load, push }) {
    const images = await ensureImages(stderrProgress, { signal });
    const names = push === undefined ? undefined : await pushImages(images, push, stderrProgress, { signal });
    for (const name of names ?? images.map(({ path }) => path)) print(name);
    if (load) await onCluster(async (cluster) => void (await cluster.loadImages(images, { signal })));
  },
  load: (path) =>
    onCluster(async (cluster) => {
      const nodes = await cluster.loadImage(path, { signal });
      print(nodes.length === 0 ? 'every node that is on has it already' : `imported on ${nodes.join(', ')}`);
    }),
  powerOff: (node) => onCluster(async (cluster) => void (await cluster.powerOff(node, { signal }))),
  powerOn: (node, { wait }) => onCluster((cluster) => cluster.powerOn(node, { signal, wait })),
  isolate: (node) => onCluster(async (cluster) => void (await cluster.isolate(node, { signal }))),
  join: (node, { wait }) => onCluster((cluster) => cluster.join(node, { signal, wait })),
  freeze: (node) => onCluster(async (cluster) => void (await cluster.freeze(node, { signal }))),
  thaw: (node, { wait }) => onCluster((cluster) => cluster.thaw(node, { signal, wait })),
  cut: (node, cuts) =>
    onCluster(async (cluster) => {
      for (const cut of cuts) await cluster.cut(node, cut, { signal });
    }),
  heal: (node, { wait }) => onCluster((cluster) => cluster.heal(node, { signal, wait })),
  recycle: () =>
    onCluster(async (cluster) => {
      for (const name of await cluster.recyclePersistentVolumes({ signal })) print(name);
    }),
  logs: (component) =>
    onCluster(async (cluster) => {
      const logs = await cluster.logs();
      if (component === undefined) {
        for (const [name, path] of logs) print(`${name}\t${path}`);
        return;
      }
      const path = logs.get(component);
      if (path === undefined) {
        throw new ClusterError('USAGE', `no component ${component}; there are: ${[...logs.keys()].join(', ')}`);
      }
      await pipeline(createReadStream(path), process.stdout, { end: false });
    }),
};

// A reader such as head that has seen enough is no error.
process.stdout.on('error', (error) => {
  if (!hasCode(error, 'EPIPE')) throw error;
});
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => abort.abort(new ClusterError('COMMAND_FAILED', `ended by ${name}`)));
}
try {
  await buildProgram(commands).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_CODES.USAGE;
  } else if (error instanceof ClusterError) {
    process.stderr.write(`cluster: ${error.message}\n`);
    process.exitCode = EXIT_CODES[error.code];
  } else {
    throw error;
  }
}
