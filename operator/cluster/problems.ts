import type { Observation } from './members.ts';
import type { Node, Pod } from './objects.ts';

/** A pod that should be gone by now is on a node whose kubelet does not answer. */
const OVERDUE_MILLISECONDS = 10_000;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

/** Something that keeps a server from running: a reason and message for conditions and events. */
export interface Problem {
  readonly reason: string;
  readonly message: string;
  readonly server: string;
}

/** Why pods wait for a node, in the words of the scheduler and with what to do. */
export function placementProblems(members: readonly Observation[], topologyKey: string | undefined): Problem[] {
  return members.flatMap(({ name, pod }) => {
    const scheduled = pod?.status?.conditions?.find((condition) => condition.type === 'PodScheduled');
    if (scheduled?.status !== 'False' || scheduled.reason !== 'Unschedulable') return [];
    const subnet = topologyKey === undefined ? '' : ` with the same label ${topologyKey}`;
    const hint = `; the three servers need three nodes${subnet}, or another spec.placement`;
    return [{ server: name, reason: 'NoSchedulableNode', message: `${name}: ${scheduled.message ?? ''}${hint}` }];
  });
}

/** Containers that can not start or keep ending. */
export function containerProblems(members: readonly Observation[]): Problem[] {
  return members.flatMap(({ name, pod }) =>
    (pod?.status?.containerStatuses ?? []).flatMap(({ state }) => {
      const { reason, message } = state?.waiting ?? {};
      if (reason === undefined || reason === 'ContainerCreating' || reason === 'PodInitializing') return [];
      return [{ server: name, reason, message: `${name}: ${reason}${message === undefined ? '' : `: ${message}`}` }];
    }),
  );
}

/**
 * Servers whose node is lost. Kubernetes itself replaces such a pod once the Node object is deleted or carries
 * the out-of-service taint, and not before, since the pod may still run.
 */
export function nodeProblems(
  members: readonly Observation[],
  nodeOf: (name: string) => Node | undefined | 'unknown',
  now: Date,
): Problem[] {
  return members.flatMap(({ name, pod }) => {
    const nodeName = pod?.spec?.nodeName;
    if (pod === undefined || nodeName === undefined || !isLost(pod, nodeOf(nodeName), now)) return [];
    const node = nodeOf(nodeName);
    const fenced = node === undefined || (node !== 'unknown' && isFenced(node));
    const next = fenced
      ? 'it is fenced, and Kubernetes will replace the pod'
      : `the pod is replaced once the node is back, or its Node is deleted or tainted with ${OUT_OF_SERVICE} (do that only when it is surely off)`;
    return [{ server: name, reason: 'NodeLost', message: `${name}: node ${nodeName} does not answer; ${next}` }];
  });
}

function isLost(pod: Pod, node: Node | undefined | 'unknown', now: Date): boolean {
  if (node === undefined) return true;
  if (node !== 'unknown') {
    return (node.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'Unknown');
  }
  // Without the right to read nodes: what the node controller left on the pod.
  const due = pod.metadata.deletionTimestamp;
  return (
    pod.status?.reason === 'NodeLost' || (due !== undefined && now.getTime() - Date.parse(due) > OVERDUE_MILLISECONDS)
  );
}

/** True if somebody has declared the node to be off for good. */
export function isFenced(node: Node): boolean {
  return (node.spec?.taints ?? []).some(({ key }) => key === OUT_OF_SERVICE);
}
