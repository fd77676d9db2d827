import { PERSISTENT_VOLUME_CLAIMS, STATEFUL_SETS } from '../kube/index.ts';
import type { LicenseCluster } from './licenseCluster.ts';
import type { StatefulSetManifest } from './manifests.ts';
import {
  ANNOTATION_CLUSTER_ID,
  ANNOTATION_ORDINALS,
  ANNOTATION_SUBNET,
  headlessServiceName,
  objectLabels,
  selectorLabels,
  statefulSetName,
  VOLUME_DATA,
} from './names.ts';
import { type Ordinals, printOrdinals } from './ordinals.ts';
import { ownedMetadata } from './ownership.ts';
import { type PodTemplateDefaults, podTemplate } from './podTemplate.ts';
import { printSubnet, type Subnet } from './subnet.ts';

export interface StatefulSetInput {
  readonly cluster: LicenseCluster;
  readonly ordinals: Ordinals;
  /** Empty until it is known. */
  readonly clusterId: string;
  /** Chosen once; undefined if the scheduler decides. */
  readonly subnet?: Subnet;
  readonly defaults: PodTemplateDefaults;
}

/**
 * The three pods. They start together (each waits for the others), and an update waits for the operator, which
 * knows who the master is.
 */
export function statefulSet(input: StatefulSetInput): StatefulSetManifest {
  const { cluster, ordinals } = input;
  const { name } = cluster.metadata;
  const { storage } = cluster.spec;
  return {
    apiVersion: STATEFUL_SETS.apiVersion,
    kind: STATEFUL_SETS.kind,
    metadata: ownedMetadata(cluster, statefulSetName(name), {
      annotations: {
        [ANNOTATION_ORDINALS]: printOrdinals(ordinals),
        ...(input.subnet === undefined ? {} : { [ANNOTATION_SUBNET]: printSubnet(input.subnet) }),
        ...(input.clusterId === '' ? {} : { [ANNOTATION_CLUSTER_ID]: input.clusterId }),
      },
    }),
    spec: {
      replicas: 3,
      serviceName: headlessServiceName(name),
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'OnDelete' },
      revisionHistoryLimit: 3,
      selector: { matchLabels: selectorLabels(name) },
      template: podTemplate(cluster, input.defaults, input.subnet),
      persistentVolumeClaimRetentionPolicy: { whenDeleted: storage.onDelete, whenScaled: 'Retain' },
      ...(storage.type === 'Ephemeral'
        ? {}
        : {
            volumeClaimTemplates: [
              {
                apiVersion: PERSISTENT_VOLUME_CLAIMS.apiVersion,
                kind: PERSISTENT_VOLUME_CLAIMS.kind,
                metadata: {
                  name: VOLUME_DATA,
                  labels: objectLabels(name),
                  // The claims outlive the StatefulSet, and so does the knowledge of whose they are.
                  annotations: { [ANNOTATION_ORDINALS]: printOrdinals(ordinals) },
                },
                spec: {
                  accessModes: ['ReadWriteOnce'],
                  storageClassName: storage.storageClassName,
                  resources: { requests: { storage: storage.size } },
                },
              },
            ],
          }),
    },
  };
}
