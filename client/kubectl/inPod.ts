/** lmstat where the servers are: in one of their pods, so that nothing need be reachable from here. */
import { LicenseError } from '../errors.ts';
import type { Kubectl, KubeResult } from './kubectl.ts';
import { type ClusterObject, membersOf } from './resource.ts';

/** The first pod that runs it answers. Rejects with LicenseError (-15) if none does. */
export async function lmstatInPod(
  kubectl: Kubectl,
  cluster: ClusterObject,
  args: readonly string[],
): Promise<KubeResult> {
  let last = '';
  for (const { pod } of membersOf(cluster)) {
    const result = await kubectl.lmutil(pod, ['lmstat', ...args]);
    // What lmutil prints comes first; without it kubectl did not get there.
    if (result.stdout !== '') return result;
    last = result.stderr.trim();
  }
  throw new LicenseError({ code: -15, detail: `no pod of ${cluster.metadata.name} answers: ${last}` });
}
