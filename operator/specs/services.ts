import type { V1ServicePort } from '@kubernetes/client-node';
import { SERVICES } from '../kube/index.ts';
import type { LicenseCluster, ServerSpec } from './licenseCluster.ts';
import type { ServiceManifest } from './manifests.ts';
import {
  clusterServiceName,
  headlessServiceName,
  LABEL_ROLE,
  LABEL_SERVER,
  LICENSE_PORT,
  METRICS_PORT,
  masterServiceName,
  podName,
  selectorLabels,
  serverServiceName,
} from './names.ts';
import { ownedMetadata } from './ownership.ts';

/** Kubernetes puts it on each pod of a StatefulSet. */
const LABEL_POD_NAME = 'statefulset.kubernetes.io/pod-name';

function licensePort(port: number): V1ServicePort {
  return { name: 'license', protocol: 'TCP', port, targetPort: LICENSE_PORT };
}

/**
 * The Service that gives one server its address. It publishes the pod also while that is not ready: the servers
 * find each other by it, and none is ready before they have.
 */
export function serverService(cluster: LicenseCluster, server: ServerSpec, ordinal: number): ServiceManifest {
  const { name } = cluster.metadata;
  return {
    apiVersion: SERVICES.apiVersion,
    kind: SERVICES.kind,
    metadata: ownedMetadata(cluster, serverServiceName(name, server.name), { labels: { [LABEL_SERVER]: server.name } }),
    spec: {
      type: cluster.spec.access.type,
      selector: { ...selectorLabels(name), [LABEL_POD_NAME]: podName(name, ordinal) },
      publishNotReadyAddresses: true,
      ports: [licensePort(server.port)],
    },
  };
}

/** The Service over all ready servers: any of them is a door to the master. */
export function clusterService(cluster: LicenseCluster): ServiceManifest {
  const { name } = cluster.metadata;
  return {
    apiVersion: SERVICES.apiVersion,
    kind: SERVICES.kind,
    metadata: ownedMetadata(cluster, clusterServiceName(name)),
    spec: {
      type: cluster.spec.access.type,
      selector: selectorLabels(name),
      ports: [licensePort(LICENSE_PORT)],
    },
  };
}

/** The Service of the pod that carries the master's label. For people: it may be stale while the operator is away. */
export function masterService(cluster: LicenseCluster): ServiceManifest {
  const { name } = cluster.metadata;
  return {
    apiVersion: SERVICES.apiVersion,
    kind: SERVICES.kind,
    metadata: ownedMetadata(cluster, masterServiceName(name)),
    spec: {
      type: 'ClusterIP',
      selector: { ...selectorLabels(name), [LABEL_ROLE]: 'master' },
      ports: [licensePort(LICENSE_PORT)],
    },
  };
}

/** The headless Service of the StatefulSet; metrics are scraped through it. */
export function headlessService(cluster: LicenseCluster): ServiceManifest {
  const { name } = cluster.metadata;
  return {
    apiVersion: SERVICES.apiVersion,
    kind: SERVICES.kind,
    metadata: ownedMetadata(cluster, headlessServiceName(name)),
    spec: {
      type: 'ClusterIP',
      clusterIP: 'None',
      selector: selectorLabels(name),
      publishNotReadyAddresses: true,
      ports: [
        licensePort(LICENSE_PORT),
        { name: 'metrics', protocol: 'TCP', port: METRICS_PORT, targetPort: METRICS_PORT },
      ],
    },
  };
}
