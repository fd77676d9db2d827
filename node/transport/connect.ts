import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { ChannelOptions } from '@grpc/grpc-js';
import type { HostPort } from './address.ts';
import { PeerCallError, TransportErrorCode } from './errors.ts';
import { MAX_MESSAGE_BYTES } from './listener.ts';

/**
 * Finds the address at which something listens, with a limit on resolving and connecting together.
 *
 * gRPC is dialled only there: it knows no limit for connecting, so each attempt at a host that answers nothing
 * would leave a socket behind for two minutes. Refused attempts are also a lot cheaper here.
 *
 * @throws {PeerCallError} PeerUnavailable, PeerTimedOut, Aborted
 */
export async function reachableAddress(
  target: HostPort,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<HostPort> {
  const limit = AbortSignal.timeout(milliseconds);
  const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    const addresses = await abortable(resolve(target.host), either);
    return { host: await firstToConnect(addresses, target.port, either), port: target.port };
  } catch (error) {
    const where = `${target.host}:${target.port}`;
    if (signal?.aborted) {
      throw new PeerCallError(TransportErrorCode.Aborted, -1, `connecting to ${where} was given up`, { cause: error });
    }
    if (limit.aborted) {
      const text = `${where} did not answer within ${milliseconds} ms`;
      throw new PeerCallError(TransportErrorCode.PeerTimedOut, -1, text, { cause: error });
    }
    throw new PeerCallError(TransportErrorCode.PeerUnavailable, -1, `${where}: ${reason(error)}`, { cause: error });
  }
}

/** Channel options for a peer: one connection of its own, verified under the peer's fixed name. */
export function peerChannelOptions(server: string, secure: boolean): ChannelOptions {
  const name = `${server.toLowerCase()}.lmtriad.internal`;
  return {
    'grpc.use_local_subchannel_pool': 1,
    'grpc.service_config_disable_resolution': 1,
    'grpc.initial_reconnect_backoff_ms': 20,
    'grpc.max_reconnect_backoff_ms': 100,
    'grpc.dns_min_time_between_resolutions_ms': 100,
    'grpc.enable_retries': 0,
    'grpc.enable_channelz': 0,
    'grpc.enable_http_proxy': 0,
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': -1,
    ...(secure ? { 'grpc.ssl_target_name_override': name, 'grpc.default_authority': name } : {}),
  };
}

async function resolve(host: string): Promise<string[]> {
  if (isIP(host) !== 0) {
    return [host];
  }
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}

/** All at once: the first that accepts is taken. */
function firstToConnect(addresses: readonly string[], port: number, signal: AbortSignal): Promise<string> {
  const done = new AbortController();
  const either = AbortSignal.any([signal, done.signal]);
  const attempts = addresses.map(
    (host) =>
      new Promise<string>((taken, refused) => {
        const socket = connect({ host, port });
        const give = (): void => {
          socket.destroy();
          refused(either.reason);
        };
        either.addEventListener('abort', give, { once: true });
        socket.once('error', refused);
        socket.once('connect', () => {
          socket.destroy();
          taken(host);
        });
        if (either.aborted) {
          give();
        }
      }),
  );
  return Promise.any(attempts).finally(() => done.abort());
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((done, failed) => {
    const give = (): void => failed(signal.reason);
    signal.addEventListener('abort', give, { once: true });
    promise.then(done, failed).finally(() => signal.removeEventListener('abort', give));
    if (signal.aborted) {
      give();
    }
  });
}

function reason(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}
