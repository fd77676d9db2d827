import { POD_DISRUPTION_BUDGETS } from '../kube/index.ts';
import type { LicenseCluster } from './licenseCluster.ts';
import type { PodDisruptionBudgetManifest } from './manifests.ts';
import { selectorLabels } from './names.ts';
import { ownedMetadata } from './ownership.ts';

/** A drain may take one server, and the next only when all three are ready again. */
export function podDisruptionBudget(cluster: LicenseCluster): PodDisruptionBudgetManifest {
  const { name } = cluster.metadata;
  return {
    apiVersion: POD_DISRUPTION_BUDGETS.apiVersion,
    kind: POD_DISRUPTION_BUDGETS.kind,
    metadata: ownedMetadata(cluster, name),
    spec: { maxUnavailable: 1, selector: { matchLabels: selectorLabels(name) } },
  };
}
