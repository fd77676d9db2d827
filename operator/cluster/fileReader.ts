import { type ApiClient, CONFIG_MAPS, type KubeObject, type Resource } from '../kube/index.ts';
import type { ConfigMapObject, SecretObject } from './objects.ts';

/** The content of a Secret or ConfigMap by key. */
export type Files = Readonly<Record<string, Buffer>>;

interface Remembered {
  readonly version: string;
  readonly files: Files;
}

/** Looks an object's metadata up in an informer. */
export type MetadataOf = (resource: Resource, namespace: string, name: string) => KubeObject | undefined;

/**
 * Reads Secrets and ConfigMaps, again only when their metadata says that they have changed. An object that the
 * informers do not know (yet) is asked for, so that "not there" is never a matter of a stale copy.
 */
export class FileReader {
  readonly #client: ApiClient;
  readonly #metadataOf: MetadataOf;
  readonly #remembered = new Map<string, Remembered>();

  constructor(client: ApiClient, metadataOf: MetadataOf) {
    this.#client = client;
    this.#metadataOf = metadataOf;
  }

  /** Undefined if there is no such object. */
  async read(resource: Resource, namespace: string, name: string): Promise<Files | undefined> {
    const key = `${resource.kind}/${namespace}/${name}`;
    const version = this.#metadataOf(resource, namespace, name)?.metadata.resourceVersion;
    const old = this.#remembered.get(key);
    if (old !== undefined && version === old.version) return old.files;
    const object = await this.#client.find<SecretObject & ConfigMapObject>(resource, namespace, name);
    if (object === undefined) {
      this.#remembered.delete(key);
      return undefined;
    }
    const files = filesOf(resource, object);
    this.#remembered.set(key, { version: object.metadata.resourceVersion ?? '', files });
    return files;
  }
}

function filesOf(resource: Resource, object: SecretObject & ConfigMapObject): Files {
  const base64 = (data: Readonly<Record<string, string>> = {}) =>
    Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const);
  if (resource.kind !== CONFIG_MAPS.kind) return Object.fromEntries(base64(object.data));
  const texts = Object.entries(object.data ?? {}).map(([key, text]) => [key, Buffer.from(text)] as const);
  return Object.fromEntries([...texts, ...base64(object.binaryData)]);
}
