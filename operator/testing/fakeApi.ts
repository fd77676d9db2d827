import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient, ApiConfig, type KubeObject } from '../kube/index.ts';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string | undefined;
  readonly accept: string | undefined;
  readonly body: unknown;
}

type Stored = KubeObject & Record<string, unknown>;

interface Watch {
  readonly collection: string;
  readonly response: ServerResponse;
}

/**
 * An API server for tests: stores what it is sent, lists and watches, and fails when told to. Apply replaces
 * the object; owners, schemas and defaults it knows nothing of.
 */
export class FakeApi implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  /** Connections that were ever made. */
  connections = 0;
  /** Items of each page of a list. */
  pageSize = Number.POSITIVE_INFINITY;
  /** Watches that start before this version are answered with 410. */
  oldestVersion = 0;
  readonly #server: Server;
  readonly #objects = new Map<string, Stored>();
  readonly #watches = new Set<Watch>();
  readonly #failures: { readonly match: (request: SeenRequest) => boolean; readonly status: number }[] = [];
  readonly #waiting: { readonly match: () => boolean; readonly resolve: () => void }[] = [];
  #version = 100;

  constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
    this.#server.on('connection', () => {
      this.connections += 1;
    });
  }

  static async start(): Promise<FakeApi> {
    const api = new FakeApi();
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closeWatches();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  client(guard?: () => void): ApiClient {
    const { port } = this.#server.address() as AddressInfo;
    const config = new ApiConfig();
    config.loadFromClusterAndUser(
      { name: 'fake', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
      { name: 'test' },
    );
    return new ApiClient(config, guard);
  }

  /** Stores an object as if somebody else had written it. */
  put(path: string, object: KubeObject): Stored {
    const old = this.#objects.get(path);
    return this.#store(path, { ...object } as Stored, old === undefined ? 'ADDED' : 'MODIFIED');
  }

  remove(path: string): void {
    const old = this.#objects.get(path);
    if (old === undefined) return;
    this.#objects.delete(path);
    this.#version += 1;
    this.#tell(path, 'DELETED', { ...old, metadata: { ...old.metadata, resourceVersion: String(this.#version) } });
  }

  get(path: string): Stored | undefined {
    return this.#objects.get(path);
  }

  /** The next request like this gets this status. */
  failNext(match: (request: SeenRequest) => boolean, status: number): void {
    this.#failures.push({ match, status });
  }

  bookmark(): void {
    this.#version += 1;
    for (const { response } of this.#watches) {
      write(response, { type: 'BOOKMARK', object: { metadata: { resourceVersion: String(this.#version) } } });
    }
  }

  /** Ends all watches as the server does when their time is up. */
  closeWatches(): void {
    for (const { response } of this.#watches) response.end();
    this.#watches.clear();
  }

  /** Breaks all watches as a lost connection does. */
  breakWatches(): void {
    for (const { response } of this.#watches) response.destroy();
    this.#watches.clear();
  }

  get watches(): number {
    return this.#watches.size;
  }

  /** Resolves when the condition holds after some request. */
  until(match: () => boolean): Promise<void> {
    if (match()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ match, resolve }));
  }

  #settle(): void {
    for (const waiting of [...this.#waiting]) {
      if (!waiting.match()) continue;
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
      waiting.resolve();
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const seen: SeenRequest = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      contentType: request.headers['content-type'],
      accept: request.headers.accept,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    this.requests.push(seen);
    const failure = this.#failures.findIndex(({ match }) => match(seen));
    if (failure >= 0) fail(response, this.#failures.splice(failure, 1)[0]?.status ?? 500);
    else this.#answer(seen, response);
    this.#settle();
  }

  #answer(request: SeenRequest, response: ServerResponse): void {
    const { method, path, query } = request;
    const body = request.body as Stored;
    const target = path.replace(/\/status$/, '');
    const old = this.#objects.get(target);
    if (method === 'GET' && query.get('watch') === 'true') return this.#watch(request, response);
    if (method === 'GET' && isCollection(path)) return this.#list(request, response);
    if (method === 'POST') {
      const created = `${path}/${body.metadata.name}`;
      return this.#objects.has(created) ? fail(response, 409) : send(response, this.#store(created, body, 'ADDED'));
    }
    if (method === 'PATCH' && request.contentType?.includes('apply')) {
      const merged = old === undefined ? body : { ...old, ...body, metadata: { ...old.metadata, ...body.metadata } };
      return send(response, this.#store(target, merged, old === undefined ? 'ADDED' : 'MODIFIED'));
    }
    if (old === undefined) return fail(response, 404);
    if (method === 'GET') return send(response, old);
    if (method === 'PATCH') return send(response, this.#store(target, merge(old, body) as Stored, 'MODIFIED'));
    if (method === 'PUT') {
      const stale = body.metadata.resourceVersion !== old.metadata.resourceVersion;
      return stale ? fail(response, 409) : send(response, this.#store(target, body, 'MODIFIED'));
    }
    this.remove(target);
    send(response, { kind: 'Status', status: 'Success' });
  }

  #store(path: string, object: Stored, type: string): Stored {
    this.#version += 1;
    const old = this.#objects.get(path);
    const same = old !== undefined && withoutVersion(old) === withoutVersion(object);
    if (same) return old;
    const metadata = {
      uid: old?.metadata.uid ?? `uid-of-${path}`,
      ...object.metadata,
      resourceVersion: String(this.#version),
    };
    const stored = { ...object, metadata };
    this.#objects.set(path, stored);
    this.#tell(path, type, stored);
    return stored;
  }

  #tell(path: string, type: string, object: Stored): void {
    for (const { collection, response } of this.#watches) {
      if (collection === path.slice(0, path.lastIndexOf('/'))) write(response, { type, object });
    }
  }

  #list({ path, query, accept }: SeenRequest, response: ServerResponse): void {
    const items = [...this.#objects].filter(([key]) => key.slice(0, key.lastIndexOf('/')) === path).map(([, o]) => o);
    const from = Number(query.get('continue') ?? 0);
    const next = from + this.pageSize;
    const more = next < items.length ? { continue: String(next) } : {};
    const page = items.slice(from, next);
    // So does the real one when only metadata is asked for.
    const shown = page.length === 0 && accept?.includes('PartialObjectMetadata') ? null : page;
    send(response, { metadata: { resourceVersion: String(this.#version), ...more }, items: shown });
  }

  #watch({ path, query }: SeenRequest, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (Number(query.get('resourceVersion')) < this.oldestVersion) {
      write(response, { type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old resource version' } });
      response.end();
      return;
    }
    const watch = { collection: path, response };
    this.#watches.add(watch);
    response.on('close', () => this.#watches.delete(watch));
  }
}

/** /api/v1/namespaces/x/pods is a collection, /api/v1/namespaces/x/pods/y an object. */
function isCollection(path: string): boolean {
  const parts = path.split('/').slice(path.startsWith('/apis/') ? 4 : 3);
  return parts.length === 1 || (parts[0] === 'namespaces' && parts.length === 3);
}

function send(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function fail(response: ServerResponse, code: number): void {
  const body = { kind: 'Status', status: 'Failure', code, message: `told to fail with ${code}` };
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function write(response: ServerResponse, line: unknown): void {
  response.write(`${JSON.stringify(line)}\n`);
}

function withoutVersion(object: Stored): string {
  const { resourceVersion: _version, uid: _uid, ...metadata } = object.metadata;
  return JSON.stringify({ ...object, metadata });
}

function merge(old: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = old !== null && typeof old === 'object' ? { ...old } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merge(result[key], value);
  }
  return result;
}
