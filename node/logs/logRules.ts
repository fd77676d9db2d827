/** What an options file says about the logs, ready to be acted on. */

/** Made from the options in force by node/member/logRules.ts. */
export interface LogRules {
  /** Words of NOLOG by vendor: IN, OUT, DENIED, QUEUED, UNSUPPORTED, UPGRADE, DEQUEUED. Under '' those for all. */
  readonly silent: ReadonlyMap<string, ReadonlySet<string>>;
  /** The last DEBUGLOG line; null without one. */
  readonly debugLog: {
    readonly path: string;
    readonly append: boolean;
    /** Megabytes; null: as for the other logs. */
    readonly rolloverSize: number | null;
  } | null;
  /** The last REPORTLOG line; null without one. */
  readonly reportLog: { readonly path: string; readonly hideUser: boolean } | null;
}

export const NO_LOG_RULES: LogRules = { silent: new Map(), debugLog: null, reportLog: null };
