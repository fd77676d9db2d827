/** One connection to one server: session streams and single calls over it, with errors as LicenseError. */

import { Client, type ClientDuplexStream, connectivityState, type ServiceError } from '@grpc/grpc-js';
import { FlexError } from '../license/index.ts';
import {
  type Decoded,
  LicenseService,
  type MethodDefinition,
  type OperationInit,
  type Result,
} from '../proto/index.ts';
import { type Address, targetOf } from './address.ts';
import { errorOfCall, LicenseError } from './errors.ts';
import { probe } from './probe.ts';
import { type CredentialSource, tlsNameOptions } from './tls.ts';

/** Milliseconds in which something must accept a connection. */
const connectLimit = 2000;
/** At most this many operations ride in one message. */
const operationsPerMessage = 1024;

const channelOptions = {
  // Each connection is our own: a pooled subchannel would share its reconnection delays with others.
  'grpc.use_local_subchannel_pool': 1,
  // What is sent again, and where to, is decided by sequence numbers, not by the transport.
  'grpc.enable_retries': 0,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.min_reconnect_backoff_ms': 20,
  'grpc.max_reconnect_backoff_ms': 100,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 4_000,
  'grpc.keepalive_permit_without_calls': 1,
  // A status with 100,000 users is longer than the usual 4 MB.
  'grpc.max_receive_message_length': -1,
  'grpc.service_config_disable_resolution': 1,
  'grpc.enable_http_proxy': 0,
};

/** What a session stream tells. */
export interface SessionHandlers {
  results(results: Result[]): void;
  /** The stream is over, by whoever's doing except our own cancel(). Called once. */
  closed(error: LicenseError): void;
}

type SessionCall = ClientDuplexStream<{ operations?: OperationInit[] | null }, Decoded<{ results: Result[] }>>;

/** One Session stream. */
export interface SessionStream {
  send(operations: OperationInit[]): void;
  /** Ends it at once; its handlers hear nothing any more. */
  cancel(): void;
}

/** Limits of a single call. */
export interface CallOptions {
  /** Milliseconds until it fails with -15; default 2,000. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

/** One HTTP/2 connection; it is made at the first call and not repaired: whoever uses it opens another. */
export class ServerChannel {
  readonly address: Address;
  readonly #client: Client;
  readonly #closed = new AbortController();
  #reachable: Promise<void> | null = null;

  /** Throws LicenseError (-15) if the certificates cannot be read. */
  constructor(address: Address, credentials: CredentialSource) {
    this.address = address;
    this.#client = new Client(targetOf(address), credentials.get(), {
      ...channelOptions,
      ...tlsNameOptions(address.host),
    });
  }

  /** True while the connection stands. */
  get connected(): boolean {
    return this.#client.getChannel().getConnectivityState(false) === connectivityState.READY;
  }

  /** Opens a Session stream; what is sent meanwhile waits until the server is reached. */
  openSession(handlers: SessionHandlers): SessionStream {
    let over = false;
    let call: SessionCall | null = null;
    const waiting: OperationInit[] = [];
    const finish = (error: LicenseError) => {
      if (over) return;
      over = true;
      handlers.closed(error);
    };
    const write = (operations: OperationInit[]) => {
      for (let at = 0; at < operations.length && !over; at += operationsPerMessage) {
        call?.write({ operations: operations.slice(at, at + operationsPerMessage) });
      }
    };
    this.#reach().then(
      () => {
        if (over) return;
        call = this.#makeSessionCall(finish, (results) => {
          if (!over) handlers.results(results);
        });
        write(waiting);
      },
      (error) => finish(error as LicenseError),
    );
    return {
      send: (operations) => {
        if (call === null) waiting.push(...operations);
        else write(operations);
      },
      cancel: () => {
        over = true;
        call?.cancel();
      },
    };
  }

  #makeSessionCall(finish: (error: LicenseError) => void, results: (results: Result[]) => void): SessionCall {
    const method = LicenseService.session;
    const call = this.#client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
    call.on('data', (response: Decoded<{ results: Result[] }>) => results(response.results as Result[]));
    call.on('error', (error: ServiceError) => finish(errorOfCall(error)));
    call.on('end', () =>
      finish(new LicenseError({ code: FlexError.CannotRead, detail: 'the server ended the stream', retry: true })),
    );
    return call;
  }

  /** Asked once a connection: see probe. */
  #reach(): Promise<void> {
    this.#reachable ??= probe(this.address, connectLimit, this.#closed.signal);
    return this.#reachable;
  }

  /** One call. Rejects with LicenseError, or with the signal's reason. */
  async call<Q, R>(method: MethodDefinition<Q, R>, request: Q, options: CallOptions = {}): Promise<Decoded<R>> {
    options.signal?.throwIfAborted();
    await this.#reach();
    const { promise, resolve, reject } = Promise.withResolvers<Decoded<R>>();
    const signal = options.signal;
    if (signal?.aborted) {
      reject(signal.reason);
      return promise;
    }
    const deadline = Date.now() + (options.timeoutMs ?? 2000);
    const call = this.#client.makeUnaryRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      { deadline },
      (error, response) => {
        signal?.removeEventListener('abort', abort);
        if (response !== undefined && !error) resolve(response);
        else reject(error ? errorOfCall(error) : new LicenseError({ code: FlexError.CannotRead }));
      },
    );
    const abort = () => {
      reject(signal?.reason);
      call.cancel();
    };
    signal?.addEventListener('abort', abort, { once: true });
    return promise;
  }

  close(): void {
    this.#closed.abort(new LicenseError({ code: FlexError.CannotConnect, detail: 'the connection was closed' }));
    this.#client.close();
  }
}
