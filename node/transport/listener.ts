import type { Server, ServerOptions } from '@grpc/grpc-js';

/** Longest message that is taken in, in bytes. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

/** Silence on a connection after which its other end is asked whether it is there, and for how long it may not answer. */
const KEEPALIVE_MS = 20_000;
const KEEPALIVE_TIMEOUT_MS = 10_000;

/**
 * Options of the one gRPC server of a member: limits on every input. A host that lost its power closes nothing:
 * its connections are found by asking.
 *
 * `silenceMilliseconds`: a peer's connection is kept for at least so long in silence, however it is broken.
 */
export function serverOptions(silenceMilliseconds = 0): ServerOptions {
  return {
    'grpc.keepalive_time_ms': Math.max(KEEPALIVE_MS, silenceMilliseconds),
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': 20_000,
    'grpc.enable_channelz': 0,
  };
}

/**
 * Stops a server made with `serverOptions` and ends all its connections. `forceShutdown` alone would leave them
 * open: without channelz it does not know them.
 *
 * `boundAddress`: as given to `bindAsync`, with the port that was bound.
 */
export function stopServer(server: Server, boundAddress: string): void {
  server.drain(boundAddress, 0);
  server.forceShutdown();
}
