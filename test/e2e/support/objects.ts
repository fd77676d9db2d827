/** What kubectl shows, as far as tests look at it. */
import type { Kube } from './kube.ts';

export interface ContainerView {
  readonly image: string;
  readonly resources?: { readonly limits?: Record<string, string>; readonly requests?: Record<string, string> };
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly runAsNonRoot?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[] };
  };
}

export interface PodView {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly automountServiceAccountToken?: boolean;
    readonly securityContext?: { readonly runAsNonRoot?: boolean; readonly seccompProfile?: { readonly type: string } };
    readonly containers: readonly ContainerView[];
    readonly volumes?: readonly { readonly name: string; readonly projected?: unknown }[];
  };
  readonly status: {
    readonly podIP?: string;
    readonly containerStatuses?: readonly {
      readonly containerID?: string;
      readonly restartCount: number;
      readonly ready: boolean;
    }[];
  };
}

export interface EventView {
  readonly type: string;
  readonly reason: string;
  readonly message?: string;
  readonly note?: string;
  readonly regarding?: { readonly kind: string; readonly name: string };
}

/** `kubectl get KIND -o json`, the objects with that label. */
export async function getItems<T>(cluster: Kube, namespace: string, kind: string, selector = ''): Promise<T[]> {
  const label = selector === '' ? [] : ['-l', selector];
  const { stdout } = await cluster.kubectl(['get', kind, '-n', namespace, ...label, '-o', 'json']);
  return (JSON.parse(stdout) as { items: T[] }).items;
}

export async function getObject<T>(cluster: Kube, namespace: string, kind: string, name: string): Promise<T> {
  const { stdout } = await cluster.kubectl(['get', kind, name, '-n', namespace, '-o', 'json']);
  return JSON.parse(stdout) as T;
}

/** Events about a LicenseCluster. */
export async function eventsOf(cluster: Kube, namespace: string, name: string): Promise<EventView[]> {
  const events = await getItems<EventView>(cluster, namespace, 'events.events.k8s.io');
  return events.filter(({ regarding }) => regarding?.kind === 'LicenseCluster' && regarding.name === name);
}
