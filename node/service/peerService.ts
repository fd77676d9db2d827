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
import { type Caller, type CallerSource, isTransportError, RefusalReason, requirePeer } from '../transport/index.ts';

/** What the member answers. */
export interface PeerAnswers {
  callerOf(call: CallerSource): Caller;
  /** A call was refused: told and counted. `address`: where it came from. */
  peerRefused(reason: string, address: string, detail: string): void;
  hello(request: HelloRequest): HelloResponseInit;
  agree(request: AgreeRequest): Promise<AgreeResponseInit>;
  join(request: JoinRequest): JoinResponseInit;
}

export function peerService(answers: PeerAnswers) {
  function peersOnly<Q, R>(work: (request: Q) => R | Promise<R>): handleUnaryCall<Q, R> {
    return (call, callback) => {
      const caller = answers.callerOf(call);
      Promise.resolve()
        .then(() => {
          requirePeer(caller);
          return work(call.request);
        })
        .then(
          (answer) => callback(null, answer),
          (error) => {
            const stranger = isTransportError(error);
            const details = error instanceof Error ? error.message : String(error);
            answers.peerRefused(stranger ? RefusalReason.Caller : RefusalReason.Call, caller.address, details);
            callback({ code: stranger ? status.PERMISSION_DENIED : status.FAILED_PRECONDITION, details });
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
