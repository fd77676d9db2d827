/** What a refused gRPC call carries, decoded as a client in another language would: by the .proto files alone. */
import type { ServiceError } from '@grpc/grpc-js';
import { decode } from './members.ts';

export interface Refusal {
  /** gRPC status code and text. */
  readonly status: number;
  readonly details: string;
  /** google.rpc.Status of grpc-status-details-bin. */
  readonly rpc: { readonly code: number; readonly message: string };
  /** lmtriad.v1.Failure in it. */
  readonly failure: {
    readonly code: number;
    readonly minor: number;
    readonly text: string;
    readonly detail: string;
    readonly feature: string;
  };
}

interface Any {
  readonly type_url: string;
  readonly value: Uint8Array;
}

/** The refusal of a call; throws if the call is answered. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const error: ServiceError = await call.then(
    (answer) => {
      throw new Error(`not refused but answered: ${JSON.stringify(answer)}`);
    },
    (reason) => reason,
  );
  const [bytes] = error.metadata?.get('grpc-status-details-bin') ?? [];
  if (!(bytes instanceof Uint8Array)) throw error;
  const rpc = decode<{ code: number; message: string; details: Any[] }>('google.rpc.Status', bytes);
  const [any] = rpc.details;
  if (any?.type_url.endsWith('/lmtriad.v1.Failure') !== true) {
    throw new Error(`no Failure in ${JSON.stringify(rpc)}`);
  }
  const failure = decode<Refusal['failure']>('lmtriad.v1.Failure', any.value);
  return { status: error.code, details: error.details, rpc: { code: rpc.code, message: rpc.message }, failure };
}
