import type { sendUnaryData, ServerDuplexStream, ServerUnaryCall, StatusObject } from '@grpc/grpc-js';
import type { MethodDefinition } from '../../proto/index.ts';
import type { Caller } from './caller.ts';
import type { Credentials } from './credentials.ts';
import type { CallTarget } from './peerCalls.ts';

/** The definitions of a service with bytes in place of messages: register these to serve or to pass on. */
export type RawService<S> = { readonly [K in keyof S]: MethodDefinition<Buffer, Buffer> };

export declare function rawService<S extends Record<string, MethodDefinition<never, never>>>(service: S): RawService<S>;

export interface ForwarderOptions {
  readonly credentials: Credentials;
  /** This member's name in the SERVER line. */
  readonly server: string;
  /** Makes the status for a call that cannot be passed on (no master, master away, master changed). */
  readonly unavailable?: (detail: string) => Partial<StatusObject>;
}

/** Passes calls on to the master, bytes as they are. */
export declare class Forwarder {
  constructor(options: ForwarderOptions);
  /** Where calls go from now on; streams to another one end with UNAVAILABLE, so that clients attach anew. */
  setMaster(target: CallTarget | null): void;
  /** True if a call came through another member: it is not passed on once more. */
  unary(path: string, call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>, caller: Caller): void;
  /** `first`: requests that were read from the call already. */
  stream(path: string, call: ServerDuplexStream<Buffer, Buffer>, caller: Caller, first?: readonly Buffer[]): void;
  close(): void;
}
