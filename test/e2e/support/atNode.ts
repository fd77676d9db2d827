/** Calls to a server from its own node, which reaches it also while nobody else does. */
import { join } from 'node:path';
import { run } from '../../cluster/command.ts';
import type { Refusal } from './refusal.ts';
import type { Trio } from './trio.ts';

export interface Said<T> {
  readonly answer?: T;
  readonly refusal?: Refusal;
}

/** Asks the server by a program in the network namespace of the node that it runs on. */
export async function askAtNode<T>(
  trio: Trio,
  at: { node: string; podIP: string; server: string },
  call: { service: string; method: string; request: object },
): Promise<Said<T>> {
  const { client } = await trio.around();
  const { LMTRIAD_CA: ca = '', LMTRIAD_CERT: certificate = '', LMTRIAD_KEY: key = '' } = client;
  const { stdout } = await run([
    ...['nsenter', `--net=/run/netns/lmt${trio.cluster.instance}-${at.node}`, process.execPath],
    ...[join(import.meta.dirname, 'askMain.ts'), `${at.podIP}:27000`, at.server, ca, certificate, key],
    ...[call.service, call.method, JSON.stringify(call.request)],
  ]);
  return JSON.parse(stdout) as Said<T>;
}
