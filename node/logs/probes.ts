import type { Registry } from 'prom-client';

/** An answer of a probe: `ok` gives 200, else 503; `reason` is one line. */
export interface ProbeResult {
  readonly ok: boolean;
  readonly reason: string;
}

export interface ProbeOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly registry: Registry;
  readonly live: () => ProbeResult;
  readonly ready: () => ProbeResult;
  readonly started: () => ProbeResult;
}

export interface ProbeServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves /metrics, /livez, /readyz and /startupz.
 *
 * @throws {LogError} CannotListen
 */
export declare function startProbes(options: ProbeOptions): Promise<ProbeServer>;
