import { createHash } from 'node:crypto';
import {
  type ApiClient,
  controllerOf,
  isKubeError,
  KubeErrorCode,
  type KubeObject,
  type Resource,
  resourceOf,
  SERVICES,
} from '../kube/index.ts';
import { type LicenseCluster, MANAGER } from '../specs/index.ts';
import { ClusterError, ClusterErrorCode } from './errors.ts';
import type { MetadataOf } from './fileReader.ts';

/** Informers lag; within this time the object as it was before our own write is no foreign change. */
const LAG_MILLISECONDS = 5_000;

interface Applied {
  /** Of what was asked for. */
  readonly hash: string;
  /** How the object looked before and after. */
  readonly before: string | undefined;
  readonly after: string;
  readonly at: number;
}

/**
 * Keeps objects as they are wanted, by server-side apply. Nothing is sent while neither the wish nor the object
 * has changed, and an object that belongs to somebody else is left alone.
 */
export class OwnedObjects {
  readonly #client: ApiClient;
  readonly #metadataOf: MetadataOf;
  readonly #applied = new Map<string, Applied>();

  constructor(client: ApiClient, metadataOf: MetadataOf) {
    this.#client = client;
    this.#metadataOf = metadataOf;
  }

  /** Makes the object what is wanted; true if anything was sent. Throws NameConflict. */
  async ensure(owner: LicenseCluster, wanted: KubeObject, signal: AbortSignal): Promise<boolean> {
    const resource = resourceOf(wanted);
    if (resource === undefined) throw new TypeError(`unknown kind ${wanted.kind}`);
    const { namespace = '', name } = wanted.metadata;
    const key = `${resource.kind}/${namespace}/${name}`;
    const hash = createHash('sha256').update(JSON.stringify(wanted)).digest('hex');
    const seen = fingerprint(this.#metadataOf(resource, namespace, name));
    if (this.#isSettled(this.#applied.get(key), hash, seen)) return false;

    const there = await this.#client.find(resource, namespace, name, { signal });
    if (there !== undefined) assertOwned(owner, there, resource);
    const result = await this.#apply(resource, wanted, signal);
    this.#applied.set(key, { hash, before: seen, after: fingerprint(result) ?? '', at: performance.now() });
    return true;
  }

  async #apply(resource: Resource, wanted: KubeObject, signal: AbortSignal): Promise<KubeObject> {
    try {
      return await this.#client.apply(resource, wanted, MANAGER, { signal });
    } catch (error) {
      if (resource !== SERVICES || !isKubeError(error, KubeErrorCode.Invalid)) throw error;
      // Ports are told apart by number: one that somebody else has renumbered stays beside ours and takes its
      // name. Only replacing the whole list puts that right.
      const { namespace = '', name } = wanted.metadata;
      const { spec } = wanted as KubeObject & { readonly spec: unknown };
      await this.#client.merge(resource, namespace, name, { spec }, MANAGER, { signal });
      return this.#client.apply(resource, wanted, MANAGER, { signal });
    }
  }

  /** Drops what is remembered of a cluster that is gone. */
  forget(namespace: string, cluster: string): void {
    for (const key of this.#applied.keys()) {
      const [, itsNamespace, name = ''] = key.split('/');
      if (itsNamespace === namespace && (name === cluster || name.startsWith(`${cluster}-`))) this.#applied.delete(key);
    }
  }

  #isSettled(applied: Applied | undefined, hash: string, seen: string | undefined): boolean {
    if (applied === undefined || applied.hash !== hash) return false;
    if (seen === applied.after) return true;
    return seen === applied.before && performance.now() - applied.at < LAG_MILLISECONDS;
  }
}

/** Changes when somebody changes what the object says; not when only its status does, where that can be told. */
function fingerprint(object: KubeObject | undefined): string | undefined {
  if (object === undefined) return undefined;
  const { uid, generation, resourceVersion, labels, annotations } = object.metadata;
  if (generation === undefined) return `${uid} ${resourceVersion}`;
  return `${uid} ${generation} ${JSON.stringify([sorted(labels), sorted(annotations)])}`;
}

function sorted(record: Readonly<Record<string, string>> = {}): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function assertOwned(owner: LicenseCluster, there: KubeObject, resource: Resource): void {
  const { name } = there.metadata;
  const holder = controllerOf(there);
  if (holder !== undefined && holder.uid === owner.metadata.uid) return;
  throw new ClusterError(
    ClusterErrorCode.NameConflict,
    `${resource.kind} ${name} is there already and belongs to ${
      holder === undefined ? 'nobody' : `${holder.kind} ${holder.name} (${holder.uid})`
    }; it is left alone. Delete or rename it`,
  );
}
