/** The operator that all end-to-end tests share, and the namespace that it and their LicenseClusters are in. */
import type { Cluster } from '../../cluster/index.ts';
import { until } from '../../processes/wait.ts';

export const NAMESPACE = 'lmtriad-e2e';
/** The operator's Deployment and service account, by the chart's rules for a release named lmtriad. */
export const OPERATOR = 'lmtriad-operator';
/** Flags of helm: the operator stays off the nodes that are lost, and the definition may be another release's. */
export const HELM_FLAGS = [
  '--take-ownership',
  '--set',
  'operator.nodeSelector.lmtriad\\.io/subnet=b',
  '--set',
  'operator.logLevel=debug',
] as const;

/** Scales the operator and waits until that many of its pods are there. */
export async function scaleOperator(cluster: Cluster, replicas: 0 | 1): Promise<void> {
  await cluster.kubectl(['scale', 'deployment', OPERATOR, '-n', NAMESPACE, `--replicas=${replicas}`]);
  await until(
    `${replicas} operator pods`,
    async () => {
      const selector = `app.kubernetes.io/name=${OPERATOR}`;
      const { stdout } = await cluster.kubectl(['get', 'pods', '-n', NAMESPACE, '-l', selector, '-o', 'json']);
      const { items } = JSON.parse(stdout) as {
        items: { status: { conditions?: { type: string; status: string }[] } }[];
      };
      const ready = items.filter(({ status }) =>
        status.conditions?.some((each) => each.type === 'Ready' && each.status === 'True'),
      );
      return items.length === replicas && ready.length === replicas ? true : null;
    },
    { timeoutMilliseconds: 60_000, everyMilliseconds: 200 },
  );
}
