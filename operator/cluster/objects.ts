import type { KubeObject } from '../kube/index.ts';

/** What is read of other kinds: only these fields, as they stand in JSON. */

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly state?: {
    readonly running?: object;
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: { readonly reason?: string; readonly message?: string; readonly exitCode?: number };
  };
}

export interface Pod extends KubeObject {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly podIP?: string;
    readonly conditions?: readonly PodCondition[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface StatefulSet extends KubeObject {
  readonly status?: { readonly observedGeneration?: number; readonly updateRevision?: string };
}

export interface Node extends KubeObject {
  readonly spec?: {
    readonly unschedulable?: boolean;
    readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  };
  readonly status?: { readonly conditions?: readonly PodCondition[] };
}

export interface SecretObject extends KubeObject {
  /** Base64. */
  readonly data?: Readonly<Record<string, string>>;
}

export interface ConfigMapObject extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
  /** Base64. */
  readonly binaryData?: Readonly<Record<string, string>>;
}

/** True if the kubelet calls the pod ready and nobody is deleting it. */
export function isReady(pod: Pod | undefined): boolean {
  return (
    pod !== undefined &&
    pod.metadata.deletionTimestamp === undefined &&
    (pod.status?.conditions ?? []).some((condition) => condition.type === 'Ready' && condition.status === 'True')
  );
}

/** True while the program in the pod runs, ready or not. */
export function isRunning(pod: Pod): boolean {
  const statuses = pod.status?.containerStatuses ?? [];
  return statuses.length > 0 && statuses.every((status) => status.state?.running !== undefined);
}

/** Reasons of a container that waits while all is well. */
const STARTING: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

/** True from when the pod has a node until its program runs, or is known to fail. */
export function isStarting(pod: Pod): boolean {
  if (pod.spec?.nodeName === undefined) return false;
  const statuses = pod.status?.containerStatuses ?? [];
  return statuses.every(({ state }) => state?.running !== undefined || STARTING.has(state?.waiting?.reason ?? ''));
}

/** The label by which the StatefulSet's controller marks from which template a pod was made. */
export function revisionOf(pod: Pod): string | undefined {
  return pod.metadata.labels?.['controller-revision-hash'];
}
