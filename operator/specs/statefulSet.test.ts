import { describe, expect, test } from 'vitest';
import { SAMPLE_ORDINALS, sampleCluster } from '../testing/fixtures.ts';
import { type LicenseClusterSpec, parseSubnet, statefulSet } from './index.ts';

const DEFAULTS = {
  image: 'localhost/lmtriad-node:dev',
  imagePullPolicy: 'IfNotPresent' as const,
  imagePullSecrets: ['of-the-chart'],
};

function build(spec: Partial<LicenseClusterSpec> = {}, clusterId = '') {
  return statefulSet({ cluster: sampleCluster(spec), ordinals: SAMPLE_ORDINALS, clusterId, defaults: DEFAULTS });
}

function pod(spec: Partial<LicenseClusterSpec> = {}) {
  const { spec: template } = build(spec).spec.template;
  const container = template?.containers[0];
  if (template === undefined || container === undefined) throw new Error('the template has no container');
  return { template, container };
}

describe('the StatefulSet', () => {
  test('starts its three pods together and leaves updates to the operator', () => {
    const { spec } = build();
    expect(spec).toMatchObject({
      replicas: 3,
      serviceName: 'usoft-nodes',
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'OnDelete' },
    });
    expect(spec.template.metadata?.labels).toMatchObject(spec.selector.matchLabels ?? {});
  });

  test('records ordinals and cluster id where they outlive it, and not in the template', () => {
    const { metadata, spec } = build({}, 'c0ffee');
    const ordinals = '{"azuurmees":0,"fitis":1,"buulbuul":2}';
    expect(metadata.annotations).toEqual({ 'lmtriad.io/ordinals': ordinals, 'lmtriad.io/cluster-id': 'c0ffee' });
    expect(spec.volumeClaimTemplates?.[0]?.metadata?.annotations).toEqual({ 'lmtriad.io/ordinals': ordinals });
    expect(spec.template).toEqual(build().spec.template);
  });

  test('a new order, new ports or a new license make no new template', () => {
    const servers = [...sampleCluster().spec.servers]
      .reverse()
      .map((server) => ({ ...server, port: server.port + 100 }));
    expect(build({ servers, masterPolicy: 'Stay', leaseSeconds: 60 }).spec.template).toEqual(build().spec.template);
  });

  test('claims a volume for each server, and keeps it by default', () => {
    const { spec } = build({
      storage: { type: 'Persistent', size: '3Gi', storageClassName: 'fast', onDelete: 'Delete' },
    });
    expect(spec.volumeClaimTemplates).toMatchObject([
      { metadata: { name: 'data' }, spec: { storageClassName: 'fast', resources: { requests: { storage: '3Gi' } } } },
    ]);
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Delete', whenScaled: 'Retain' });
    expect(build().spec.persistentVolumeClaimRetentionPolicy?.whenDeleted).toBe('Retain');
  });

  test('uses a folder on the node when storage is ephemeral', () => {
    const { spec } = build({ storage: { type: 'Ephemeral', size: '1Gi', onDelete: 'Retain' } });
    expect(spec.volumeClaimTemplates).toBeUndefined();
    expect(spec.template.spec?.volumes?.at(-1)).toEqual({ name: 'data', emptyDir: { sizeLimit: '1Gi' } });
  });
});

test('the chosen subnet is recorded, and its nodes are the only ones', () => {
  const subnet = { key: 'lmtriad.io/subnet', value: 'a' };
  const { metadata, spec } = statefulSet({
    cluster: sampleCluster(),
    ordinals: SAMPLE_ORDINALS,
    clusterId: '',
    subnet,
    defaults: DEFAULTS,
  });
  expect(metadata.annotations?.['lmtriad.io/subnet']).toBe('lmtriad.io/subnet=a');
  expect(parseSubnet(metadata.annotations?.['lmtriad.io/subnet'])).toEqual(subnet);
  const required = spec.template.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  expect(required?.nodeSelectorTerms[0]?.matchExpressions).toEqual([
    { key: 'lmtriad.io/subnet', operator: 'In', values: ['a'] },
  ]);
  expect(parseSubnet('nonsense')).toBeUndefined();
});

