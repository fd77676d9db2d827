import { join } from 'node:path';
import { type AddressPlan, type NodePlan, planAddresses } from './addressPlan.ts';
import { instanceDir } from './instance.ts';

/** Where everything of one instance lies. */
export interface Layout {
  readonly plan: AddressPlan;
  readonly dir: string;
  readonly pki: string;
  /** One file for each started process. */
  readonly records: string;
  /** Logs of the control plane; a node's are below its own folder. */
  readonly logs: string;
  readonly etcd: string;
  readonly config: string;
  /** Image archives that every node imports when it boots. */
  readonly images: string;
  readonly kubeconfig: string;
  readonly auditLog: string;
}

/** The layout of instance `number`. */
export function layoutOf(number: number): Layout {
  const dir = instanceDir(number);
  return {
    plan: planAddresses(number),
    dir,
    pki: join(dir, 'pki'),
    records: join(dir, 'records'),
    logs: join(dir, 'logs'),
    etcd: join(dir, 'etcd'),
    config: join(dir, 'config'),
    images: join(dir, 'images'),
    kubeconfig: join(dir, 'kubeconfig'),
    auditLog: join(dir, 'logs', 'audit.log'),
  };
}

/** Where a node's disk, configuration and logs lie. */
export interface NodeLayout {
  readonly dir: string;
  /** What the node sees as /var/lib: its kubelet's and containerd's disk. */
  readonly disk: string;
  readonly volumes: string;
  readonly logs: string;
  /** For each image archive the digest that containerd has imported. */
  readonly imported: string;
  readonly record: string;
  readonly cgroup: string;
}

/** The layout of one node. */
export function nodeLayout(layout: Layout, node: NodePlan): NodeLayout {
  const dir = join(layout.dir, 'nodes', node.name);
  return {
    dir,
    disk: join(dir, 'disk'),
    volumes: join(dir, 'volumes'),
    logs: join(dir, 'logs'),
    imported: join(dir, 'imported'),
    record: join(layout.records, node.name),
    cgroup: `${layout.plan.cgroup}/${node.name}`,
  };
}

/** A kubeconfig for the holder of `pki/<user>.crt`. */
export function kubeconfigText(layout: Layout, user: string): string {
  const name = `lmtriad-${layout.plan.instance}`;
  return `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name,
          cluster: {
            server: `https://${layout.plan.controlPlaneAddress}:6443`,
            'certificate-authority': join(layout.pki, 'ca.crt'),
          },
        },
      ],
      users: [
        {
          name: user,
          user: {
            'client-certificate': join(layout.pki, `${user}.crt`),
            'client-key': join(layout.pki, `${user}.key`),
          },
        },
      ],
      contexts: [{ name, context: { cluster: name, user } }],
      'current-context': name,
    },
    undefined,
    2,
  )}\n`;
}
