import { isFullyUp, masterOf, type Observation } from './members.ts';
import { isRunning, isStarting, type Pod, revisionOf, type StatefulSet } from './objects.ts';

/** How long mastership stays where a rollout has put it: ample time for the old master's restart. */
export const HOLD_SECONDS = 180;

/** The next step of bringing the pods to the StatefulSet's template. */
export type RolloutStep =
  | { readonly kind: 'none' }
  | { readonly kind: 'wait'; readonly why: string }
  | { readonly kind: 'delete'; readonly pod: Pod; readonly why: string }
  | { readonly kind: 'transfer'; readonly master: Observation; readonly to: Observation };

/**
 * Standbys first, one at a time and only while all three are well; the master last, after it has handed over.
 * A pod whose program does not run gives nothing up and is replaced at once. But one that is just starting may have
 * begun to serve before its end reaches it: if its disk goes with it, two of them would be two lost disks.
 */
export function planRollout(
  statefulSet: StatefulSet | undefined,
  members: readonly Observation[],
  disksStay: boolean,
): RolloutStep {
  const revision = statefulSet?.status?.updateRevision;
  if (statefulSet === undefined || revision === undefined) return { kind: 'none' };
  if (statefulSet.status?.observedGeneration !== statefulSet.metadata.generation) {
    return { kind: 'wait', why: 'the StatefulSet controller has not seen the change yet' };
  }
  const outdated = members.filter((member) => isOutdated(member.pod, revision));
  if (outdated.length === 0) return { kind: 'none' };

  for (const { name, pod } of outdated) {
    if (pod !== undefined && !isRunning(pod) && (disksStay || !isStarting(pod))) {
      return { kind: 'delete', pod, why: `server ${name} does not run, and there is a newer template for it` };
    }
  }
  const down = members.filter((member) => !isFullyUp(member));
  // One that runs and is not well may be the one to be cured by the update, if the other two are well.
  const sick = down.length === 1 ? outdated.find((member) => member === down[0]) : undefined;
  if (sick?.pod !== undefined) return { kind: 'delete', pod: sick.pod, why: `server ${sick.name} is updated` };
  if (down.length > 0) {
    return { kind: 'wait', why: `the update waits until ${down.map((member) => member.name).join(' and ')} is up` };
  }
  const master = masterOf(members);
  const standby = outdated.find((member) => member !== master);
  if (standby?.pod !== undefined) return { kind: 'delete', pod: standby.pod, why: `server ${standby.name} is updated` };
  const heir = members.find((member) => member !== master);
  if (master === undefined || heir === undefined) return { kind: 'wait', why: 'the update waits for a master' };
  return { kind: 'transfer', master, to: heir };
}

/** True while pods of an older template are there. */
export function isOutdated(pod: Pod | undefined, revision: string): boolean {
  return pod !== undefined && pod.metadata.deletionTimestamp === undefined && revisionOf(pod) !== revision;
}
