/** The errors that the client library throws. */
import { status as grpcStatus, type Metadata, type ServiceError } from '@grpc/grpc-js';
import { FlexError, flexText } from '../license/index.ts';
import { type Failure, FailureCodec, RpcStatusCodec } from '../proto/index.ts';

/** What a LicenseError is made of; `text` and `minor` have defaults by the code. */
export interface LicenseErrorFields {
  code: number;
  minor?: number;
  text?: string;
  detail?: string;
  feature?: string;
  retry?: boolean;
  cause?: unknown;
}

/** A refusal, by the server or by the client itself. */
export class LicenseError extends Error {
  /** The FlexNet code, negative: -4 "Licensed number of users already reached". */
  readonly code: number;
  /** Which place refused; listed in docs. */
  readonly minor: number;
  /** The FlexNet text with the numbers, one line. */
  readonly text: string;
  /** What is particular to this case. May be empty. */
  readonly detail: string;
  /** The feature asked for; empty if it was not about one. */
  readonly feature: string;
  /** True if the same request may succeed later without anybody changing anything. */
  readonly retry: boolean;

  constructor(fields: LicenseErrorFields) {
    const minor = fields.minor ?? 7;
    const text = fields.text || flexText(fields.code, minor);
    super(fields.detail ? `${text} ${fields.detail}` : text, { cause: fields.cause });
    this.name = 'LicenseError';
    this.code = fields.code;
    this.minor = minor;
    this.text = text;
    this.detail = fields.detail ?? '';
    this.feature = fields.feature ?? '';
    this.retry = fields.retry ?? false;
  }
}

/** The error in a Failure message of the server. */
export function errorOfFailure(failure: Failure): LicenseError {
  return new LicenseError(failure);
}

/** The error behind a failed call: the Failure in its details if there is one, else a code by gRPC status. */
export function errorOfCall(error: ServiceError): LicenseError {
  const failure = failureInMetadata(error.metadata);
  if (failure) return new LicenseError({ ...failure, cause: error });
  return new LicenseError({
    code: codeOfStatus(error.code),
    minor: 570,
    detail: plainDetails(error.details),
    retry: !final.has(error.code),
    cause: error,
  });
}

// grpc-js wraps what the system said in words about its own workings.
function plainDetails(details: string): string {
  return /Last error: (?:Error: )?(.*?)\.? Resolution note:/s.exec(details)?.[1] ?? details;
}

// Answers that stay the same however often one asks.
const final: ReadonlySet<grpcStatus> = new Set([
  grpcStatus.INVALID_ARGUMENT,
  grpcStatus.PERMISSION_DENIED,
  grpcStatus.UNAUTHENTICATED,
  grpcStatus.UNIMPLEMENTED,
]);

function codeOfStatus(status: grpcStatus): number {
  switch (status) {
    case grpcStatus.INVALID_ARGUMENT:
      return FlexError.InvalidParameter;
    case grpcStatus.PERMISSION_DENIED:
    case grpcStatus.UNAUTHENTICATED:
      return FlexError.NotAdministrator;
    case grpcStatus.UNAVAILABLE:
    case grpcStatus.DEADLINE_EXCEEDED:
    case grpcStatus.CANCELLED:
      return FlexError.CannotConnect;
    default:
      return FlexError.CannotRead;
  }
}

function failureInMetadata(metadata: Metadata | undefined): Failure | null {
  const bytes = metadata?.get('grpc-status-details-bin')[0];
  if (!(bytes instanceof Uint8Array)) return null;
  try {
    for (const detail of RpcStatusCodec.decode(bytes).details) {
      if (detail.type_url.endsWith('/lmtriad.v1.Failure')) return FailureCodec.decode(detail.value);
    }
  } catch {
    // Bytes that are no such message say nothing; the plain gRPC status still does.
  }
  return null;
}
