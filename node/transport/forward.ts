import type { Readable, Writable } from 'node:stream';
import {
  Client,
  type ClientDuplexStream,
  Metadata,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServiceError,
  type StatusObject,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import type { MethodDefinition } from '../../proto/index.ts';
import { grpcTarget } from './address.ts';
import { type Caller, setForwarded } from './caller.ts';
import { peerChannelOptions } from './connect.ts';
import type { Credentials } from './credentials.ts';
import type { CallTarget } from './peerCalls.ts';

/** The definitions of a service with bytes in place of messages: registered to serve calls or to pass them on. */
export type RawService<S> = { readonly [K in keyof S]: MethodDefinition<Buffer, Buffer> };

const same = (bytes: Buffer): Buffer => bytes;

export function rawService<S extends { readonly [K in keyof S]: { path: string } & Streams }>(
  service: S,
): RawService<S> {
  const raw: Partial<Record<keyof S, MethodDefinition<Buffer, Buffer>>> = {};
  for (const name of Object.keys(service) as (keyof S)[]) {
    const { path, requestStream, responseStream } = service[name];
    raw[name] = {
      path,
      requestStream,
      responseStream,
      requestSerialize: same,
      requestDeserialize: same as MethodDefinition<Buffer, Buffer>['requestDeserialize'],
      responseSerialize: same,
      responseDeserialize: same as MethodDefinition<Buffer, Buffer>['responseDeserialize'],
    };
  }
  return raw as RawService<S>;
}

interface Streams {
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

export interface ForwarderOptions {
  readonly credentials: Credentials;
  /** This member's name in the SERVER line. */
  readonly server: string;
  /** Makes the status for a call that cannot be passed on. UNAVAILABLE without details by default. */
  readonly unavailable?: (detail: string) => Partial<StatusObject>;
}

/**
 * Passes calls on to the master, bytes as they are, over one connection under this member's certificate. The
 * master learns who called from metadata. A call that came through another member is not passed on again:
 * two members that each take the other for the master would hand it round for ever.
 */
export class Forwarder {
  readonly #options: ForwarderOptions;
  #target: CallTarget | null = null;
  #client: Client | null = null;
  readonly #streams = new Set<(detail: string) => void>();

  constructor(options: ForwarderOptions) {
    this.#options = options;
  }

  /**
   * Where calls go from now on; null while there is no master or it is this member. Calls under way to another
   * one end with UNAVAILABLE, so that clients attach anew: a former master that is cut off would never say so.
   */
  setMaster(target: CallTarget | null): void {
    if (sameTarget(target, this.#target)) {
      return;
    }
    this.#target = target;
    for (const end of [...this.#streams]) {
      end('the master has changed');
    }
    this.#client?.close();
    this.#client = null;
  }

  /** Passes a unary call on. `path`: of the method, as in its definition. */
  unary(path: string, call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>, caller: Caller): void {
    const client = this.#clientFor(caller);
    if (typeof client === 'string') {
      callback(this.#unavailable(client));
      return;
    }
    let cut = '';
    const outgoing = client.makeUnaryRequest(
      path,
      same,
      same,
      call.request,
      this.#metadata(caller),
      { deadline: call.getDeadline() },
      (error: ServiceError | null, response?: Buffer) => {
        this.#streams.delete(end);
        if (error === null && response !== undefined) {
          callback(null, response);
        } else if (cut === '' && error !== null && !broken(error)) {
          callback({ code: error.code, details: error.details, metadata: error.metadata });
        } else {
          callback(this.#unavailable(cut || (error?.details ?? 'no answer')));
        }
      },
    );
    const end = (detail: string): void => {
      cut = detail;
      outgoing.cancel();
    };
    this.#streams.add(end);
    call.on('cancelled', () => outgoing.cancel());
  }

  /** Passes a stream on. `first`: requests that were read from the call already. */
  stream(path: string, call: ServerDuplexStream<Buffer, Buffer>, caller: Caller, first: readonly Buffer[] = []): void {
    const client = this.#clientFor(caller);
    if (typeof client === 'string') {
      call.emit('error', this.#unavailable(client));
      return;
    }
    const options = { deadline: call.getDeadline() };
    const outgoing = client.makeBidiStreamRequest(path, same, same, this.#metadata(caller), options);
    let ended = false;
    const finish = (then: () => void): void => {
      if (!ended) {
        ended = true;
        this.#streams.delete(end);
        then();
      }
    };
    const end = (detail: string): void => {
      finish(() => call.emit('error', this.#unavailable(detail)));
      outgoing.cancel();
    };
    this.#streams.add(end);

    for (const request of first) {
      outgoing.write(request);
    }
    pump(call, outgoing);
    pump(outgoing, call);
    call.on('end', () => outgoing.end());
    call.on('cancelled', () => {
      finish(() => undefined);
      outgoing.cancel();
    });
    // The status comes after the last message; 'end' alone does not tell how the call went.
    outgoing.on('error', () => undefined);
    outgoing.on('status', (result: StatusObject) => {
      finish(() => {
        whenRead(outgoing, () => {
          if (result.code === status.OK) {
            call.end(result.metadata);
          } else {
            call.emit('error', broken(result) ? this.#unavailable(result.details) : result);
          }
        });
      });
    });
  }

  close(): void {
    this.setMaster(null);
  }

  /** The client to use, or why there is none. */
  #clientFor(caller: Caller): Client | string {
    if (caller.forwardedBy !== '') {
      return `${caller.forwardedBy} takes this server for the master, which it is not`;
    }
    if (this.#target === null) {
      return 'there is no master';
    }
    const { credentials } = this.#options;
    this.#client ??= new Client(
      grpcTarget(this.#target),
      credentials.peer,
      peerChannelOptions(this.#target.server, credentials.secure),
    );
    return this.#client;
  }

  #metadata(caller: Caller): Metadata {
    const metadata = new Metadata();
    setForwarded(metadata, this.#options.server, caller);
    return metadata;
  }

  #unavailable(detail: string): Partial<StatusObject> {
    return this.#options.unavailable?.(detail) ?? { code: status.UNAVAILABLE, details: detail };
  }
}

/**
 * True when the connection failed rather than the call: the master's end of the stream is gone, and only
 * attaching anew helps. What the master itself refuses for lack of a quorum carries details.
 */
function broken(result: Pick<StatusObject, 'code' | 'details' | 'metadata'>): boolean {
  switch (result.code) {
    case status.UNAVAILABLE:
      return result.metadata.get('grpc-status-details-bin').length === 0;
    case status.CANCELLED:
      return true;
    case status.INTERNAL:
      return result.details.startsWith('Received RST_STREAM');
    default:
      return false;
  }
}

/**
 * Messages that wait for a slow reader before the other side is stopped. Far above the 16 at which `write` asks
 * for a pause: grpc-js throws away what is unread when a call ends with an error.
 */
const MAX_WAITING = 512;

function pump(from: Readable, to: Writable): void {
  from.on('data', (bytes: Buffer) => {
    if (!to.write(bytes) && to.writableLength >= MAX_WAITING) {
      from.pause();
      to.once('drain', () => from.resume());
    }
  });
}

function whenRead(stream: ClientDuplexStream<Buffer, Buffer>, then: () => void): void {
  if (stream.readableEnded) {
    then();
  } else {
    stream.once('end', then);
  }
}

function sameTarget(a: CallTarget | null, b: CallTarget | null): boolean {
  return a === b || (a?.server === b?.server && a?.host === b?.host && a?.port === b?.port);
}
