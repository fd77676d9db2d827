/** One kind of object and where the API server serves it. */
export interface Resource {
  /** "v1", or "group/version". */
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

function resource(apiVersion: string, kind: string, plural: string, namespaced = true): Resource {
  return { apiVersion, kind, plural, namespaced };
}

export const LICENSE_CLUSTERS = resource('lmtriad.io/v1alpha1', 'LicenseCluster', 'licenseclusters');
export const CONFIG_MAPS = resource('v1', 'ConfigMap', 'configmaps');
export const EVENTS = resource('events.k8s.io/v1', 'Event', 'events');
export const LEASES = resource('coordination.k8s.io/v1', 'Lease', 'leases');
export const NAMESPACES = resource('v1', 'Namespace', 'namespaces', false);
export const NETWORK_POLICIES = resource('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies');
export const NODES = resource('v1', 'Node', 'nodes', false);
export const PERSISTENT_VOLUME_CLAIMS = resource('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims');
export const POD_DISRUPTION_BUDGETS = resource('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets');
export const PODS = resource('v1', 'Pod', 'pods');
export const SECRETS = resource('v1', 'Secret', 'secrets');
export const SERVICES = resource('v1', 'Service', 'services');
export const STATEFUL_SETS = resource('apps/v1', 'StatefulSet', 'statefulsets');

/** The path of a collection (`name` missing) or an object. An empty namespace means all of them. */
export function pathOf(resource: Resource, namespace: string, name?: string, subresource?: string): string {
  const root = resource.apiVersion.includes('/') ? `/apis/${resource.apiVersion}` : `/api/${resource.apiVersion}`;
  const parts = [root];
  if (resource.namespaced && namespace !== '') parts.push('namespaces', encodeURIComponent(namespace));
  parts.push(resource.plural);
  if (name !== undefined) parts.push(encodeURIComponent(name));
  if (subresource !== undefined) parts.push(subresource);
  return parts.join('/');
}

/** The resource that an object's apiVersion and kind name, among those that the operator knows. */
export function resourceOf(object: { readonly apiVersion?: string; readonly kind?: string }): Resource | undefined {
  return KNOWN.find((known) => known.apiVersion === object.apiVersion && known.kind === object.kind);
}

const KNOWN: readonly Resource[] = [
  LICENSE_CLUSTERS,
  CONFIG_MAPS,
  EVENTS,
  LEASES,
  NETWORK_POLICIES,
  PERSISTENT_VOLUME_CLAIMS,
  POD_DISRUPTION_BUDGETS,
  PODS,
  SECRETS,
  SERVICES,
  STATEFUL_SETS,
];
