import { CONFIG_MAPS, type KubeObject, keyOf, LICENSE_CLUSTERS, NODES, type Resource, SECRETS } from '../kube/index.ts';
import { LABEL_CLUSTER, type LicenseCluster } from '../specs/index.ts';
import type { Pod } from './objects.ts';
import { sourceNames } from './sources.ts';

export interface TriggerContext {
  readonly clusters: () => readonly LicenseCluster[];
  readonly pods: () => readonly Pod[];
}

/** Decides which LicenseClusters a change is about. */
export class Triggers {
  readonly #context: TriggerContext;
  readonly #seen = new Map<string, string>();

  constructor(context: TriggerContext) {
    this.#context = context;
  }

  /** Keys of the clusters to look at because of this change. */
  keysFor(resource: Resource, object: KubeObject, deleted: boolean): string[] {
    if (resource === LICENSE_CLUSTERS) return this.#cluster(object, deleted);
    if (resource === NODES) return this.#node(object.metadata.name);
    const cluster = object.metadata.labels?.[LABEL_CLUSTER];
    if (cluster !== undefined) return [`${object.metadata.namespace ?? ''}/${cluster}`];
    return resource === SECRETS || resource === CONFIG_MAPS ? this.#source(resource, object) : [];
  }

  /** Our own writes of the status change neither generation nor annotations. */
  #cluster(object: KubeObject, deleted: boolean): string[] {
    const key = keyOf(object);
    const { uid, generation, annotations, deletionTimestamp } = object.metadata;
    const looks = JSON.stringify([uid, generation, annotations, deletionTimestamp]);
    if (deleted) {
      this.#seen.delete(key);
      return [key];
    }
    if (this.#seen.get(key) === looks) return [];
    this.#seen.set(key, looks);
    return [key];
  }

  #source(resource: Resource, object: KubeObject): string[] {
    const { name, namespace } = object.metadata;
    return this.#context
      .clusters()
      .filter((cluster) => cluster.metadata.namespace === namespace)
      .filter((cluster) => sourceNames(cluster).some((source) => source.kind === resource.kind && source.name === name))
      .map(keyOf);
  }

  #node(name: string): string[] {
    const keys = this.#context
      .pods()
      .filter((pod) => pod.spec?.nodeName === name)
      .map((pod) => `${pod.metadata.namespace ?? ''}/${pod.metadata.labels?.[LABEL_CLUSTER] ?? ''}`);
    return [...new Set(keys)];
  }
}
