/** The unary part of PeerService: forming and joining. Exchange is in node/transport. */
import { type handleUnaryCall, status } from '@grpc/grpc-js';
import type {
  AgreeRequest,
  AgreeResponseInit,
  HelloRequest,
  HelloResponseInit,
  JoinRequest,
  JoinResponseInit,
} from '../../proto/index.ts';
import { type Caller, type CallerSource, isTransportError, requirePeer } from '../transport/index.ts';

/** What the member answers. */
export interface PeerAnswers {
  callerOf(call: CallerSource): Caller;
  hello(request: HelloRequest): HelloResponseInit;
  agree(request: AgreeRequest): Promise<AgreeResponseInit>;
  join(request: JoinRequest): JoinResponseInit;
}

export function peerService(answers: PeerAnswers) {
  function peersOnly<Q, R>(work: (request: Q) => R | Promise<R>): handleUnaryCall<Q, R> {
    return (call, callback) => {
      Promise.resolve()
        .then(() => {
          requirePeer(answers.callerOf(call));
          return work(call.request);
        })
        .then(
          (answer) => callback(null, answer),
          (error) => {
            const code = isTransportError(error) ? status.PERMISSION_DENIED : status.FAILED_PRECONDITION;
            callback({ code, details: error instanceof Error ? error.message : String(error) });
          },
        );
    };
  }
  return {
    hello: peersOnly((request: HelloRequest) => answers.hello(request)),
    agree: peersOnly((request: AgreeRequest) => answers.agree(request)),
    join: peersOnly((request: JoinRequest) => answers.join(request)),
  };
}
