export { type DebugUse, type StartBanner, TIME_STYLES, type TimeStyle } from './debugFormat.ts';
export { DebugLog } from './debugLog.ts';
export { LogError, LogErrorCode } from './errors.ts';
export { createLogger, type Logger, RateLimitedWarnings } from './log.ts';
export type { LogRules } from './logRules.ts';
export { type LogSwitch, MemberLogs } from './memberLogs.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { type ProbeOptions, type ProbeResult, type ProbeServer, startProbes } from './probes.ts';
export { terminalStream } from './terminalStream.ts';
