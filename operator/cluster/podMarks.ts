import { type ApiClient, isKubeError, KubeErrorCode, PODS } from '../kube/index.ts';
import {
  ANNOTATION_CONFIG_REVISION,
  ANNOTATION_LICENSE_REVISION,
  LABEL_ROLE,
  LABEL_SERVER,
  MANAGER,
} from '../specs/index.ts';
import { isHealthy, masterOf, type Observation } from './members.ts';

export interface Marks {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a pod should carry: its role for people, and the revisions that make the kubelet refresh its files. */
export function marksOf(
  member: Observation,
  members: readonly Observation[],
  revisions: { readonly license: string; readonly config: string } | undefined,
): Marks {
  const role = masterOf(members) === member ? 'master' : isHealthy(member) ? 'standby' : 'unhealthy';
  return {
    labels: { [LABEL_ROLE]: role, [LABEL_SERVER]: member.name },
    annotations:
      revisions === undefined
        ? {}
        : { [ANNOTATION_LICENSE_REVISION]: revisions.license, [ANNOTATION_CONFIG_REVISION]: revisions.config },
  };
}

/** Puts the marks on the pod if they are not there. */
export async function markPod(
  client: ApiClient,
  member: Observation,
  marks: Marks,
  signal: AbortSignal,
): Promise<void> {
  const { pod } = member;
  if (
    pod === undefined ||
    (covers(pod.metadata.labels, marks.labels) && covers(pod.metadata.annotations, marks.annotations))
  ) {
    return;
  }
  const { name, namespace = '', uid } = pod.metadata;
  try {
    // Not apply, which would try to create a pod that is gone; the uid keeps the marks off a successor.
    await client.merge(PODS, namespace, name, { metadata: { uid, ...marks } }, MANAGER, { signal });
  } catch (error) {
    if (!isKubeError(error, KubeErrorCode.NotFound) && !isKubeError(error, KubeErrorCode.Conflict)) throw error;
  }
}

function covers(there: Readonly<Record<string, string>> = {}, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => there[key] === value);
}
