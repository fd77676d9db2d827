/** The operator by its Helm chart, and the sample LicenseCluster, in a namespace of their own. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cluster, LICENSE_NODE_IMAGE, OPERATOR_IMAGE } from '../../cluster/index.ts';
import type { Kube } from './kube.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Makes a namespace in which only restricted pods may run. */
export async function makeNamespace(cluster: Kube, namespace: string): Promise<void> {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
  await cluster.kubectl(['apply', '--server-side', '-f', '-'], { input: JSON.stringify(manifest) });
}

/** Installs or upgrades the chart and waits for the operator. */
export async function installOperator(
  cluster: Kube,
  namespace: string,
  more: readonly string[] = [],
  images: { operator: string; license: string } = { operator: OPERATOR_IMAGE, license: LICENSE_NODE_IMAGE },
): Promise<void> {
  const image = (key: string, name: string) => {
    const colon = name.lastIndexOf(':');
    return [
      '--set',
      `${key}.image.repository=${name.slice(0, colon)}`,
      '--set',
      `${key}.image.tag=${name.slice(colon + 1)}`,
    ];
  };
  await cluster.helm([
    'upgrade',
    '--install',
    'lmtriad',
    join(ROOT, 'charts/lmtriad'),
    '--namespace',
    namespace,
    ...image('operator', images.operator),
    ...image('license', images.license),
    ...more,
    '--wait',
    '--timeout',
    '120s',
  ]);
}

/** Text of the sample with three nodes. */
export function sample(): Promise<string> {
  return readFile(join(ROOT, 'deploy/samples/three-nodes.yaml'), 'utf8');
}

export async function apply(cluster: Kube, namespace: string, text: string): Promise<void> {
  await cluster.kubectl(['apply', '-n', namespace, '-f', '-'], { input: text });
}

/** Takes a namespace away with all that is in it, and wipes the volumes for the next. */
export async function removeNamespace(cluster: Cluster, namespace: string): Promise<void> {
  await cluster.kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=true', '--timeout=120s']);
  await cluster.recyclePersistentVolumes();
}
