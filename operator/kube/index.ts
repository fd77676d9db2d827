/** What the operator needs from the Kubernetes API, and no more. */
export { Backoff, pause } from './backoff.ts';
export { ApiClient, type CallOptions } from './client.ts';
export { ApiConfig, loadApiConfig } from './config.ts';
export { isKubeError, KubeError, KubeErrorCode } from './errors.ts';
export { type EventContent, EventRecorder } from './eventRecorder.ts';
export { Informer, type InformerHealth, type InformerOptions } from './informer.ts';
export { LeaderElection, type LeaderElectionOptions } from './leaderElection.ts';
export {
  controllerOf,
  type KubeList,
  type KubeObject,
  keyOf,
  type ObjectKey,
  type ObjectMeta,
  type OwnerReference,
  parseKey,
} from './objects.ts';
export * from './resources.ts';
export { type Outcome, WorkQueue, type WorkQueueOptions } from './workQueue.ts';
