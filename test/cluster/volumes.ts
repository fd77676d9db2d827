import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodePlan } from './addressPlan.ts';
import type { Api } from './api.ts';
import { type Layout, nodeLayout } from './layout.ts';
import { waitFor } from './wait.ts';

/** The name of the default StorageClass. */
export const STORAGE_CLASS = 'local';

const VOLUMES_PER_NODE = 4;

interface PersistentVolume {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly local?: { readonly path: string }; readonly claimRef?: { readonly uid?: string } };
  readonly status?: { readonly phase?: string };
}

interface PersistentVolumeClaim {
  readonly metadata: { readonly uid: string };
}

/** Creates the StorageClass and, on each node's disk, the local volumes of it. */
export async function createVolumes(api: Api, layout: Layout): Promise<void> {
  await api.apply(`/apis/storage.k8s.io/v1/storageclasses/${STORAGE_CLASS}`, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: STORAGE_CLASS,
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  });
  await Promise.all(
    layout.plan.nodes.flatMap((node) =>
      Array.from({ length: VOLUMES_PER_NODE }, async (_, index) => {
        const volume = persistentVolume(layout, node, index);
        await mkdir(volume.spec.local.path, { recursive: true, mode: 0o755 });
        await api.apply(`/api/v1/persistentvolumes/${volume.metadata.name}`, volume);
      }),
    ),
  );
}

/** One local volume. The kubelet gives its folder to the pod's fsGroup when it is mounted. */
export function persistentVolume(layout: Layout, node: NodePlan, index: number) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `${node.name}-disk${index}` },
    spec: {
      capacity: { storage: '10Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: STORAGE_CLASS,
      local: { path: join(nodeLayout(layout, node).volumes, `disk${index}`) },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node.name] }] },
          ],
        },
      },
    },
  };
}

/** Wipes every volume whose claim is gone and offers it again; returns their names. */
export async function recycleVolumes(api: Api, layout: Layout): Promise<string[]> {
  const recycled: string[] = [];
  for (const { metadata, spec, status } of await settledVolumes(api)) {
    const path = spec.local?.path;
    // Only the instance's own folders are ever wiped, whatever volumes a test has made besides.
    if (status?.phase !== 'Released' || path === undefined || !path.startsWith(`${layout.dir}/nodes/`)) continue;
    await rm(path, { recursive: true, force: true });
    await mkdir(path, { recursive: true, mode: 0o755 });
    await api.call(
      'PATCH',
      `/api/v1/persistentvolumes/${metadata.name}`,
      { spec: { claimRef: null } },
      'application/merge-patch+json',
    );
    recycled.push(metadata.name);
  }
  return recycled;
}

/* The volume controller sees only a moment later that a claim was deleted; until then its volume is Bound. */
function settledVolumes(api: Api): Promise<readonly PersistentVolume[]> {
  return waitFor(
    'no volume is bound to a claim that was deleted',
    async () => {
      const volumes = (await api.call('GET', '/api/v1/persistentvolumes')) as { items: PersistentVolume[] };
      const claims = (await api.call('GET', '/api/v1/persistentvolumeclaims')) as { items: PersistentVolumeClaim[] };
      const existing = new Set(claims.items.map(({ metadata }) => metadata.uid));
      const unsettled = volumes.items.some(
        ({ spec, status }) => status?.phase === 'Bound' && !existing.has(spec.claimRef?.uid ?? ''),
      );
      return unsettled ? undefined : volumes.items;
    },
    { timeoutMs: 30_000 },
  );
}
