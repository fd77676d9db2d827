import type {
  V1Affinity,
  V1Container,
  V1NodeAffinity,
  V1PodTemplateSpec,
  V1Probe,
  V1Toleration,
  V1Volume,
} from '@kubernetes/client-node';
import type { LicenseCluster } from './licenseCluster.ts';
import {
  certificatesName,
  configName,
  LICENSE_PORT,
  METRICS_PORT,
  objectLabels,
  renderedLicenseName,
  selectorLabels,
  VOLUME_DATA,
} from './names.ts';
import type { Subnet } from './subnet.ts';

/** The user in the image. */
const USER = 65532;
/** Time for a hand-over, the last flush and the goodbye to clients. */
const TERMINATION_SECONDS = 30;

export interface PodTemplateDefaults {
  /** Image if spec.image is not given. */
  readonly image: string;
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /** Names of Secrets to pull with if spec.imagePullSecrets is not given. */
  readonly imagePullSecrets?: readonly string[];
}

/** No CPU limit: a master that is throttled looks to the others like one that is lost. */
const DEFAULT_RESOURCES = { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '2Gi' } };

/** The template of the three pods. Which server a pod is, it finds out by its name. */
export function podTemplate(
  cluster: LicenseCluster,
  defaults: PodTemplateDefaults,
  subnet?: Subnet,
): V1PodTemplateSpec {
  const { spec } = cluster;
  const { name } = cluster.metadata;
  return {
    metadata: {
      labels: { ...spec.podMetadata?.labels, ...objectLabels(name) },
      annotations: { 'kubectl.kubernetes.io/default-container': 'lmgrd', ...spec.podMetadata?.annotations },
    },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: TERMINATION_SECONDS,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: USER,
        runAsGroup: USER,
        fsGroup: USER,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      affinity: affinity(cluster, subnet),
      nodeSelector: spec.placement.nodeSelector,
      tolerations: tolerations(cluster),
      priorityClassName: spec.priorityClassName,
      imagePullSecrets: pullSecrets(cluster, defaults),
      containers: [container(cluster, defaults)],
      volumes: volumes(cluster),
    },
  };
}

function container(cluster: LicenseCluster, defaults: PodTemplateDefaults): V1Container {
  return {
    name: 'lmgrd',
    image: cluster.spec.image ?? defaults.image,
    imagePullPolicy: defaults.imagePullPolicy,
    args: [
      'node/lmgrd.ts',
      '-z',
      ...['-c', '/etc/lmtriad/license/license.dat'],
      ...['--config', '/etc/lmtriad/config/cluster.json'],
      ...['--data', '/var/lib/lmtriad'],
      ...['--certs', '/etc/lmtriad/certs'],
      ...['--listen', `[::]:${LICENSE_PORT}`],
      ...['--metrics', `[::]:${METRICS_PORT}`],
      ...['-l', '+/var/lib/lmtriad/debug.log'],
    ],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      // For lmutil by kubectl exec.
      { name: 'LM_LICENSE_FILE', value: '/etc/lmtriad/license/license.dat' },
      { name: 'LMTRIAD_CA', value: '/etc/lmtriad/certs/ca.crt' },
    ],
    ports: [
      { name: 'license', containerPort: LICENSE_PORT, protocol: 'TCP' },
      { name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' },
    ],
    // Replaying a long log may take minutes; the other two serve meanwhile. Before a new cluster is joined with the
    // data of an old one, the old one's leases are waited for (R18).
    startupProbe: probe('/startupz', 1, Math.max(600, 2 * cluster.spec.leaseSeconds)),
    livenessProbe: probe('/livez', 10, 3),
    readinessProbe: probe('/readyz', 1, 3),
    resources: resources(cluster),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [
      { name: VOLUME_DATA, mountPath: '/var/lib/lmtriad' },
      { name: 'license', mountPath: '/etc/lmtriad/license', readOnly: true },
      { name: 'config', mountPath: '/etc/lmtriad/config', readOnly: true },
      { name: 'certs', mountPath: '/etc/lmtriad/certs', readOnly: true },
    ],
  };
}

function pullSecrets(
  { spec }: LicenseCluster,
  { imagePullSecrets = [] }: PodTemplateDefaults,
): { name: string }[] | undefined {
  if (spec.imagePullSecrets !== undefined) return spec.imagePullSecrets.map(({ name }) => ({ name }));
  return imagePullSecrets.length === 0 ? undefined : imagePullSecrets.map((name) => ({ name }));
}

function resources(cluster: LicenseCluster): V1Container['resources'] {
  const wanted = cluster.spec.resources ?? DEFAULT_RESOURCES;
  const text = (amounts: Readonly<Record<string, string | number>> | undefined) =>
    amounts && Object.fromEntries(Object.entries(amounts).map(([key, amount]) => [key, String(amount)]));
  return { requests: text(wanted.requests), limits: text(wanted.limits) };
}

function probe(path: string, periodSeconds: number, failureThreshold: number): V1Probe {
  return {
    httpGet: { path, port: METRICS_PORT, scheme: 'HTTP' },
    periodSeconds,
    failureThreshold,
    timeoutSeconds: 2,
    successThreshold: 1,
  };
}

/** Folders, so that the kubelet can refresh them while the program runs. */
function volumes(cluster: LicenseCluster): V1Volume[] {
  const { name } = cluster.metadata;
  const { storage } = cluster.spec;
  return [
    { name: 'license', secret: { secretName: renderedLicenseName(name), defaultMode: 0o440 } },
    { name: 'config', configMap: { name: configName(name), defaultMode: 0o444 } },
    { name: 'certs', secret: { secretName: certificatesName(name), defaultMode: 0o440 } },
    ...(storage.type === 'Ephemeral' ? [{ name: VOLUME_DATA, emptyDir: { sizeLimit: storage.size } }] : []),
  ];
}

/** Different nodes, one subnet. */
function affinity(cluster: LicenseCluster, chosen: Subnet | undefined): V1Affinity {
  const { nodeSpread, subnet } = cluster.spec.placement;
  const term = (topologyKey: string) => ({
    labelSelector: { matchLabels: selectorLabels(cluster.metadata.name) },
    topologyKey,
  });
  const apart = term('kubernetes.io/hostname');
  const together = term(subnet.topologyKey);
  return {
    ...(chosen === undefined ? {} : { nodeAffinity: pinTo(chosen) }),
    podAntiAffinity:
      nodeSpread === 'Required'
        ? { requiredDuringSchedulingIgnoredDuringExecution: [apart] }
        : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: apart }] },
    ...(subnet.policy === 'None'
      ? {}
      : {
          podAffinity:
            subnet.policy === 'Required'
              ? { requiredDuringSchedulingIgnoredDuringExecution: [together] }
              : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: together }] },
        }),
  };
}

function pinTo({ key, value }: Subnet): V1NodeAffinity {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [value] }] }],
    },
  };
}

/** How long a pod stays with a node that is lost, instead of Kubernetes' five minutes. */
function tolerations(cluster: LicenseCluster): V1Toleration[] {
  const { nodeLoss, placement } = cluster.spec;
  const lost = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    ...(nodeLoss.replacement === 'WaitForNode' ? {} : { tolerationSeconds: nodeLoss.tolerationSeconds }),
  }));
  return [...lost, ...(placement.tolerations ?? []).map((toleration) => ({ ...toleration }))];
}
