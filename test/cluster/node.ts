import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { NodePlan } from './addressPlan.ts';
import {
  type CgroupLayout,
  createGroup,
  groupProcesses,
  groupProcsFiles,
  isFrozen,
  killGroup,
  removeGroup,
} from './cgroup.ts';
import { run } from './command.ts';
import { type Cut, currentCuts } from './cut.ts';
import { ClusterError } from './errors.ts';
import { stateRoot } from './instance.ts';
import { type Layout, nodeLayout } from './layout.ts';
import { createNodeNetwork, deleteNodeNetwork, isNodeLinkUp } from './network.ts';
import { nodeLabels } from './nodeConfig.ts';
import { isAlive, parseProcessStat, readRecord, startDaemon } from './processRecord.ts';
import { type ConditionOptions, waitFor } from './wait.ts';

const INIT = join(import.meta.dirname, 'node-init.sh');

/** How a node is, as seen from the machine below it. */
export interface NodeState {
  readonly name: string;
  readonly power: 'on' | 'off';
  readonly frozen: boolean;
  readonly isolated: boolean;
  readonly cuts: readonly Cut[];
}

/** Boots a node: its network namespace, its cgroup and its init. Its disk is what the last boot left. */
export async function bootNode(
  layout: Layout,
  cgroups: CgroupLayout,
  node: NodePlan,
  environment: { readonly path: string; readonly cache: string },
): Promise<void> {
  const at = nodeLayout(layout, node);
  await clearNode(layout, cgroups, node);
  await createNodeNetwork(layout.plan, node);
  for (const group of [outerGroup(at.cgroup), innerGroup(at.cgroup)]) await createGroup(cgroups, group);
  await startDaemon({
    argv: [
      ...['nsenter', `--net=/run/netns/${node.netns}`, '--'],
      ...['unshare', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child', '--', INIT],
    ],
    logFile: join(at.logs, 'init.log'),
    recordFile: at.record,
    groups: groupProcsFiles(cgroups, outerGroup(at.cgroup)),
    env: {
      PATH: environment.path,
      HOME: '/root',
      LMT_NODE: node.name,
      LMT_ADDRESS: node.address,
      LMT_LABELS: nodeLabels(node),
      LMT_KUBECONFIG: join(layout.config, `${node.name}.kubeconfig`),
      LMT_CONFIG: at.dir,
      LMT_DISK: at.disk,
      LMT_LOGS: at.logs,
      LMT_IMAGES: layout.images,
      LMT_IMPORTED: at.imported,
      LMT_STATE: stateRoot(),
      LMT_CACHE: environment.cache,
      LMT_INNER_GROUPS: groupProcsFiles(cgroups, innerGroup(at.cgroup)).join(' '),
      LMT_CGROUP_VERSION: String(cgroups.version),
      LMT_CGROUP_MOUNTS: cgroups.hierarchies
        .map(({ mountPoint, options }) => `${basename(mountPoint)}=${options}`)
        .join(' '),
    },
  });
}

/** SIGKILL to the node's init: kubelet, containerd and all containers die at that instant. */
export async function killNode(layout: Layout, cgroups: CgroupLayout, node: NodePlan): Promise<void> {
  process.kill(await innerInit(layout, cgroups, node), 'SIGKILL');
  await clearNode(layout, cgroups, node);
}

/** Ends whatever runs of a node and removes its namespace and cgroups; its disk stays. */
export async function clearNode(layout: Layout, cgroups: CgroupLayout, node: NodePlan): Promise<void> {
  const { cgroup } = nodeLayout(layout, node);
  await killGroup(cgroups, cgroup);
  await deleteNodeNetwork(layout.plan, node);
  await removeGroup(cgroups, cgroup);
}

/** True while the node has power. */
export async function isNodeOn(layout: Layout, node: NodePlan): Promise<boolean> {
  const record = await readRecord(nodeLayout(layout, node).record);
  return record !== undefined && (await isAlive(record));
}

/** Everything that can have been done to a node. */
export async function nodeState(layout: Layout, cgroups: CgroupLayout, node: NodePlan): Promise<NodeState> {
  if (!(await isNodeOn(layout, node))) {
    return { name: node.name, power: 'off', frozen: false, isolated: false, cuts: [] };
  }
  const [frozen, linkUp, cuts] = await Promise.all([
    isFrozen(cgroups, nodeLayout(layout, node).cgroup),
    isNodeLinkUp(layout.plan, node),
    currentCuts(node),
  ]);
  return { name: node.name, power: 'on', frozen, isolated: !linkUp, cuts };
}

/** Runs a command inside a node, with its mounts, network and processes. */
export async function runInNode(
  layout: Layout,
  cgroups: CgroupLayout,
  node: NodePlan,
  argv: readonly string[],
  options: { readonly path: string; readonly timeoutMs?: number; readonly signal?: AbortSignal },
): Promise<string> {
  const init = await innerInit(layout, cgroups, node);
  const enter = ['nsenter', '-t', String(init), '--mount', '--net', '--pid', '--uts', '--ipc', '--'];
  const { stdout } = await run([...enter, ...argv], { ...options, env: { PATH: options.path, HOME: '/root' } });
  return stdout;
}

/** Resolves once the node's containerd has imported every image archive of the instance. */
export async function waitForImages(layout: Layout, node: NodePlan, options: ConditionOptions): Promise<void> {
  const at = nodeLayout(layout, node);
  await waitFor(
    `${node.name} has imported all images`,
    async () => {
      for (const file of await readdir(layout.images)) {
        if (!file.endsWith('.tar')) continue;
        const [wanted, imported] = await Promise.all([
          readFile(join(layout.images, `${file}.sha256`), 'utf8'),
          readFile(join(at.imported, file), 'utf8').catch(() => ''),
        ]);
        if (wanted.trim() !== imported.trim()) throw new ClusterError('NODE_STATE', `${file} is not imported yet`);
      }
      return true;
    },
    { ...options, log: join(at.logs, 'import.log') },
  );
}

/* See node-init.sh for why a node has two. */
function outerGroup(group: string): string {
  return `${group}/outer`;
}

function innerGroup(group: string): string {
  return `${group}/inner`;
}

/** The pid, on the host, of the node's process 1. */
async function innerInit(layout: Layout, cgroups: CgroupLayout, node: NodePlan): Promise<number> {
  const at = nodeLayout(layout, node);
  const outer = await readRecord(at.record);
  if (outer === undefined || !(await isAlive(outer))) {
    throw new ClusterError('NODE_STATE', `${node.name} is off`);
  }
  return waitFor(
    `${node.name} has an init`,
    async () => {
      for (const pid of await groupProcesses(cgroups, at.cgroup)) {
        const stat = parseProcessStat(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
        if (stat?.parent === outer.pid) return pid;
      }
      return undefined;
    },
    { timeoutMs: 10_000, intervalMs: 10, log: join(at.logs, 'init.log') },
  );
}
