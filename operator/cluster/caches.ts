import {
  type ApiClient,
  CONFIG_MAPS,
  Informer,
  type InformerHealth,
  type KubeObject,
  LICENSE_CLUSTERS,
  NETWORK_POLICIES,
  NODES,
  POD_DISRUPTION_BUDGETS,
  PODS,
  type Resource,
  SECRETS,
  SERVICES,
  STATEFUL_SETS,
} from '../kube/index.ts';
import { LABEL_CLUSTER, type LicenseCluster } from '../specs/index.ts';
import type { Node, Pod, StatefulSet } from './objects.ts';

export interface CachesOptions {
  readonly client: ApiClient;
  /** The namespaces to watch; one empty string for all. */
  readonly namespaces: readonly string[];
  /** Whether the operator may read nodes. */
  readonly nodes: boolean;
  /** Whether clusters get NetworkPolicies. */
  readonly networkPolicies: boolean;
  readonly onChange: (resource: Resource, object: KubeObject, deleted: boolean) => void;
  readonly onError: (resource: Resource, error: unknown) => void;
}

interface Watched {
  readonly resource: Resource;
  /** Empty for all namespaces, and for what is in none. */
  readonly namespace: string;
  readonly informer: Informer<KubeObject>;
}

/** Everything that is watched: clusters, what belongs to them, and metadata of Secrets and ConfigMaps. */
export class Caches {
  readonly #informers: Watched[] = [];
  readonly #nodes: boolean;

  constructor(options: CachesOptions) {
    this.#nodes = options.nodes;
    const add = (resource: Resource, namespace: string, more: { owned?: boolean; metadataOnly?: boolean }) => {
      const informer = new Informer<KubeObject>({
        client: options.client,
        resource,
        namespace,
        labelSelector: more.owned ? LABEL_CLUSTER : undefined,
        metadataOnly: more.metadataOnly,
        onChange: (object, deleted) => options.onChange(resource, object, deleted),
        onError: (error) => options.onError(resource, error),
      });
      this.#informers.push({ resource, namespace, informer });
    };
    const policies = options.networkPolicies ? [NETWORK_POLICIES] : [];
    for (const namespace of options.namespaces) {
      add(LICENSE_CLUSTERS, namespace, {});
      for (const resource of [STATEFUL_SETS, PODS, SERVICES, POD_DISRUPTION_BUDGETS, ...policies]) {
        add(resource, namespace, { owned: true });
      }
      for (const resource of [SECRETS, CONFIG_MAPS]) add(resource, namespace, { metadataOnly: true });
    }
    if (options.nodes) add(NODES, '', {});
  }

  /** What has not been listed yet, in words; empty when all is there. */
  unsynced(): string[] {
    return this.#informers
      .filter(({ informer }) => !informer.health.synced)
      .map(({ resource, namespace }) => (namespace === '' ? resource.plural : `${resource.plural} in ${namespace}`));
  }

  /** True once it is known which clusters there are, in all namespaces. */
  clustersSynced(): boolean {
    return this.#informers.every(({ resource, informer }) => resource !== LICENSE_CLUSTERS || informer.health.synced);
  }

  /** True once all that a cluster in this namespace is judged by has been listed: until then all looks missing. */
  syncedFor(namespace: string): boolean {
    return this.#informers
      .filter((watched) => watched.namespace === '' || watched.namespace === namespace)
      .every(({ informer }) => informer.health.synced);
  }

  health(): { readonly resource: string; readonly health: InformerHealth }[] {
    return this.#informers.map(({ resource, informer }) => ({ resource: resource.plural, health: informer.health }));
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#informers.map(({ informer }) => informer.run(signal)));
  }

  get(resource: Resource, namespace: string, name: string): KubeObject | undefined {
    for (const candidate of this.#informers) {
      if (candidate.resource !== resource) continue;
      const found = candidate.informer.get(namespace, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  cluster(namespace: string, name: string): LicenseCluster | undefined {
    return this.get(LICENSE_CLUSTERS, namespace, name) as LicenseCluster | undefined;
  }

  clusters(): LicenseCluster[] {
    return this.#informers
      .filter(({ resource }) => resource === LICENSE_CLUSTERS)
      .flatMap(({ informer }) => informer.list() as LicenseCluster[]);
  }

  pods(): Pod[] {
    return this.#informers
      .filter(({ resource }) => resource === PODS)
      .flatMap(({ informer }) => informer.list() as Pod[]);
  }

  pod(namespace: string, name: string): Pod | undefined {
    return this.get(PODS, namespace, name) as Pod | undefined;
  }

  statefulSet(namespace: string, name: string): StatefulSet | undefined {
    return this.get(STATEFUL_SETS, namespace, name) as StatefulSet | undefined;
  }

  /** Undefined if the operator may not read nodes. */
  nodes(): Node[] | undefined {
    if (!this.#nodes) return undefined;
    return this.#informers
      .filter(({ resource }) => resource === NODES)
      .flatMap(({ informer }) => informer.list() as Node[]);
  }

  /** 'unknown' if the operator may not read nodes. */
  node(name: string): Node | undefined | 'unknown' {
    return this.#nodes ? (this.get(NODES, '', name) as Node | undefined) : 'unknown';
  }
}