describe('a pod', () => {
  test('keeps to the restricted pod security standard', () => {
    const { template, container } = pod();
    expect(template.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(template.automountServiceAccountToken).toBe(false);
  });

  test('has memory limits and no CPU limit, unless the user says so', () => {
    expect(pod().container.resources?.limits).toEqual({ memory: '2Gi' });
    const own = { requests: { cpu: 1, memory: '1Gi' }, limits: { cpu: 2 } };
    expect(pod({ resources: own }).container.resources).toEqual({
      requests: { cpu: '1', memory: '1Gi' },
      limits: { cpu: '2' },
    });
  });

  test('is probed on the metrics port', () => {
    const { container } = pod();
    const paths = [container.startupProbe, container.livenessProbe, container.readinessProbe].map(
      (probe) => probe?.httpGet,
    );
    expect(paths).toMatchObject([
      { path: '/startupz', port: 9090 },
      { path: '/livez', port: 9090 },
      { path: '/readyz', port: 9090 },
    ]);
  });

  test('has time at its start to let a long lease run out', () => {
    expect(pod({ leaseSeconds: 30 }).container.startupProbe?.failureThreshold).toBe(600);
    expect(pod({ leaseSeconds: 3600 }).container.startupProbe?.failureThreshold).toBe(7200);
  });

  test('finds its files in mounted folders', () => {
    const { template, container } = pod();
    expect(template.volumes?.map((volume) => volume.secret?.secretName ?? volume.configMap?.name)).toEqual([
      'usoft-rendered-license',
      'usoft-config',
      'usoft-certs',
    ]);
    expect(container.volumeMounts?.every((mount) => mount.subPath === undefined)).toBe(true);
    for (const { mountPath } of container.volumeMounts ?? []) {
      expect(container.args?.some((argument) => argument.startsWith(mountPath))).toBe(true);
    }
  });

  test('never shares a node with another, and needs the same subnet', () => {
    const { affinity } = pod().template;
    const [apart] = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const [together] = affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    expect(apart?.topologyKey).toBe('kubernetes.io/hostname');
    expect(together?.topologyKey).toBe('lmtriad.io/subnet');
    expect(apart?.labelSelector?.matchLabels?.['lmtriad.io/cluster']).toBe('usoft');
  });

  test('can be asked to be less strict for a try-out', () => {
    const placement = { nodeSpread: 'Preferred', subnet: { policy: 'None', topologyKey: 'x' } } as const;
    const { affinity } = pod({ placement }).template;
    expect(affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution).toBeUndefined();
    expect(affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution).toHaveLength(1);
    expect(affinity?.podAffinity).toBeUndefined();
    const softer = { nodeSpread: 'Required', subnet: { policy: 'Preferred', topologyKey: 'rack' } } as const;
    const [term] =
      pod({ placement: softer }).template.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    expect(term?.podAffinityTerm.topologyKey).toBe('rack');
  });

  test('leaves a lost node after the asked time, or never', () => {
    const seconds = (spec: Partial<LicenseClusterSpec>) =>
      pod(spec).template.tolerations?.map((toleration) => [toleration.key, toleration.tolerationSeconds]);
    expect(seconds({})).toEqual([
      ['node.kubernetes.io/not-ready', 30],
      ['node.kubernetes.io/unreachable', 30],
    ]);
    expect(seconds({ nodeLoss: { replacement: 'WaitForNode', tolerationSeconds: 30 } })).toEqual([
      ['node.kubernetes.io/not-ready', undefined],
      ['node.kubernetes.io/unreachable', undefined],
    ]);
  });

  test("carries the user's metadata but not over the operator's labels", () => {
    const { metadata } = build({
      podMetadata: { labels: { team: 'cad', 'lmtriad.io/cluster': 'other' }, annotations: { note: 'hello' } },
    }).spec.template;
    expect(metadata?.labels).toMatchObject({ team: 'cad', 'lmtriad.io/cluster': 'usoft' });
    expect(metadata?.annotations).toMatchObject({ note: 'hello' });
  });

  test("runs the operator's image unless the cluster names one", () => {
    expect(pod().container.image).toBe('localhost/lmtriad-node:dev');
    const own = pod({ image: 'registry/own:1', imagePullSecrets: [{ name: 'pull' }], priorityClassName: 'high' });
    expect(own.container.image).toBe('registry/own:1');
    expect(own.template.imagePullSecrets).toEqual([{ name: 'pull' }]);
    expect(pod().template.imagePullSecrets).toEqual([{ name: 'of-the-chart' }]);
    expect(own.template.priorityClassName).toBe('high');
  });
});
