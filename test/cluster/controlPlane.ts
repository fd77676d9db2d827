import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CgroupLayout, createGroup, groupProcsFiles } from './cgroup.ts';
import { kubeconfigText, type Layout } from './layout.ts';
import { CLIENTS } from './pki.ts';
import { isAlive, readRecord, startDaemon } from './processRecord.ts';

/** What can be chosen about a cluster; part of its definition. */
export interface ClusterOptions {
  /** etcd, API server and controller manager only. */
  readonly apiOnly: boolean;
  /** Kubernetes' own timers for the loss of a node (about 50 s) instead of quick ones (about 10 s). */
  readonly stockTimers: boolean;
}

/** A program of the control plane. */
export interface Component {
  readonly name: string;
  readonly argv: readonly string[];
}

/** The control plane's programs in the order of their start. */
export function controlPlaneComponents(layout: Layout, options: ClusterOptions): Component[] {
  const { plan, pki, config } = layout;
  const lossTimers = options.stockTimers ? [] : ['--node-monitor-grace-period=10s', '--node-monitor-period=1s'];
  const kubeconfig = (user: string): string => `--kubeconfig=${join(config, `${user}.kubeconfig`)}`;
  const components: Component[] = [
    {
      name: 'etcd',
      argv: [
        'etcd',
        `--data-dir=${layout.etcd}`,
        '--listen-client-urls=http://127.0.0.1:2379',
        '--advertise-client-urls=http://127.0.0.1:2379',
        '--listen-peer-urls=http://127.0.0.1:2380',
        '--unsafe-no-fsync',
        '--logger=zap',
      ],
    },
    {
      name: 'kube-apiserver',
      argv: [
        'kube-apiserver',
        '--etcd-servers=http://127.0.0.1:2379',
        `--service-cluster-ip-range=${plan.serviceCidr}`,
        `--advertise-address=${plan.controlPlaneAddress}`,
        '--bind-address=0.0.0.0',
        '--secure-port=6443',
        `--cert-dir=${pki}`,
        `--tls-cert-file=${join(pki, 'apiserver.crt')}`,
        `--tls-private-key-file=${join(pki, 'apiserver.key')}`,
        `--client-ca-file=${join(pki, 'ca.crt')}`,
        // Node names do not resolve here, so logs and exec must go to addresses.
        '--kubelet-preferred-address-types=InternalIP',
        `--kubelet-client-certificate=${join(pki, 'apiserver-kubelet.crt')}`,
        `--kubelet-client-key=${join(pki, 'apiserver-kubelet.key')}`,
        `--service-account-key-file=${join(pki, 'service-accounts.pub')}`,
        `--service-account-signing-key-file=${join(pki, 'service-accounts.key')}`,
        '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
        '--authorization-mode=Node,RBAC',
        '--enable-admission-plugins=NodeRestriction',
        '--allow-privileged=true',
        `--audit-policy-file=${join(config, 'audit-policy.json')}`,
        `--audit-log-path=${layout.auditLog}`,
        '--audit-log-format=json',
        '--audit-log-maxsize=500',
        '--audit-log-maxbackup=2',
      ],
    },
    {
      name: 'kube-controller-manager',
      argv: [
        'kube-controller-manager',
        kubeconfig('kube-controller-manager'),
        '--bind-address=127.0.0.1',
        `--cert-dir=${pki}`,
        '--leader-elect=false',
        '--use-service-account-credentials=true',
        `--service-account-private-key-file=${join(pki, 'service-accounts.key')}`,
        `--root-ca-file=${join(pki, 'ca.crt')}`,
        `--cluster-signing-cert-file=${join(pki, 'ca.crt')}`,
        `--cluster-signing-key-file=${join(pki, 'ca.key')}`,
        ...lossTimers,
      ],
    },
  ];
  if (options.apiOnly) return components;
  return [
    ...components,
    {
      name: 'kube-scheduler',
      argv: [
        'kube-scheduler',
        kubeconfig('kube-scheduler'),
        '--bind-address=127.0.0.1',
        `--cert-dir=${pki}`,
        '--leader-elect=false',
      ],
    },
    {
      // The router's own, so that the host reaches ClusterIPs whichever nodes are lost. kube-proxy ends when
      // the Node that it is named after is deleted, and is then to go on all the same.
      name: 'router-kube-proxy',
      argv: ['sh', '-c', `while :; do kube-proxy --config=${join(config, 'router-kube-proxy.json')}; sleep 1; done`],
    },
    { name: 'coredns', argv: ['coredns', '-conf', join(config, 'Corefile')] },
  ];
}

