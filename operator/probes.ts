import { createServer, type Server, type ServerResponse } from 'node:http';

export interface ProbeAnswers {
  /** Undefined when all is well, else the reason. */
  readonly live: () => string | undefined;
  readonly ready: () => string | undefined;
  readonly metrics: () => Promise<string>;
}

/** Serves /livez, /readyz and /metrics; resolves once it listens. */
export function serveProbes(listen: { host: string; port: number }, answers: ProbeAnswers): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/livez') return answer(response, answers.live());
    if (path === '/readyz') return answer(response, answers.ready());
    if (path === '/metrics') {
      answers.metrics().then(
        (text) => end(response, 200, text, 'text/plain; version=0.0.4; charset=utf-8'),
        (error: unknown) => end(response, 500, String(error)),
      );
      return;
    }
    end(response, 404, 'not found');
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => resolve(server));
  });
}

function answer(response: ServerResponse, reason: string | undefined): void {
  if (reason === undefined) end(response, 200, 'ok');
  else end(response, 503, reason);
}

function end(response: ServerResponse, status: number, text: string, type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': type }).end(`${text}\n`);
}
