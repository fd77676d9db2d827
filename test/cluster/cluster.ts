import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { NodePlan } from './addressPlan.ts';
import { isReady, listNodes, openApi } from './api.ts';
import { type AuditEvent, readAuditLog } from './audit.ts';
import { cacheDir } from './cache.ts';
import { setFrozen } from './cgroup.ts';
import { type CommandOptions, type CommandResult, run } from './command.ts';
import { applyCuts, type Cut, removeCuts } from './cut.ts';
import { ClusterError } from './errors.ts';
import { fileExists } from './files.ts';
import { importOnNodes, stageImage } from './imageLoading.ts';
import { instanceLock } from './instance.ts';
import { nodeLayout } from './layout.ts';
import { setNodeLink } from './network.ts';
import { bootNode, killNode, type NodeState, nodeState } from './node.ts';
import type { ImageArchive } from './pauseImage.ts';
import { waitForReady, waitForReturn } from './readiness.ts';
import type { RunningCluster } from './runningCluster.ts';
import { recycleVolumes } from './volumes.ts';
import { type WaitOptions, waitFor } from './wait.ts';

/** A node as the machine below sees it and as Kubernetes believes it to be. */
export interface NodeStatus extends NodeState {
  readonly ready: boolean;
  readonly subnet: string;
  readonly address: string;
}

/**
 * The running local cluster. Operations that harm a node return when the harm was done, in milliseconds since
 * the epoch; those that end it return once the node is Ready again, unless `wait` is false.
 */
export class Cluster {
  readonly #running: RunningCluster;

  constructor(running: RunningCluster) {
    this.#running = running;
  }

  /** The instance's number; names and addresses follow from it. */
  get instance(): number {
    return this.#running.record.number;
  }

  /** True if it has no nodes: etcd, API server and controller manager only. */
  get apiOnly(): boolean {
    return this.#running.record.options?.apiOnly === true;
  }

  /** The administrator's kubeconfig. */
  get kubeconfig(): string {
    return this.#running.layout.kubeconfig;
  }

  /** The API server's audit log (JSON lines, level Metadata). */
  get auditLog(): string {
    return this.#running.layout.auditLog;
  }

  /** CoreDNS; it answers this machine as well. */
  get dnsAddress(): string {
    return this.#running.layout.plan.controlPlaneAddress;
  }

  /** What a shell or a program needs to work with the cluster. */
  get env(): Readonly<Record<string, string>> {
    return {
      KUBECONFIG: this.kubeconfig,
      PATH: this.#running.binaries.path,
      LMTRIAD_CLUSTER_INSTANCE: String(this.instance),
      LMTRIAD_CLUSTER_DNS: this.dnsAddress,
      LMTRIAD_CLUSTER_AUDIT_LOG: this.auditLog,
    };
  }

