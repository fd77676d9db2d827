import type { KubeObject } from '../kube/index.ts';

/** A server of the trio, as declared. Its name is its identity. */
export interface ServerSpec {
  readonly name: string;
  readonly port: number;
  readonly host?: string;
}

export interface KeyRef {
  readonly name: string;
  readonly key?: string;
}

export interface VendorRef extends KeyRef {
  readonly kind: 'ConfigMap' | 'Secret';
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: 'Exists' | 'Equal';
  readonly value?: string;
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  readonly tolerationSeconds?: number;
}

/** Amounts such as "64Mi" by resource name. */
export type ResourceAmounts = Readonly<Record<string, string | number>>;

/** The spec as the API server hands it out: with the schema's defaults filled in. */
export interface LicenseClusterSpec {
  /** Three, in the order of preference for the master. */
  readonly servers: readonly ServerSpec[];
  readonly masterPolicy: 'PreferFirst' | 'Stay';
  readonly license: {
    readonly secretRef: { readonly name: string; readonly key: string };
    readonly vendorRef?: VendorRef;
  };
  readonly options?: { readonly configMapRef: KeyRef };
  readonly leaseSeconds: number;
  readonly electionTimeoutMilliseconds?: number;
  readonly heartbeatIntervalSeconds?: number;
  readonly placement: {
    readonly nodeSpread: 'Required' | 'Preferred';
    readonly subnet: { readonly policy: 'Required' | 'Preferred' | 'None'; readonly topologyKey: string };
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly tolerations?: readonly Toleration[];
  };
  readonly storage: {
    readonly type: 'Persistent' | 'Ephemeral';
    readonly size: string;
    readonly storageClassName?: string;
    readonly onDelete: 'Retain' | 'Delete';
  };
  readonly access: { readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' };
  readonly nodeLoss: {
    readonly replacement: 'WaitForNode' | 'WhenFenced';
    readonly tolerationSeconds: number;
  };
  readonly image?: string;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly resources?: { readonly requests?: ResourceAmounts; readonly limits?: ResourceAmounts };
  readonly podMetadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly priorityClassName?: string;
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number;
}

export type MemberRole = 'Master' | 'Standby' | 'Candidate' | 'Learner' | 'Forming' | 'Unknown';

export interface MemberState {
  readonly name: string;
  readonly ordinal: number;
  readonly host: string;
  readonly port: number;
  readonly pod: string;
  readonly node?: string;
  readonly podIP?: string;
  readonly role: MemberRole;
  readonly healthy: boolean;
  readonly incarnation?: string;
  readonly version?: string;
  readonly lastSeen?: string;
  readonly message?: string;
}

export interface LicenseClusterStatus {
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly clusterId?: string;
  readonly subnet?: string;
  readonly master?: string;
  readonly term?: number;
  readonly quorum?: string;
  readonly license?: { readonly revision: string; readonly vendors: readonly string[] };
  readonly members?: readonly MemberState[];
}

export interface LicenseCluster extends KubeObject {
  readonly spec: LicenseClusterSpec;
  readonly status?: LicenseClusterStatus;
}
