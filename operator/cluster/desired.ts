import type { KubeObject } from '../kube/index.ts';
import {
  clusterJson,
  clusterService,
  configRevision,
  configuration,
  headlessService,
  type LicenseCluster,
  masterService,
  networkPolicy,
  type PodTemplateDefaults,
  podDisruptionBudget,
  renderedLicense,
  serverService,
  statefulSet,
} from '../specs/index.ts';
import type { Placement } from './placement.ts';
import type { Records } from './records.ts';
import type { Rendering } from './render.ts';
import { type ClusterCertificates, certificateSecrets } from './tls.ts';

/** What the objects of a cluster are made from. */
export interface Wish {
  readonly cluster: LicenseCluster;
  readonly records: Records;
  readonly placement: Placement;
  /** Undefined as long as there is no good license: then there are no pods yet. */
  readonly rendering: Rendering | undefined;
  readonly certificates: ClusterCertificates;
  readonly settings: DesiredSettings;
}

/** What holds for all clusters of this operator. */
export interface DesiredSettings {
  readonly defaults: PodTemplateDefaults;
  /** Whether each cluster gets a NetworkPolicy. */
  readonly networkPolicies: boolean;
  /** The uid of kube-system; empty if not known. */
  readonly kubernetesUid: string;
}

/** Change with the files that the pods have mounted. */
export interface Revisions {
  readonly license: string;
  readonly config: string;
}

export interface Desired {
  /** In groups: all of one must be there before the next, since a kubelet that misses a file waits ever longer. */
  readonly groups: readonly (readonly KubeObject[])[];
  /** Undefined while there are no files. */
  readonly revisions: Revisions | undefined;
}

/** Every object that the cluster should consist of. */
export function desiredObjects(wish: Wish): Desired {
  const { cluster, records, placement, rendering, settings } = wish;
  const { ordinals, clusterId, recover } = records;
  const first = [
    ...certificateSecrets(cluster, wish.certificates),
    ...cluster.spec.servers.map((server) => serverService(cluster, server, ordinals[server.name] ?? 0)),
    clusterService(cluster),
    masterService(cluster),
    headlessService(cluster),
    podDisruptionBudget(cluster),
    ...(settings.networkPolicies ? [networkPolicy(cluster)] : []),
  ];
  if (rendering === undefined) return { groups: [first], revisions: undefined };

  const { revision: licenseRevision } = rendering;
  const { kubernetesUid, defaults } = settings;
  const text = clusterJson({ cluster, ordinals, licenseRevision, clusterId, kubernetesUid, recover });
  const files = [renderedLicense(cluster, rendering.files), configuration(cluster, text)];
  const pods =
    placement.kind === 'go' ? [statefulSet({ cluster, ordinals, clusterId, subnet: placement.subnet, defaults })] : [];
  return {
    groups: [[...first, ...files], pods],
    revisions: { license: licenseRevision, config: configRevision(text) },
  };
}
