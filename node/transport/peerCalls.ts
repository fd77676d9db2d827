import type {
  AgreeRequestInit,
  AgreeResponse,
  HelloRequestInit,
  HelloResponse,
  JoinRequestInit,
  JoinResponse,
} from '../../proto/index.ts';
import type { HostPort } from './address.ts';
import type { Credentials } from './credentials.ts';

/** Whom to call. */
export interface CallTarget extends HostPort {
  /** Name in the SERVER line. */
  readonly server: string;
}

/**
 * The unary calls among members. Each opens a connection of its own and has 2 s for everything.
 *
 * @throws {PeerCallError} PeerUnavailable, PeerTimedOut, PeerRefused, Aborted
 */
export declare class PeerCalls {
  constructor(options: { credentials: Credentials; limitMilliseconds?: number });
  hello(target: CallTarget, request: HelloRequestInit, signal?: AbortSignal): Promise<HelloResponse>;
  agree(target: CallTarget, request: AgreeRequestInit, signal?: AbortSignal): Promise<AgreeResponse>;
  join(target: CallTarget, request: JoinRequestInit, signal?: AbortSignal): Promise<JoinResponse>;
}
