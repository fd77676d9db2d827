import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { ClusterError } from './errors.ts';
import type { Layout } from './layout.ts';

/** A plain client of the instance's API server, with the administrator's certificate. */
export interface Api extends Disposable {
  /** Sends a request; answers other than 2xx are errors with code API. */
  call(method: string, path: string, body?: unknown, contentType?: string): Promise<unknown>;
  /** Creates or updates an object by server-side apply. */
  apply(path: string, object: unknown): Promise<void>;
}

/** Opens a client; `using` closes its connections. */
export async function openApi(layout: Layout): Promise<Api> {
  const [ca, cert, key] = await Promise.all(
    ['ca.crt', 'admin.crt', 'admin.key'].map((file) => readFile(join(layout.pki, file))),
  );
  const agent = new Agent({ keepAlive: true, ca, cert, key });
  const call: Api['call'] = (method, path, body, contentType = 'application/json') =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent,
          method,
          path,
          host: layout.plan.controlPlaneAddress,
          port: 6443,
          headers: { 'content-type': contentType, accept: 'application/json' },
          timeout: 10_000,
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (piece: string) => {
            text += piece;
          });
          response.on('error', reject);
          response.on('end', () => {
            const status = response.statusCode ?? 0;
            if (status < 200 || status > 299) {
              reject(new ClusterError('API', `${method} ${path}: ${status} ${text.slice(0, 500)}`));
            } else {
              resolve(text.startsWith('{') ? JSON.parse(text) : text);
            }
          });
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new ClusterError('API', `${method} ${path}: no answer in 10 s`)));
      outgoing.on('error', (error) => {
        reject(new ClusterError('API', `${method} ${path}: ${error.message}`, { cause: error }));
      });
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    call,
    async apply(path, object) {
      await call('PATCH', `${path}?fieldManager=lmtriad-cluster&force=true`, object, 'application/apply-patch+yaml');
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

/** The parts of a Node object that are looked at here. */
export interface NodeObject {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** The cluster's Node objects. */
export async function listNodes(api: Api): Promise<readonly NodeObject[]> {
  const list = (await api.call('GET', '/api/v1/nodes')) as { items: NodeObject[] };
  return list.items;
}

/** True if the kubelet says, and the node controller believes, that the node is ready. */
export function isReady(node: NodeObject): boolean {
  return node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}
