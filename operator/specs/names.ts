/** The names of everything that belongs to a LicenseCluster. */

export const MANAGER = 'lmtriad-operator';

/** Where a license server listens in its pod, for clients, administrators and peers alike. */
export const LICENSE_PORT = 27000;
/** Metrics and probes. */
export const METRICS_PORT = 9090;

export const LABEL_CLUSTER = 'lmtriad.io/cluster';
export const LABEL_ROLE = 'lmtriad.io/role';
export const LABEL_SERVER = 'lmtriad.io/server';
/** On the StatefulSet and its claims: which server has which ordinal. */
export const ANNOTATION_ORDINALS = 'lmtriad.io/ordinals';
/** On the StatefulSet: the subnet that was chosen for it. */
export const ANNOTATION_SUBNET = 'lmtriad.io/subnet';
/** On the StatefulSet: the id of the cluster that its members formed. */
export const ANNOTATION_CLUSTER_ID = 'lmtriad.io/cluster-id';
/** On the pods: changes with the mounted files, so that the kubelet refreshes them at once. */
export const ANNOTATION_LICENSE_REVISION = 'lmtriad.io/license-revision';
export const ANNOTATION_CONFIG_REVISION = 'lmtriad.io/config-revision';
/** On a LicenseCluster, by a person: the operator changes nothing while it is "true". */
export const ANNOTATION_PAUSED = 'lmtriad.io/paused';
/** On a LicenseCluster, by `kubectl lmtriad recover`: the new cluster that is to be formed; see `recoveryOrder`. */
export const ANNOTATION_RECOVER = 'lmtriad.io/recover';

export const VOLUME_DATA = 'data';

export function statefulSetName(cluster: string): string {
  return cluster;
}

export function podName(cluster: string, ordinal: number): string {
  return `${cluster}-${ordinal}`;
}

/** The Service of one server. */
export function serverServiceName(cluster: string, server: string): string {
  return `${cluster}-${server}`;
}

/** The Service over all ready pods. */
export function clusterServiceName(cluster: string): string {
  return cluster;
}

/** The Service of whichever pod carries the label of the master; for people. */
export function masterServiceName(cluster: string): string {
  return `${cluster}-master`;
}

/** The headless Service that the StatefulSet asks for. */
export function headlessServiceName(cluster: string): string {
  return `${cluster}-nodes`;
}

/** What stands as host in the SERVER line. */
export function serverHost(cluster: string, namespace: string, server: string): string {
  return `${serverServiceName(cluster, server)}.${namespace}.svc`;
}

export function renderedLicenseName(cluster: string): string {
  return `${cluster}-rendered-license`;
}

export function configName(cluster: string): string {
  return `${cluster}-config`;
}

/** Certificate and key of the cluster's authority: only the operator reads it. */
export function authorityName(cluster: string): string {
  return `${cluster}-ca`;
}

/** The servers' certificates and keys: mounted in the pods. */
export function certificatesName(cluster: string): string {
  return `${cluster}-certs`;
}

export function administratorName(cluster: string): string {
  return `${cluster}-administrator`;
}

export function clientName(cluster: string): string {
  return `${cluster}-client`;
}

/** The labels by which the pods are found; never to be changed, since a StatefulSet's selector is immutable. */
export function selectorLabels(cluster: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'lmtriad',
    'app.kubernetes.io/instance': cluster,
    [LABEL_CLUSTER]: cluster,
  };
}

/** The labels of every object of a cluster. */
export function objectLabels(cluster: string): Record<string, string> {
  return {
    ...selectorLabels(cluster),
    'app.kubernetes.io/component': 'license-server',
    'app.kubernetes.io/managed-by': MANAGER,
  };
}
