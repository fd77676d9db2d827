/** What the logs and probes can fail at. */
export const LogErrorCode = {
  /** A log's file cannot be opened. */
  CannotOpen: 'CannotOpen',
  /** A name for a log that leads out of the log folder, or is no name of a file. */
  PathRefused: 'PathRefused',
  /** REPORTLOG OFF: there is none to be switched. */
  ReportLogOff: 'ReportLogOff',
  /** The address of metrics and probes is taken or not ours. */
  CannotListen: 'CannotListen',
} as const;
export type LogErrorCode = (typeof LogErrorCode)[keyof typeof LogErrorCode];

/** Every error that this folder throws. */
export class LogError extends Error {
  readonly code: LogErrorCode;

  constructor(code: LogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LogError';
    this.code = code;
  }
}
