/** What can go wrong between the operator and the API server. */
export const KubeErrorCode = {
  /** The object is not there (404). */
  NotFound: 'NotFound',
  /** Someone else changed it first, or it exists already (409). */
  Conflict: 'Conflict',
  /** The resource version is too old to resume from (410). */
  Expired: 'Expired',
  /** The API server refuses the object (400, 422). */
  Invalid: 'Invalid',
  /** The operator's role does not allow it (401, 403). */
  Forbidden: 'Forbidden',
  /** Too many requests; `retryAfterMilliseconds` says when to come back (429). */
  Throttled: 'Throttled',
  /** The API server failed or is not reachable. */
  Unavailable: 'Unavailable',
  /** No answer within the time limit. */
  Timeout: 'Timeout',
  /** This replica is not the leader (any more): nothing may be written. */
  NotLeading: 'NotLeading',
  /** The answer is not what the API promises. */
  Malformed: 'Malformed',
} as const;
export type KubeErrorCode = (typeof KubeErrorCode)[keyof typeof KubeErrorCode];

/** Every error of this folder. */
export class KubeError extends Error {
  readonly code: KubeErrorCode;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly retryAfterMilliseconds: number | undefined;

  constructor(
    code: KubeErrorCode,
    message: string,
    details: { status?: number; retryAfterMilliseconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'KubeError';
    this.code = code;
    this.status = details.status ?? 0;
    this.retryAfterMilliseconds = details.retryAfterMilliseconds;
  }
}

/** True when `error` is a KubeError, with this code if one is given. */
export function isKubeError(error: unknown, code?: KubeErrorCode): error is KubeError {
  return error instanceof KubeError && (code === undefined || error.code === code);
}

/** The error for an answer that is not a success. `body` is usually a metav1.Status. */
export function errorOfResponse(what: string, status: number, body: string, retryAfter?: string): KubeError {
  const seconds = retryAfter === undefined ? Number.NaN : Number(retryAfter);
  return new KubeError(codeOfStatus(status), `${what}: ${status} ${messageOf(body)}`, {
    status,
    retryAfterMilliseconds: Number.isFinite(seconds) ? seconds * 1000 : undefined,
  });
}

/** The code for an HTTP status, or for the code of a metav1.Status in a watch. */
export function codeOfStatus(status: number): KubeErrorCode {
  switch (status) {
    case 404:
      return KubeErrorCode.NotFound;
    case 409:
      return KubeErrorCode.Conflict;
    case 410:
      return KubeErrorCode.Expired;
    case 400:
    case 422:
      return KubeErrorCode.Invalid;
    case 401:
    case 403:
      return KubeErrorCode.Forbidden;
    case 429:
      return KubeErrorCode.Throttled;
    default:
      return KubeErrorCode.Unavailable;
  }
}

function messageOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (parsed !== null && typeof parsed === 'object' && 'message' in parsed) return String(parsed.message);
  } catch {
    // Proxies answer in HTML or plain text.
  }
  return body.slice(0, 200);
}
