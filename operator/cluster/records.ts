import { type ApiClient, type KubeObject, PERSISTENT_VOLUME_CLAIMS } from '../kube/index.ts';
import {
  ANNOTATION_CLUSTER_ID,
  ANNOTATION_ORDINALS,
  ANNOTATION_SUBNET,
  assignOrdinals,
  LABEL_CLUSTER,
  type LicenseCluster,
  type Ordinals,
  parseSubnet,
  type RecoveryOrder,
  recoveryOrder,
  type Subnet,
} from '../specs/index.ts';
import type { StatefulSet } from './objects.ts';

/** The scheduler's mark on a claim: the node that its volume was made for. */
const ANNOTATION_SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** What was decided once, and holds for as long as the cluster or its volumes exist. */
export interface Records {
  readonly ordinals: Ordinals;
  /** Empty until the servers have met. */
  readonly clusterId: string;
  /** A new cluster that is to be formed in place of a lost one; `clusterId` is its. */
  readonly recover: RecoveryOrder | undefined;
  readonly subnet: Subnet | undefined;
  /** Nodes that volumes of a former cluster of this name are bound to. */
  readonly claimNodes: readonly string[];
}

/** Reads the records from the StatefulSet, else from the status, else from claims that outlived both. */
export async function readRecords(
  cluster: LicenseCluster,
  statefulSet: StatefulSet | undefined,
  client: ApiClient,
  now: Date,
): Promise<Records> {
  const annotations = statefulSet?.metadata.annotations ?? {};
  const { status } = cluster;
  const order = recoveryOrder(cluster, now);
  const recover = typeof order === 'string' ? undefined : order;
  const fresh = statefulSet === undefined && status?.members === undefined;
  const claims = fresh ? await readClaims(cluster, client) : [];
  const claimed = (annotation: string) => claims.map((claim) => claim.metadata.annotations?.[annotation]);
  return {
    ordinals: assignOrdinals(cluster, [annotations[ANNOTATION_ORDINALS], ...claimed(ANNOTATION_ORDINALS)]),
    recover,
    clusterId: recover?.clusterId ?? status?.clusterId ?? annotations[ANNOTATION_CLUSTER_ID] ?? '',
    subnet: parseSubnet(annotations[ANNOTATION_SUBNET] ?? status?.subnet),
    claimNodes: claimed(ANNOTATION_SELECTED_NODE).flatMap((node) => node ?? []),
  };
}

async function readClaims(cluster: LicenseCluster, client: ApiClient): Promise<readonly KubeObject[]> {
  const { name, namespace = '' } = cluster.metadata;
  const query = { labelSelector: `${LABEL_CLUSTER}=${name}` };
  return (await client.list<KubeObject>(PERSISTENT_VOLUME_CLAIMS, namespace, query)).items ?? [];
}
