import { Backoff, pause } from './backoff.ts';
import type { ApiClient } from './client.ts';
import { codeOfStatus, isKubeError, KubeError, KubeErrorCode } from './errors.ts';
import { type KubeObject, keyOf } from './objects.ts';
import type { Resource } from './resources.ts';
import { readEvents } from './watchStream.ts';

/** Only metadata crosses the network: for objects whose content is read on demand. */
const METADATA_LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const METADATA_WATCH = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

const LIST_LIMIT = '500';
/** The server sends a bookmark every minute, so a silence this long is a dead connection. */
const SILENCE_MILLISECONDS = 80_000;
/** The server ends each watch after a time between these, so that load spreads over its replicas. */
const WATCH_SECONDS = { least: 300, most: 600 };
const FIRST_RETRY_MILLISECONDS = 800;
const MOST_RETRY_MILLISECONDS = 30_000;

export interface InformerOptions<T extends KubeObject> {
  readonly client: ApiClient;
  readonly resource: Resource;
  /** Empty for all namespaces. */
  readonly namespace: string;
  readonly labelSelector?: string;
  readonly metadataOnly?: boolean;
  /** An object is new, changed or gone (`deleted`, as last seen). A throw is reported, never fatal. */
  readonly onChange: (object: T, deleted: boolean) => void;
  /** A list or watch failed and will be tried again, or `onChange` threw. */
  readonly onError: (error: unknown) => void;
  readonly silenceMilliseconds?: number;
  readonly firstRetryMilliseconds?: number;
}

/** How an informer is doing, for metrics. */
export interface InformerHealth {
  readonly synced: boolean;
  readonly lists: number;
  readonly watches: number;
  readonly failures: number;
}

/**
 * A copy of all objects of one kind, kept fresh by list and watch until its signal is aborted.
 *
 * It resumes from the last resource version (bookmarks move it on), lists again when that has expired, takes a
 * silent connection for a dead one, and never gives up.
 */
export class Informer<T extends KubeObject> {
  readonly #options: InformerOptions<T>;
  readonly #objects = new Map<string, T>();
  readonly #backoff: Backoff;
  #version: string | undefined;
  #synced = false;
  #lists = 0;
  #watches = 0;
  #failures = 0;

  constructor(options: InformerOptions<T>) {
    this.#options = options;
    this.#backoff = new Backoff(options.firstRetryMilliseconds ?? FIRST_RETRY_MILLISECONDS, MOST_RETRY_MILLISECONDS);
  }

  get health(): InformerHealth {
    return { synced: this.#synced, lists: this.#lists, watches: this.#watches, failures: this.#failures };
  }

  get(namespace: string, name: string): T | undefined {
    return this.#objects.get(`${namespace}/${name}`);
  }

  list(): T[] {
    return [...this.#objects.values()];
  }

  /** Runs until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.#version ??= await this.#list(signal);
        await this.#watch(this.#version, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#failures += 1;
        if (isKubeError(error, KubeErrorCode.Expired)) {
          // Normal after a long break: the list closes the gap.
          this.#version = undefined;
          continue;
        }
        this.#options.onError(error);
        const asked = isKubeError(error) ? error.retryAfterMilliseconds : undefined;
        await pause(Math.max(asked ?? 0, this.#backoff.next()), signal);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<string> {
    const { client, resource, namespace, labelSelector, metadataOnly } = this.#options;
    this.#lists += 1;
    const found = new Map<string, T>();
    let token: string | undefined;
    let version: string | undefined;
    do {
      const page = await client.list<T>(
        resource,
        namespace,
        {
          limit: LIST_LIMIT,
          ...(labelSelector === undefined ? {} : { labelSelector }),
          ...(token === undefined ? {} : { continue: token }),
        },
        { signal, accept: metadataOnly ? METADATA_LIST : undefined },
      );
      for (const item of page.items ?? []) found.set(keyOf(item), item);
      version = page.metadata.resourceVersion;
      token = page.metadata.continue;
    } while (token !== undefined && token !== '');
    if (version === undefined) {
      throw new KubeError(KubeErrorCode.Malformed, `the list of ${resource.plural} has no resourceVersion`);
    }
    this.#replace(found);
    this.#synced = true;
    return version;
  }

  #replace(found: ReadonlyMap<string, T>): void {
    for (const [key, old] of [...this.#objects]) {
      if (!found.has(key)) {
        this.#objects.delete(key);
        this.#tell(old, true);
      }
    }
    for (const [key, object] of found) {
      const old = this.#objects.get(key);
      this.#objects.set(key, object);
      if (old === undefined || old.metadata.resourceVersion !== object.metadata.resourceVersion) {
        this.#tell(object, false);
      }
    }
  }

  async #watch(version: string, signal: AbortSignal): Promise<void> {
    const { client, resource, namespace, labelSelector, metadataOnly } = this.#options;
    this.#watches += 1;
    const silent = new AbortController();
    const watchdog = setTimeout(
      () => silent.abort(new KubeError(KubeErrorCode.Timeout, `the watch of ${resource.plural} has gone silent`)),
      this.#options.silenceMilliseconds ?? SILENCE_MILLISECONDS,
    );
    try {
      const stream = await client.watch(
        resource,
        namespace,
        {
          resourceVersion: version,
          allowWatchBookmarks: 'true',
          timeoutSeconds: String(
            Math.round(WATCH_SECONDS.least + Math.random() * (WATCH_SECONDS.most - WATCH_SECONDS.least)),
          ),
          ...(labelSelector === undefined ? {} : { labelSelector }),
        },
        AbortSignal.any([signal, silent.signal]),
        metadataOnly ? METADATA_WATCH : undefined,
      );
      for await (const event of readEvents<T>(stream, () => watchdog.refresh())) {
        if (event.type === 'ERROR') throw statusError(event.object);
        this.#version = event.object.metadata.resourceVersion ?? this.#version;
        this.#backoff.reset();
        if (event.type !== 'BOOKMARK') this.#take(event.object, event.type === 'DELETED');
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  #take(object: T, deleted: boolean): void {
    const key = keyOf(object);
    if (deleted) this.#objects.delete(key);
    else this.#objects.set(key, object);
    this.#tell(object, deleted);
  }

  #tell(object: T, deleted: boolean): void {
    try {
      this.#options.onChange(object, deleted);
    } catch (error) {
      this.#options.onError(error);
    }
  }
}

function statusError(object: unknown): KubeError {
  const { code, message } = object as { code?: number; message?: string };
  return new KubeError(codeOfStatus(code ?? 0), `the watch was ended: ${message ?? 'no reason given'}`, {
    status: code,
  });
}
