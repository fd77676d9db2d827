import type {
  V1ConfigMap,
  V1NetworkPolicySpec,
  V1PodDisruptionBudgetSpec,
  V1ServiceSpec,
  V1StatefulSetSpec,
} from '@kubernetes/client-node';
import type { KubeObject } from '../kube/index.ts';

/** What the builders give: plain JSON for server-side apply, checked against the library's types. */

export interface ServiceManifest extends KubeObject {
  readonly spec: V1ServiceSpec;
}

export interface StatefulSetManifest extends KubeObject {
  readonly spec: V1StatefulSetSpec;
}

export interface PodDisruptionBudgetManifest extends KubeObject {
  readonly spec: V1PodDisruptionBudgetSpec;
}

export interface NetworkPolicyManifest extends KubeObject {
  readonly spec: V1NetworkPolicySpec;
}

export interface ConfigMapManifest extends KubeObject {
  readonly data: NonNullable<V1ConfigMap['data']>;
}

export interface SecretManifest extends KubeObject {
  readonly type: string;
  /** Base64. */
  readonly data: Readonly<Record<string, string>>;
}