  /** Runs kubectl as administrator. */
  kubectl(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return run([this.#running.binaries.kubectl, ...args], this.#withEnv(options));
  }

  /** Runs Helm as administrator. */
  helm(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return run([this.#running.binaries.helm, ...args], this.#withEnv(options));
  }

  /** The state of all nodes. */
  async nodes(): Promise<NodeStatus[]> {
    if (this.apiOnly) return [];
    const { layout, cgroups } = this.#running;
    using api = await openApi(layout);
    const ready = new Set((await listNodes(api)).filter(isReady).map(({ metadata }) => metadata.name));
    return Promise.all(
      layout.plan.nodes.map(async (node) => ({
        ...(await nodeState(layout, cgroups, node)),
        ready: ready.has(node.name),
        subnet: node.subnet.name,
        address: node.address,
      })),
    );
  }

  /** SIGKILL to the node's init: kubelet, containerd and all its containers die at once. Its disk stays. */
  async powerOff(name: string, options: WaitOptions = {}): Promise<number> {
    const { layout, cgroups } = this.#running;
    const node = this.#node(name);
    await using _ = await this.#lock(options);
    await this.#state(node, (state) => state.power === 'on', 'is off already');
    const at = now();
    await killNode(layout, cgroups, node);
    return at;
  }

  /** Boots the node again from its disk. */
  async powerOn(name: string, options: WaitOptions & { readonly wait?: boolean } = {}): Promise<void> {
    const { layout, cgroups, binaries } = this.#running;
    const node = this.#node(name);
    await using _ = await this.#lock(options);
    await this.#state(node, (state) => state.power === 'off', 'is on already');
    const bootedAt = new Date();
    await bootNode(layout, cgroups, node, { path: binaries.path, cache: cacheDir() });
    if (options.wait === false) return;
    using api = await openApi(layout);
    await waitForReturn(api, layout, [node], bootedAt, options);
  }

  /** Pulls the node's network cable. */
  async isolate(name: string, options: WaitOptions = {}): Promise<number> {
    const node = this.#node(name);
    await using _ = await this.#lock(options);
    await this.#state(node, (state) => state.power === 'on' && !state.isolated, 'is off or isolated already');
    const at = now();
    await setNodeLink(this.#running.layout.plan, node, 'down');
    return at;
  }

  /** Puts the node's network cable back. */
  async join(name: string, options: WaitOptions & { readonly wait?: boolean } = {}): Promise<void> {
    const node = this.#node(name);
    await using _ = await this.#lock(options);
    await this.#state(node, (state) => state.power === 'on' && state.isolated, 'is not isolated');
    await setNodeLink(this.#running.layout.plan, node, 'up');
    await this.#back(node, options);
  }

  /** Stops every process of the node at once, as if the machine hung; its network still takes packets. */
  async freeze(name: string, options: WaitOptions = {}): Promise<number> {
    const { layout, cgroups } = this.#running;
    const node = this.#node(name);
    await using _ = await this.#lock(options);
    await this.#state(node, (state) => state.power === 'on' && !state.frozen, 'is off or frozen already');
    const at = now();
    await setFrozen(cgroups, nodeLayout(layout, node).cgroup, true);
    await waitFor(
      `${name} stands still`,
      async () => ((await nodeState(layout, cgroups, node)).frozen ? true : undefined),
      { ...options, timeoutMs: 10_000, intervalMs: 10 },
    );
    return at;
  }

  /** Lets a frozen node go on. */
  async thaw(name: string, options: WaitOptions & { readonly wait?: boolean } = {}): Promise<void> {
    const { layout, cgroups } = this.#running;
    const node = this.#node(name);
    await using _ = await this.#lock(options);
    await this.#state(node, (state) => state.frozen, 'is not frozen');
    await setFrozen(cgroups, nodeLayout(layout, node).cgroup, false);
    await this.#back(node, options);
  }

  /** Drops the node's packets in one direction, or only those of one port; cuts add up until `heal`. */
  async cut(name: string, cut: Cut, options: WaitOptions = {}): Promise<number> {
    const node = this.#node(name);
    await using _ = await this.#lock(options);
    const { cuts } = await this.#state(node, (state) => state.power === 'on', 'is off');
    const at = now();
    await applyCuts(node, [...cuts, cut]);
    return at;
  }

  /** Ends all cuts of the node. */
  async heal(name: string, options: WaitOptions & { readonly wait?: boolean } = {}): Promise<void> {
    const node = this.#node(name);
    await using _ = await this.#lock(options);
    await this.#state(node, (state) => state.cuts.length > 0, 'is not cut');
    await removeCuts(node);
    await this.#back(node, options);
  }

  /** Waits until Kubernetes believes the node to be Ready, or not. */
  async waitForReady(name: string, ready: boolean, options: WaitOptions = {}): Promise<void> {
    const { layout } = this.#running;
    const node = this.#node(name);
    using api = await openApi(layout);
    await waitForReady(api, layout, [node], ready, options);
  }

  /** Imports a docker or OCI archive on every node; nodes that are off import it when they boot. */
  async loadImage(path: string, options: WaitOptions = {}): Promise<string[]> {
    if (!(await fileExists(path))) throw new ClusterError('USAGE', `${path} does not exist`);
    return this.loadImages([{ name: basename(path, '.tar'), path, digest: await fileDigest(path) }], options);
  }

  /** Like {@link Cluster.loadImage} for archives whose digest is known; those that are loaded already are left. */
  async loadImages(images: readonly ImageArchive[], options: WaitOptions = {}): Promise<string[]> {
    const { layout, cgroups, binaries } = this.#running;
    await using _ = await this.#lock(options);
    const nodes = new Set<string>();
    for (const image of images) {
      await stageImage(layout, image);
      for (const node of await importOnNodes(layout, cgroups, image, binaries.path, options)) nodes.add(node);
    }
    return [...nodes].sort();
  }

  /** Wipes every volume whose claim was deleted and offers it again; returns their names. */
  async recyclePersistentVolumes(options: WaitOptions = {}): Promise<string[]> {
    await using _ = await this.#lock(options);
    using api = await openApi(this.#running.layout);
    return await recycleVolumes(api, this.#running.layout);
  }

  /** The API server's requests that a filter takes, from its audit log. */
  auditEvents(filter: (event: AuditEvent) => boolean = () => true): Promise<AuditEvent[]> {
    return readAuditLog(this.auditLog, filter);
  }

  /** The log files by component: `etcd`, `kube-apiserver`, ..., `node1/kubelet`, ... */
  async logs(): Promise<ReadonlyMap<string, string>> {
    const { layout } = this.#running;
    const folders: [string, string][] = [['', layout.logs]];
    for (const node of layout.plan.nodes) folders.push([`${node.name}/`, nodeLayout(layout, node).logs]);
    const logs = new Map<string, string>();
    for (const [prefix, folder] of folders) {
      for (const file of (await readdir(folder).catch(() => [])).sort()) {
        if (file.endsWith('.log')) logs.set(`${prefix}${basename(file, '.log')}`, join(folder, file));
      }
    }
    return logs;
  }

  async #back(node: NodePlan, options: WaitOptions & { readonly wait?: boolean }): Promise<void> {
    if (options.wait === false) return;
    const { layout, cgroups } = this.#running;
    const state = await nodeState(layout, cgroups, node);
    // It can only be Ready again if nothing else holds it back.
    if (state.power === 'off' || state.frozen || state.isolated || state.cuts.length > 0) return;
    using api = await openApi(layout);
    await waitForReturn(api, layout, [node], new Date(), options);
  }

  async #state(node: NodePlan, isRight: (state: NodeState) => boolean, otherwise: string): Promise<NodeState> {
    const { layout, cgroups } = this.#running;
    const state = await nodeState(layout, cgroups, node);
    if (!isRight(state)) throw new ClusterError('NODE_STATE', `${node.name} ${otherwise}`);
    return state;
  }

  #node(name: string): NodePlan {
    const nodes = this.apiOnly ? [] : this.#running.layout.plan.nodes;
    const node = nodes.find((candidate) => candidate.name === name);
    if (node === undefined) {
      const known = nodes.map((candidate) => candidate.name).join(', ') || 'none, it was started with --api-only';
      throw new ClusterError('USAGE', `no node ${name}; there are: ${known}`);
    }
    return node;
  }

  #lock(options: WaitOptions) {
    return instanceLock(this.instance, options);
  }

  #withEnv(options: CommandOptions): CommandOptions {
    return { ...options, env: { ...process.env, ...options.env, ...this.env } };
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
