import { HttpMethod, IsomorphicFetchHttpLibrary, RequestContext, type ResponseContext } from '@kubernetes/client-node';
import type { ApiConfig } from './config.ts';
import { errorOfResponse, KubeError, KubeErrorCode } from './errors.ts';
import type { KubeList, KubeObject } from './objects.ts';
import { pathOf, type Resource } from './resources.ts';

/** How long a call other than a watch may take. */
const CALL_TIMEOUT_MILLISECONDS = 15_000;
/** A watch whose connection is not made in this time is given up. */
const CONNECT_TIMEOUT_MILLISECONDS = 15_000;

const JSON_TYPE = 'application/json';

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMilliseconds?: number;
}

interface CallContent {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
}

/**
 * Calls to the API server in plain JSON.
 *
 * The library's typed model drops fields that it does not know, so only its configuration, authentication and
 * transport are used. Writes go through `guard`, which throws when this replica must not write.
 */
export class ApiClient {
  readonly #config: ApiConfig;
  readonly #library = new IsomorphicFetchHttpLibrary();
  readonly #guard: () => void;

  constructor(config: ApiConfig, guard: () => void = () => undefined) {
    this.#config = config;
    this.#guard = guard;
  }

  /** The same connections with another guard. */
  guarded(guard: () => void): ApiClient {
    return new ApiClient(this.#config, guard);
  }

  async get<T extends KubeObject>(
    resource: Resource,
    namespace: string,
    name: string,
    options: CallOptions = {},
  ): Promise<T> {
    return (await this.#call(HttpMethod.GET, pathOf(resource, namespace, name), {}, options)) as T;
  }

  /** `get`, but undefined for an object that is not there. */
  async find<T extends KubeObject>(
    resource: Resource,
    namespace: string,
    name: string,
    options: CallOptions = {},
  ): Promise<T | undefined> {
    try {
      return await this.get<T>(resource, namespace, name, options);
    } catch (error) {
      if (error instanceof KubeError && error.code === KubeErrorCode.NotFound) return undefined;
      throw error;
    }
  }

  async list<T extends KubeObject>(
    resource: Resource,
    namespace: string,
    query: Readonly<Record<string, string>>,
    options: CallOptions & { readonly accept?: string } = {},
  ): Promise<KubeList<T>> {
    const content = { query, accept: options.accept };
    return (await this.#call(HttpMethod.GET, pathOf(resource, namespace), content, options)) as KubeList<T>;
  }

  async create<T extends KubeObject>(
    resource: Resource,
    namespace: string,
    object: T,
    options: CallOptions = {},
  ): Promise<T> {
    const content = { body: object };
    return (await this.#call(HttpMethod.POST, pathOf(resource, namespace), content, options)) as T;
  }

  /** Replaces an object that was read with its resourceVersion: a conflict if someone was faster. */
  async replace<T extends KubeObject>(
    resource: Resource,
    namespace: string,
    object: T,
    options: CallOptions = {},
  ): Promise<T> {
    const path = pathOf(resource, namespace, object.metadata.name);
    return (await this.#call(HttpMethod.PUT, path, { body: object }, options)) as T;
  }

  /** Server-side apply: the manager owns exactly the fields given, and takes them from others. */
  async apply<T extends KubeObject>(
    resource: Resource,
    object: T,
    manager: string,
    options: CallOptions & { readonly subresource?: string } = {},
  ): Promise<T> {
    const { namespace, name } = object.metadata;
    return (await this.#call(
      HttpMethod.PATCH,
      pathOf(resource, namespace ?? '', name, options.subresource),
      {
        query: { fieldManager: manager, force: 'true' },
        body: { apiVersion: resource.apiVersion, kind: resource.kind, ...object },
        // The server's own name for it; JSON is YAML.
        contentType: 'application/apply-patch+yaml',
      },
      options,
    )) as T;
  }

  /** Changes some fields of an object that must exist; unlike apply it never creates one. */
  async merge<T extends KubeObject>(
    resource: Resource,
    namespace: string,
    name: string,
    patch: unknown,
    manager: string,
    options: CallOptions = {},
  ): Promise<T> {
    return (await this.#call(
      HttpMethod.PATCH,
      pathOf(resource, namespace, name),
      { query: { fieldManager: manager }, body: patch, contentType: 'application/merge-patch+json' },
      options,
    )) as T;
  }

  /** Deletes the object if it is still the one with this uid. One that is gone already is no error. */
  async delete(
    resource: Resource,
    namespace: string,
    name: string,
    uid: string | undefined,
    options: CallOptions = {},
  ): Promise<void> {
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      ...(uid === undefined ? {} : { preconditions: { uid } }),
    };
    try {
      await this.#call(HttpMethod.DELETE, pathOf(resource, namespace, name), { body }, options);
    } catch (error) {
      if (!(error instanceof KubeError) || error.code !== KubeErrorCode.NotFound) throw error;
    }
  }

  /** Opens a watch; resolves once the server has answered. The stream ends when `signal` is aborted. */
  async watch(
    resource: Resource,
    namespace: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
    accept?: string,
  ): Promise<ReadableStream<Uint8Array>> {
    const connecting = new AbortController();
    const timer = setTimeout(() => connecting.abort(), CONNECT_TIMEOUT_MILLISECONDS);
    try {
      const response = await this.#send(
        HttpMethod.GET,
        pathOf(resource, namespace),
        { query: { ...query, watch: 'true' }, accept },
        AbortSignal.any([signal, connecting.signal]),
      );
      const stream = response.body.stream();
      if (stream === null) throw new KubeError(KubeErrorCode.Malformed, `watch of ${resource.plural}: no body`);
      return stream;
    } finally {
      clearTimeout(timer);
    }
  }

  async #call(method: HttpMethod, path: string, content: CallContent, options: CallOptions): Promise<unknown> {
    const timeout = AbortSignal.timeout(options.timeoutMilliseconds ?? CALL_TIMEOUT_MILLISECONDS);
    const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
    const response = await this.#send(method, path, content, signal);
    try {
      return JSON.parse(await response.body.text()) as unknown;
    } catch (cause) {
      if (cause instanceof SyntaxError) {
        throw new KubeError(KubeErrorCode.Malformed, `${method} ${path}: the answer is no JSON`, { cause });
      }
      throw transportError(`${method} ${path}`, cause, signal);
    }
  }

