import type { Logger } from 'pino';
import { Caches } from './cluster/caches.ts';
import { addressOf, GrpcMemberApi } from './cluster/memberApi.ts';
import { Reconciler } from './cluster/reconciler.ts';
import { Triggers } from './cluster/triggers.ts';
import {
  type ApiClient,
  EventRecorder,
  isKubeError,
  KubeErrorCode,
  type KubeObject,
  LeaderElection,
  type Outcome,
  PODS,
  type Resource,
  WorkQueue,
} from './kube/index.ts';
import { readKubernetesUid } from './kubernetesUid.ts';
import type { Metrics } from './metrics.ts';
import { serveProbes } from './probes.ts';
import type { Settings } from './settings.ts';
import { LICENSE_PORT, MANAGER } from './specs/index.ts';

/** Runs until the signal is aborted; throws NotLeading when the lease is lost. */
export async function runOperator(
  settings: Settings,
  client: ApiClient,
  metrics: Metrics,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const election = new LeaderElection({
    client,
    lease: { namespace: settings.namespace, name: settings.leaseName },
    identity: settings.identity,
    onError: (error) => logger.warn({ err: error }, 'leader election'),
  });
  const writer = settings.leaderElection ? client.guarded(() => election.assertLeading()) : client;
  const members = new GrpcMemberApi();
  const triggers = new Triggers({ clusters: () => caches.clusters(), pods: () => caches.pods() });
  const caches: Caches = new Caches({
    client,
    namespaces: settings.namespaces,
    nodes: settings.readNodes,
    networkPolicies: settings.networkPolicies,
    onError: (resource, error) => logger.warn({ err: error, resource: resource.plural }, 'watch'),
    onChange: (resource: Resource, object: KubeObject, deleted: boolean) => {
      for (const key of triggers.keysFor(resource, object, deleted)) queue.add(key);
      if (resource === PODS && deleted) members.retain(memberAddresses(caches));
    },
  });
  const queue: WorkQueue = new WorkQueue({
    work: (key, stop) => measured(metrics, () => reconciler.reconcile(key, stop)),
    onError: (cluster, error, retryMilliseconds) => {
      // Someone else wrote at the same time: normal, and the next try sees it.
      const level = isKubeError(error, KubeErrorCode.Conflict) ? 'debug' : 'warn';
      logger[level]({ err: error, cluster, retryMilliseconds }, 'reconcile');
    },
  });
  metrics.observe({ caches, queueLength: () => queue.size, leading: () => election.leading });
  const server = await serveProbes(settings.listen, {
    live: () => undefined,
    ready: () => {
      const missing = caches.unsynced();
      return missing.length === 0 ? undefined : `not listed yet: ${missing.join(', ')}`;
    },
    metrics: () => metrics.registry.metrics(),
  });

  // After the probes are served: it waits for the API server.
  const kubernetesUid = await readKubernetesUid({
    client,
    signal,
    onError: (error) => logger.warn({ err: error }, 'the uid of kube-system'),
  });
  const reconciler = new Reconciler({
    client: writer,
    caches,
    members,
    events: new EventRecorder({
      client: writer,
      controller: MANAGER,
      instance: settings.identity,
      onError: (error) => logger.warn({ err: error }, 'event'),
    }),
    settings: {
      defaults: {
        image: settings.image,
        imagePullPolicy: settings.imagePullPolicy,
        imagePullSecrets: settings.imagePullSecrets,
      },
      networkPolicies: settings.networkPolicies,
      kubernetesUid,
    },
    onNews: (key) => queue.add(key),
    log: (message, details) => logger.info(details, message),
  });

  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  const watching = caches.run(stopped);
  try {
    if (settings.leaderElection && !(await election.acquire(signal))) return;
    logger.info({ namespaces: settings.namespaces, identity: settings.identity }, 'leading');
    const working = queue.run(stopped);
    if (settings.leaderElection) await election.lead(signal);
    await working;
  } finally {
    stop.abort();
    await watching;
    await election.release();
    members.close();
    server.close();
  }
}

async function measured(metrics: Metrics, work: () => Promise<Outcome>): Promise<Outcome> {
  const end = metrics.reconcileSeconds.startTimer();
  try {
    const outcome = await work();
    metrics.reconciles.inc({ result: 'success' });
    return outcome;
  } catch (error) {
    metrics.reconciles.inc({ result: 'error' });
    throw error;
  } finally {
    end();
  }
}

function memberAddresses(caches: Caches): Set<string> {
  return new Set(
    caches.pods().flatMap((pod) => (pod.status?.podIP ? [addressOf(pod.status.podIP, LICENSE_PORT)] : [])),
  );
}
