import { Resolver } from 'node:dns/promises';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { type Api, openApi } from './api.ts';
import { cacheDir } from './cache.ts';
import {
  type ClusterOptions,
  componentLog,
  controlPlaneComponents,
  startComponent,
  writeControlPlaneFiles,
} from './controlPlane.ts';
import { ClusterError } from './errors.ts';
import { stageImage } from './imageLoading.ts';
import type { Layout } from './layout.ts';
import { createRouter } from './network.ts';
import { bootNode } from './node.ts';
import { writeNodeFiles } from './nodeConfig.ts';
import type { ImageArchive } from './pauseImage.ts';
import { createPki } from './pki.ts';
import { type Progress, timed } from './progress.ts';
import { waitForReturn } from './readiness.ts';
import type { RunningCluster } from './runningCluster.ts';
import { createVolumes } from './volumes.ts';
import { type WaitOptions, waitFor } from './wait.ts';

const API_READY_MS = 60_000;

/** Starts everything of an instance of which nothing runs. */
export async function startCluster(
  cluster: RunningCluster,
  options: ClusterOptions,
  images: readonly ImageArchive[],
  progress: Progress,
  wait: WaitOptions,
): Promise<void> {
  const { layout, cgroups, binaries } = cluster;
  await raiseInotifyLimit(progress);
  await timed(progress, 'certificates, configuration and network', async () => {
    await createPki(layout.pki, layout.plan);
    await writeControlPlaneFiles(layout);
    for (const image of images) await stageImage(layout, image);
    await createRouter(layout.plan);
  });
  const components = controlPlaneComponents(layout, options);
  const first = components.filter(({ name }) => name === 'etcd' || name === 'kube-apiserver');
  using api = await openApi(layout);
  for (const component of first) await startComponent(layout, cgroups, component, binaries.path);
  // Nodes boot while the API server starts; a kubelet asks until it is answered.
  await Promise.all([
    timed(progress, 'API server ready', () => waitForApi(api, layout, wait)),
    options.apiOnly ? undefined : bootNodes(cluster, options),
  ]);
  for (const component of components) {
    if (!first.includes(component)) await startComponent(layout, cgroups, component, binaries.path);
  }
  await allowCoreDns(api);
  await createVolumes(api, layout);
  if (options.apiOnly) return;
  const { nodes: all } = layout.plan;
  await timed(progress, `${all.length} nodes Ready`, () => waitForReturn(api, layout, all, new Date(0), wait));
  await timed(progress, 'Services and DNS reachable from this machine', () => waitForNetwork(layout, wait));
}

async function bootNodes(cluster: RunningCluster, options: ClusterOptions): Promise<void> {
  const { layout, cgroups, binaries } = cluster;
  await Promise.all(
    layout.plan.nodes.map(async (node) => {
      await writeNodeFiles(layout, node, options, binaries.runc);
      await bootNode(layout, cgroups, node, { path: binaries.path, cache: cacheDir() });
    }),
  );
}

async function waitForApi(api: Api, layout: Layout, wait: WaitOptions): Promise<void> {
  await waitFor(
    'the API server is ready',
    async () => {
      await api.call('GET', '/readyz');
      return true;
    },
    { ...wait, timeoutMs: API_READY_MS, log: componentLog(layout, 'kube-apiserver') },
  );
}

/** Resolves once a ClusterIP and the cluster's DNS answer this machine. */
export async function waitForNetwork(layout: Layout, wait: WaitOptions): Promise<void> {
  const { plan } = layout;
  await waitFor(`TCP to ClusterIP ${plan.apiServiceAddress}`, () => canConnect(plan.apiServiceAddress, 443), {
    ...wait,
    timeoutMs: 45_000,
    log: componentLog(layout, 'router-kube-proxy'),
  });
  await waitFor(
    `DNS at ${plan.controlPlaneAddress}`,
    async () => {
      const resolver = new Resolver({ timeout: 1000, tries: 1 });
      resolver.setServers([plan.controlPlaneAddress]);
      await resolver.resolve4('kubernetes.default.svc.cluster.local');
      return true;
    },
    { ...wait, timeoutMs: 30_000, log: componentLog(layout, 'coredns') },
  );
}

function canConnect(host: string, port: number): Promise<true> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 1000 });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('timeout', () => socket.destroy(new ClusterError('API', `no connection to ${host}:${port} in 1 s`)));
    socket.on('error', reject);
  });
}

/* Every kubelet, containerd and container takes some; the kernel's default of 128 is soon used up. */
async function raiseInotifyLimit(progress: Progress): Promise<void> {
  const path = '/proc/sys/fs/inotify/max_user_instances';
  const wanted = 1024;
  const present = Number(await readFile(path, 'utf8'));
  if (present >= wanted) return;
  await writeFile(path, `${wanted}\n`);
  progress(`fs.inotify.max_user_instances raised from ${present} to ${wanted} on this machine`);
}

async function allowCoreDns(api: Api): Promise<void> {
  const name = 'system:coredns';
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  await api.apply(`${rbac}/clusterroles/${name}`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name },
    rules: [
      { apiGroups: [''], resources: ['services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
    ],
  });
  await api.apply(`${rbac}/clusterrolebindings/${name}`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }],
  });
}
