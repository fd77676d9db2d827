import { LICENSE_CLUSTERS, type ObjectMeta, type OwnerReference } from '../kube/index.ts';
import type { LicenseCluster } from './licenseCluster.ts';
import { objectLabels } from './names.ts';

/** Deleting the LicenseCluster deletes what it owns; and no two owners can claim one object. */
export function ownerReference(cluster: LicenseCluster): OwnerReference {
  return {
    apiVersion: LICENSE_CLUSTERS.apiVersion,
    kind: LICENSE_CLUSTERS.kind,
    name: cluster.metadata.name,
    uid: cluster.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Metadata of an object that belongs to the cluster. */
export function ownedMetadata(
  cluster: LicenseCluster,
  name: string,
  more: { labels?: Record<string, string>; annotations?: Record<string, string> } = {},
): ObjectMeta {
  return {
    name,
    namespace: cluster.metadata.namespace,
    labels: { ...objectLabels(cluster.metadata.name), ...more.labels },
    ...(more.annotations === undefined ? {} : { annotations: more.annotations }),
    ownerReferences: [ownerReference(cluster)],
  };
}
