/** What the transport can refuse or fail at. */
export const TransportErrorCode = {
  /** A HOST:PORT text or a port that makes no sense. */
  InvalidAddress: 'InvalidAddress',
  /** A certificate file that is needed is not there. */
  CertificateMissing: 'CertificateMissing',
  /** A certificate or key that cannot be read, or that do not belong together. */
  CertificateInvalid: 'CertificateInvalid',
  /** A peer message with numbers out of range or parts that contradict each other. */
  MalformedMessage: 'MalformedMessage',
  /** A snapshot longer than this member takes in. */
  SnapshotTooLarge: 'SnapshotTooLarge',
  /** Only members of this cluster may do this. */
  NotAPeer: 'NotAPeer',
  /** Only administrators may do this. */
  NotAdministrator: 'NotAdministrator',
  /** The peer could not be reached. */
  PeerUnavailable: 'PeerUnavailable',
  /** The peer did not answer in time. */
  PeerTimedOut: 'PeerTimedOut',
  /** The peer answered with an error. */
  PeerRefused: 'PeerRefused',
  /** The caller took the call back. */
  Aborted: 'Aborted',
} as const;
export type TransportErrorCode = (typeof TransportErrorCode)[keyof typeof TransportErrorCode];

/** Every error that the transport throws. */
export class TransportError extends Error {
  readonly code: TransportErrorCode;

  constructor(code: TransportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TransportError';
    this.code = code;
  }
}

/** A call to a peer that failed; `grpcStatus` is the number of its gRPC status, -1 if none was received. */
export class PeerCallError extends TransportError {
  readonly grpcStatus: number;

  constructor(code: TransportErrorCode, grpcStatus: number, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.name = 'PeerCallError';
    this.grpcStatus = grpcStatus;
  }
}

/** A caller that lacks the role that a call needs. Services answer PERMISSION_DENIED. */
export class DeniedError extends TransportError {
  constructor(code: 'NotAPeer' | 'NotAdministrator', message: string) {
    super(code, message);
    this.name = 'DeniedError';
  }
}

/** True when `error` is a TransportError, with this code if one is given. */
export function isTransportError(error: unknown, code?: TransportErrorCode): error is TransportError {
  return error instanceof TransportError && (code === undefined || error.code === code);
}