  async #send(method: HttpMethod, path: string, content: CallContent, signal: AbortSignal): Promise<ResponseContext> {
    const cluster = this.#config.getCurrentCluster();
    if (cluster === null) throw new KubeError(KubeErrorCode.Unavailable, 'no cluster is configured');
    const query = new URLSearchParams(content.query).toString();
    const request = new RequestContext(cluster.server + path + (query === '' ? '' : `?${query}`), method);
    request.setHeaderParam('Accept', content.accept ?? JSON_TYPE);
    if (content.body !== undefined) {
      request.setHeaderParam('Content-Type', content.contentType ?? JSON_TYPE);
      request.setBody(JSON.stringify(content.body));
    }
    request.setSignal(signal);
    const what = `${method} ${path}`;
    let response: ResponseContext;
    try {
      await this.#config.applySecurityAuthentication(request);
      // As late as possible: a stalled event loop must not let a former leader write.
      if (method !== HttpMethod.GET) this.#guard();
      response = await this.#library.send(request).toPromise();
    } catch (cause) {
      throw cause instanceof KubeError ? cause : transportError(what, cause, signal);
    }
    if (response.httpStatusCode < 200 || response.httpStatusCode > 299) {
      const body = await response.body.text().catch(() => '');
      throw errorOfResponse(what, response.httpStatusCode, body, response.headers['retry-after']);
    }
    return response;
  }
}

function transportError(what: string, cause: unknown, signal: AbortSignal): KubeError {
  const code = signal.aborted ? KubeErrorCode.Timeout : KubeErrorCode.Unavailable;
  const inner = cause instanceof Error && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
  const message = cause instanceof Error ? cause.message : String(cause);
  return new KubeError(code, `${what}: ${message}${inner}`, { cause });
}
