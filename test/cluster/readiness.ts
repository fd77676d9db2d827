import { join } from 'node:path';
import type { NodePlan } from './addressPlan.ts';
import { type Api, isReady, listNodes } from './api.ts';
import { ClusterError } from './errors.ts';
import { type Layout, nodeLayout } from './layout.ts';
import { waitForImages } from './node.ts';
import { type WaitOptions, waitFor } from './wait.ts';

const READY_MS = 120_000;

/** Waits until Kubernetes believes these nodes to be Ready, or not Ready. */
export async function waitForReady(
  api: Api,
  layout: Layout,
  nodes: readonly NodePlan[],
  ready: boolean,
  options: WaitOptions = {},
): Promise<void> {
  await waitFor(
    `${nodes.map(({ name }) => name).join(', ')} ${ready ? 'Ready' : 'not Ready'}`,
    async () => {
      const objects = new Map((await listNodes(api)).map((node) => [node.metadata.name, node]));
      const others = nodes.filter(({ name }) => {
        const object = objects.get(name);
        return object === undefined || isReady(object) !== ready;
      });
      if (others.length === 0) return true;
      throw new ClusterError('NODE_STATE', `not so yet: ${others.map(({ name }) => name).join(', ')}`);
    },
    conditions(layout, nodes, options),
  );
}

/**
 * Waits until the kubelets of these nodes have renewed their leases after `since`. A node that was lost counts
 * as Ready for a while, so this is what tells that it is back.
 */
export async function waitForLease(
  api: Api,
  layout: Layout,
  nodes: readonly NodePlan[],
  since: Date,
  options: WaitOptions = {},
): Promise<void> {
  await Promise.all(
    nodes.map((node) =>
      waitFor(
        `the kubelet of ${node.name} renews its lease`,
        async () => {
          const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node.name}`;
          const lease = (await api.call('GET', path)) as { spec: { renewTime: string } };
          return new Date(lease.spec.renewTime) > since ? true : undefined;
        },
        conditions(layout, [node], options),
      ),
    ),
  );
}

/** Waits until these nodes, which have just come back, are Ready and have their images. */
export async function waitForReturn(
  api: Api,
  layout: Layout,
  nodes: readonly NodePlan[],
  since: Date,
  options: WaitOptions = {},
): Promise<void> {
  await waitForLease(api, layout, nodes, since, options);
  await waitForReady(api, layout, nodes, true, options);
  await Promise.all(
    nodes.map((node) => waitForImages(layout, node, { ...options, timeoutMs: options.timeoutMs ?? READY_MS })),
  );
}

function conditions(layout: Layout, nodes: readonly NodePlan[], options: WaitOptions) {
  const [first] = nodes;
  const log = first === undefined ? undefined : join(nodeLayout(layout, first).logs, 'kubelet.log');
  return { ...options, timeoutMs: options.timeoutMs ?? READY_MS, log };
}
