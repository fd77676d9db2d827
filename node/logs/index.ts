export type { DebugUse, StartBanner } from './debugFormat.ts';
export { DebugLog } from './debugLog.ts';
export { LogError, LogErrorCode } from './errors.ts';
export { createLogger, type Logger, RateLimitedWarnings } from './log.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { type ProbeOptions, type ProbeResult, type ProbeServer, startProbes } from './probes.ts';
