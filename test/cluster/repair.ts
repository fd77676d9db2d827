import type { NodePlan } from './addressPlan.ts';
import { listNodes, openApi } from './api.ts';
import { cacheDir } from './cache.ts';
import { setFrozen } from './cgroup.ts';
import { removeCuts } from './cut.ts';
import { nodeLayout } from './layout.ts';
import { setNodeLink } from './network.ts';
import { bootNode, nodeState } from './node.ts';
import type { Progress } from './progress.ts';
import { waitForReturn } from './readiness.ts';
import type { RunningCluster } from './runningCluster.ts';
import { waitForNetwork } from './start.ts';
import { recycleVolumes } from './volumes.ts';
import type { WaitOptions } from './wait.ts';

/** Undoes whatever was done to the nodes of a running cluster, and offers volumes without a claim again. */
export async function repairCluster(cluster: RunningCluster, progress: Progress, wait: WaitOptions): Promise<void> {
  const { layout, cgroups, binaries, record } = cluster;
  using api = await openApi(layout);
  if (record.options?.apiOnly === true) return;
  const harmed: NodePlan[] = [];
  const start = new Date();
  await Promise.all(
    layout.plan.nodes.map(async (node) => {
      const state = await nodeState(layout, cgroups, node);
      if (state.power === 'off' || state.frozen || state.isolated || state.cuts.length > 0) harmed.push(node);
      if (state.power === 'off') {
        progress(`${node.name} was off: power on`);
        await bootNode(layout, cgroups, node, { path: binaries.path, cache: cacheDir() });
        return;
      }
      if (state.frozen) {
        progress(`${node.name} was frozen: thaw`);
        await setFrozen(cgroups, nodeLayout(layout, node).cgroup, false);
      }
      if (state.isolated) {
        progress(`${node.name} was isolated: join`);
        await setNodeLink(layout.plan, node, 'up');
      }
      if (state.cuts.length > 0) {
        progress(`${node.name} was cut: heal`);
        await removeCuts(node);
      }
    }),
  );
  for (const { metadata, spec } of await listNodes(api)) {
    if (spec?.unschedulable !== true) continue;
    progress(`${metadata.name} was cordoned: uncordon`);
    const path = `/api/v1/nodes/${metadata.name}`;
    await api.call('PATCH', path, { spec: { unschedulable: null } }, 'application/merge-patch+json');
  }
  await waitForReturn(api, layout, harmed, start, wait);
  await waitForReturn(api, layout, layout.plan.nodes, new Date(0), wait);
  await waitForNetwork(layout, wait);
  const recycled = await recycleVolumes(api, layout);
  if (recycled.length > 0) progress(`volumes offered again: ${recycled.join(', ')}`);
}
