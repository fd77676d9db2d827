/** Why a cluster operation failed; the command line turns each into an exit code. */
export type ClusterErrorCode =
  | 'USAGE'
  | 'PREREQUISITE'
  | 'BUILD_FAILED'
  | 'COMMAND_FAILED'
  | 'NOT_RUNNING'
  | 'NODE_STATE'
  | 'NO_FREE_INSTANCE'
  | 'API'
  | 'TIMEOUT'
  | 'LEFTOVER';

/** Exit codes of the command line, by error code (sysexits where one fits). */
export const EXIT_CODES: Readonly<Record<ClusterErrorCode, number>> = {
  USAGE: 64,
  PREREQUISITE: 69,
  BUILD_FAILED: 70,
  COMMAND_FAILED: 1,
  NOT_RUNNING: 3,
  NODE_STATE: 4,
  NO_FREE_INSTANCE: 71,
  API: 1,
  TIMEOUT: 75,
  LEFTOVER: 74,
};

/** An expected failure of the local cluster, with a message for people. */
export class ClusterError extends Error {
  readonly code: ClusterErrorCode;

  constructor(code: ClusterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ClusterError';
    this.code = code;
  }
}

/** True for errors of the file system and of processes that carry this code, e.g. `ENOENT`. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
