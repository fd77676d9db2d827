import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { LogError, LogErrorCode } from './errors.ts';

/** An answer of a probe: `ok` gives 200, else 503; `reason` is one line. */
export interface ProbeResult {
  readonly ok: boolean;
  readonly reason: string;
}

export interface ProbeOptions {
  /** Address to listen on; `::` is all. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly registry: Registry;
  readonly live: () => ProbeResult;
  readonly ready: () => ProbeResult;
  readonly started: () => ProbeResult;
}

export interface ProbeServer {
  readonly port: number;
  close(): Promise<void>;
}

const TEXT = 'text/plain; charset=utf-8';
/** Connections at one time; a few probes and scrapers need no more. */
const MAX_CONNECTIONS = 64;

/**
 * Serves /metrics, /livez, /readyz and /startupz by plain HTTP.
 *
 * @throws {LogError} CannotListen
 */
export async function startProbes(options: ProbeOptions): Promise<ProbeServer> {
  const probes: Readonly<Record<string, () => ProbeResult>> = {
    '/livez': options.live,
    '/readyz': options.ready,
    '/startupz': options.started,
  };
  const server = createServer(
    { maxHeaderSize: 8 * 1024, requestTimeout: 5_000, headersTimeout: 5_000 },
    (request, response) => {
      const path = request.url?.split('?', 1)[0] ?? '';
      const probe = Object.hasOwn(probes, path) ? probes[path] : undefined;
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        answer(response, 405, TEXT, 'only GET\n');
      } else if (probe !== undefined) {
        const { ok, reason } = probe();
        answer(response, ok ? 200 : 503, TEXT, `${reason.replaceAll('\n', ' ')}\n`);
      } else if (path === '/metrics') {
        void metrics(options.registry, response);
      } else {
        answer(response, 404, TEXT, 'there are /metrics, /livez, /readyz and /startupz\n');
      }
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.keepAliveTimeout = 5_000;
  await listen(server, options.host, options.port);
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function metrics(registry: Registry, response: ServerResponse): Promise<void> {
  try {
    const text = await registry.metrics();
    answer(response, 200, registry.contentType, text);
  } catch (error) {
    answer(response, 500, TEXT, `${String(error)}\n`);
  }
}

function answer(response: ServerResponse, code: number, type: string, body: string): void {
  response.writeHead(code, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((listening, failed) => {
    server.once('error', (error) => {
      const text = `metrics and probes on ${host} port ${port}: ${error.message}`;
      failed(new LogError(LogErrorCode.CannotListen, text, { cause: error }));
    });
    server.listen({ host, port }, listening);
  });
}
