import { Client, type Metadata, type ServiceError, status } from '@grpc/grpc-js';
import {
  type AgreeRequestInit,
  type AgreeResponse,
  type Decoded,
  type HelloRequestInit,
  type HelloResponse,
  type JoinRequestInit,
  type JoinResponse,
  type MethodDefinition,
  PeerService,
} from '../../proto/index.ts';
import { grpcTarget, type HostPort } from './address.ts';
import { peerChannelOptions, reachableAddress } from './connect.ts';
import type { Credentials } from './credentials.ts';
import { PeerCallError, TransportErrorCode } from './errors.ts';

/** Whom to call. */
export interface CallTarget extends HostPort {
  /** Name in the SERVER line. */
  readonly server: string;
}

/**
 * The unary calls among members, rare and mostly made while a peer may be away: each opens a connection of its
 * own, so that a name that moved or a host that hangs cannot spoil the next one, and has 2 s for everything.
 *
 * All reject with {PeerCallError} PeerUnavailable, PeerTimedOut, PeerRefused or Aborted.
 */
export class PeerCalls {
  readonly #credentials: Credentials;
  readonly #limit: number;

  /** `limitMilliseconds`: for resolving, connecting and the answer together; default 2,000. */
  constructor(options: { credentials: Credentials; limitMilliseconds?: number }) {
    this.#credentials = options.credentials;
    this.#limit = options.limitMilliseconds ?? 2_000;
  }

  hello(target: CallTarget, request: HelloRequestInit, signal?: AbortSignal): Promise<HelloResponse> {
    return this.#call(PeerService.hello, target, request, signal);
  }

  agree(target: CallTarget, request: AgreeRequestInit, signal?: AbortSignal): Promise<AgreeResponse> {
    return this.#call(PeerService.agree, target, request, signal);
  }

  join(target: CallTarget, request: JoinRequestInit, signal?: AbortSignal): Promise<JoinResponse> {
    return this.#call(PeerService.join, target, request, signal);
  }

  async #call<Q, R>(
    method: MethodDefinition<Q, R>,
    target: CallTarget,
    request: Q,
    signal?: AbortSignal,
  ): Promise<Decoded<R>> {
    const end = performance.now() + this.#limit;
    const address = await reachableAddress(target, this.#limit, signal);
    const { secure, peer } = this.#credentials;
    const client = new Client(grpcTarget(address), peer, peerChannelOptions(target.server, secure));
    try {
      return await this.#unary(client, method, target, request, Math.max(1, end - performance.now()), signal);
    } finally {
      client.close();
    }
  }

  #unary<Q, R>(
    client: Client,
    method: MethodDefinition<Q, R>,
    target: CallTarget,
    request: Q,
    milliseconds: number,
    signal?: AbortSignal,
  ): Promise<Decoded<R>> {
    return new Promise((done, failed) => {
      const give = (): void => call.cancel();
      const call = client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        { deadline: Date.now() + milliseconds },
        (error: ServiceError | null, response?: Decoded<R>) => {
          signal?.removeEventListener('abort', give);
          if (error === null && response !== undefined) {
            done(response);
          } else {
            failed(callError(target, error, signal?.aborted ?? false));
          }
        },
      );
      signal?.addEventListener('abort', give, { once: true });
      if (signal?.aborted) {
        give();
      }
    });
  }
}

function callError(
  target: CallTarget,
  error: { code: number; details: string; metadata: Metadata } | null,
  aborted: boolean,
): PeerCallError {
  const code = error?.code ?? status.UNKNOWN;
  const text = `${target.server}: ${error?.details ?? 'no answer'}`;
  const options = error === null ? undefined : { cause: error };
  if (aborted) {
    return new PeerCallError(TransportErrorCode.Aborted, code, text, options);
  }
  switch (code) {
    case status.DEADLINE_EXCEEDED:
      return new PeerCallError(TransportErrorCode.PeerTimedOut, code, text, options);
    case status.UNAVAILABLE:
      return new PeerCallError(TransportErrorCode.PeerUnavailable, code, text, options);
    default:
      return new PeerCallError(TransportErrorCode.PeerRefused, code, text, options);
  }
}