/** The configuration files of the control plane, by file name. */
export function controlPlaneFiles(layout: Layout): Readonly<Record<string, string>> {
  const { plan, config } = layout;
  return {
    'audit-policy.json': JSON.stringify({
      apiVersion: 'audit.k8s.io/v1',
      kind: 'Policy',
      omitStages: ['RequestReceived'],
      rules: [{ level: 'Metadata' }],
    }),
    // Under a name that is no node's, kube-proxy would wait 30 s for that Node before it starts.
    'router-kube-proxy.json': kubeProxyConfig(layout, 'node1', [`${plan.controlPlaneAddress}/32`]),
    Corefile: `.:53 {
  bind ${plan.controlPlaneAddress}
  errors
  ready 127.0.0.1:8181
  kubernetes cluster.local in-addr.arpa {
    kubeconfig ${join(config, 'coredns.kubeconfig')}
    pods insecure
    ttl 5
  }
  cache 5
}
`,
  };
}

/** A kube-proxy's configuration. Nothing of the instance's own range is masqueraded: sources stay visible. */
export function kubeProxyConfig(layout: Layout, hostname: string, nodePortAddresses: readonly string[]): string {
  return JSON.stringify({
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: join(layout.config, 'kube-proxy.kubeconfig') },
    clusterCIDR: layout.plan.cidr,
    hostnameOverride: hostname,
    nodePortAddresses,
    conntrack: { maxPerCore: 0, min: 0 },
    nftables: { minSyncPeriod: '100ms' },
  });
}

/** Writes the control plane's configuration and kubeconfigs. */
export async function writeControlPlaneFiles(layout: Layout): Promise<void> {
  for (const dir of [layout.config, layout.records, layout.logs, layout.images, layout.etcd]) {
    await mkdir(dir, { recursive: true });
  }
  for (const [name, text] of Object.entries(controlPlaneFiles(layout))) {
    await writeFile(join(layout.config, name), text);
  }
  for (const user of [...CLIENTS.map(({ file }) => file), ...layout.plan.nodes.map(({ name }) => name)]) {
    await writeFile(join(layout.config, `${user}.kubeconfig`), kubeconfigText(layout, user));
  }
  await writeFile(layout.kubeconfig, kubeconfigText(layout, 'admin'));
}

/** Starts one of the control plane's programs in its network namespace and cgroup. */
export async function startComponent(
  layout: Layout,
  cgroups: CgroupLayout,
  component: Component,
  path: string,
): Promise<void> {
  const group = `${layout.plan.cgroup}/control-plane`;
  await createGroup(cgroups, group);
  await startDaemon({
    argv: ['nsenter', `--net=/run/netns/${layout.plan.controlPlaneNetns}`, ...component.argv],
    logFile: componentLog(layout, component.name),
    recordFile: join(layout.records, component.name),
    groups: groupProcsFiles(cgroups, group),
    env: { PATH: path, HOME: '/root' },
  });
}

/** The log of one of the control plane's programs. */
export function componentLog(layout: Layout, name: string): string {
  return join(layout.logs, `${name}.log`);
}

/** True if a component's recorded process runs. */
export async function isComponentAlive(layout: Layout, name: string): Promise<boolean> {
  const record = await readRecord(join(layout.records, name));
  return record !== undefined && (await isAlive(record));
}
