import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodePlan } from './addressPlan.ts';
import { type ClusterOptions, kubeProxyConfig } from './controlPlane.ts';
import { type Layout, nodeLayout } from './layout.ts';

/** The image of every pod's pause container, which comes with the cluster. */
export const PAUSE_IMAGE = 'localhost/lmtriad-pause:1';

/** The configuration files of one node, by file name. */
export function nodeFiles(
  layout: Layout,
  node: NodePlan,
  options: ClusterOptions,
  runc: string,
): Readonly<Record<string, string>> {
  const { dir } = nodeLayout(layout, node);
  return {
    'containerd.toml': containerdConfig(dir, runc),
    'kubelet.json': kubeletConfig(layout, dir, options),
    'kube-proxy.json': kubeProxyConfig(layout, node.name, [`${node.address}/32`]),
    'resolv.conf': `nameserver ${layout.plan.controlPlaneAddress}\n`,
    'cni/10-pods.conflist': cniConfig(node),
  };
}

/** Writes a node's configuration and makes the folders that its init expects. */
export async function writeNodeFiles(
  layout: Layout,
  node: NodePlan,
  options: ClusterOptions,
  runc: string,
): Promise<void> {
  const { dir, disk, volumes, logs, imported } = nodeLayout(layout, node);
  for (const folder of [join(dir, 'cni'), disk, volumes, join(logs, 'pods'), imported]) {
    await mkdir(folder, { recursive: true });
  }
  for (const [name, text] of Object.entries(nodeFiles(layout, node, options, runc))) {
    await writeFile(join(dir, name), text);
  }
}

/** The labels the kubelet registers its node with. */
export function nodeLabels(node: NodePlan): string {
  return [`lmtriad.io/subnet=${node.subnet.name}`, `topology.kubernetes.io/zone=${node.zone}`].join(',');
}

function containerdConfig(dir: string, runc: string): string {
  return `version = 3
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.nri.v1.nri"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "${PAUSE_IMAGE}"
[plugins."io.containerd.cri.v1.runtime"]
  # Root has no CAP_SYS_RESOURCE on many virtual machines; without this no sandbox starts there.
  restrict_oom_score_adj = true
[plugins."io.containerd.cri.v1.runtime".cni]
  bin_dirs = ["/usr/lib/cni", "/opt/cni/bin"]
  conf_dir = "${join(dir, 'cni')}"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
  SystemdCgroup = false
  BinaryName = "${runc}"
`;
}

function kubeletConfig(layout: Layout, dir: string, options: ClusterOptions): string {
  return JSON.stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(layout.pki, 'ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    cgroupDriver: 'cgroupfs',
    cgroupsPerQOS: true,
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: [layout.plan.controlPlaneAddress],
    clusterDomain: 'cluster.local',
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    nodeStatusUpdateFrequency: '5s',
    // The lease is renewed every quarter of this; it must fit well into the controller's grace period.
    ...(options.stockTimers ? {} : { nodeLeaseDurationSeconds: 8 }),
    evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    // Images come from archives and could not be pulled again.
    imageGCHighThresholdPercent: 100,
    localStorageCapacityIsolation: false,
    resolvConf: join(dir, 'resolv.conf'),
    volumePluginDir: '/var/lib/kubelet/plugins-exec',
  });
}

/*
 * ptp and not bridge: every pod has a routed link of its own, so that a Service works between two pods of one
 * node also where the kernel has no bridge netfilter.
 */
function cniConfig(node: NodePlan): string {
  return JSON.stringify({
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      {
        type: 'ptp',
        ipMasq: false,
        ipam: { type: 'host-local', ranges: [[{ subnet: node.podCidr }]], routes: [{ dst: '0.0.0.0/0' }] },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  });
}
