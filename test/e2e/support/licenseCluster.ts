/** What kubectl shows of a LicenseCluster, and waiting for it. */

import { until } from '../../processes/wait.ts';
import type { Kube } from './kube.ts';

export interface MemberOfView {
  readonly name: string;
  readonly node?: string;
  readonly role?: string;
  readonly healthy?: boolean;
  readonly podIP?: string;
  readonly incarnation?: string;
  readonly version?: string;
  readonly message?: string;
}

export interface LicenseClusterView {
  readonly metadata: { readonly generation: number };
  readonly status?: {
    readonly master?: string;
    readonly clusterId?: string;
    readonly term?: number;
    readonly quorum?: string;
    readonly license?: { readonly revision: string; readonly vendors: readonly string[] };
    readonly members?: readonly MemberOfView[];
    readonly conditions?: readonly { type: string; status: string; reason: string; message: string }[];
  };
}

export async function getLicenseCluster(cluster: Kube, namespace: string, name: string): Promise<LicenseClusterView> {
  const answer = await cluster.kubectl(['get', 'lic', name, '-n', namespace, '-o', 'json']);
  return JSON.parse(answer.stdout);
}

export function condition(view: LicenseClusterView, type: string) {
  return view.status?.conditions?.find((each) => each.type === type);
}

/** Waits until all three are ready and there is a master. */
export function waitReady(
  cluster: Kube,
  namespace: string,
  name: string,
  timeoutMilliseconds = 120_000,
): Promise<LicenseClusterView> {
  return until(
    `LicenseCluster ${name} to be ready`,
    async () => {
      const view = await getLicenseCluster(cluster, namespace, name);
      const ready = condition(view, 'Ready');
      if (ready?.status === 'True') return view;
      throw new Error(`${ready?.reason ?? 'no condition'}: ${ready?.message ?? ''}`);
    },
    { timeoutMilliseconds, everyMilliseconds: 200 },
  );
}

/** Waits until another member than `before` is the master by the status. */
export function waitMaster(cluster: Kube, namespace: string, name: string, before: string): Promise<string> {
  return until(
    'another master in the status',
    async () => {
      const { status } = await getLicenseCluster(cluster, namespace, name);
      return status?.master !== undefined && status.master !== '' && status.master !== before ? status.master : null;
    },
    { timeoutMilliseconds: 60_000, everyMilliseconds: 200 },
  );
}
