/** Refusals as gRPC errors: status, and the Failure in grpc-status-details-bin. */
import { Metadata, type StatusObject, status } from '@grpc/grpc-js';
import { FailureCodec, type FailureInit, RpcStatusCodec } from '../../proto/index.ts';

const BY_CODE: Readonly<Record<number, status>> = {
  [-4]: status.RESOURCE_EXHAUSTED,
  [-5]: status.NOT_FOUND,
  [-9]: status.FAILED_PRECONDITION,
  [-10]: status.FAILED_PRECONDITION,
  [-12]: status.FAILED_PRECONDITION,
  [-18]: status.NOT_FOUND,
  [-21]: status.FAILED_PRECONDITION,
  [-23]: status.UNAVAILABLE,
  [-24]: status.RESOURCE_EXHAUSTED,
  [-25]: status.FAILED_PRECONDITION,
  [-26]: status.INVALID_ARGUMENT,
  [-31]: status.FAILED_PRECONDITION,
  [-38]: status.PERMISSION_DENIED,
  [-39]: status.PERMISSION_DENIED,
  [-41]: status.NOT_FOUND,
  [-42]: status.INVALID_ARGUMENT,
  [-63]: status.PERMISSION_DENIED,
  [-77]: status.INVALID_ARGUMENT,
  [-87]: status.RESOURCE_EXHAUSTED,
  [-96]: status.UNAVAILABLE,
  [-101]: status.RESOURCE_EXHAUSTED,
  [-106]: status.RESOURCE_EXHAUSTED,
};

/** The error that a unary call or the end of a stream carries. */
export function rpcError(failure: FailureInit): Partial<StatusObject> & { code: status; metadata: Metadata } {
  const code = BY_CODE[failure.code ?? 0] ?? status.FAILED_PRECONDITION;
  const text = failure.detail === '' ? (failure.text ?? '') : `${failure.text}: ${failure.detail}`;
  const metadata = new Metadata();
  const details = RpcStatusCodec.encode({
    code,
    message: text,
    details: [{ type_url: 'type.googleapis.com/lmtriad.v1.Failure', value: FailureCodec.encode(failure) }],
  });
  metadata.set('grpc-status-details-bin', Buffer.from(details));
  return { code, details: text, metadata };
}
