/** The replicated license state: commands in, outcomes and events out. Pure and deterministic. */
export { freeAfter } from './borrowing.ts';
export { FlexCode, failure, Minor } from './failures.ts';
export type { Held, LicenseEvent, Outcome, ReturnReason, Session, Waiting } from './model.ts';
export { compileRules, optionsFiles } from './optionRules.ts';
export type { PoolSeats } from './poolSeats.ts';
export * from './rules.ts';
export { decodeState, encodeState, SnapshotUnreadable } from './snapshot.ts';
export { type Applied, LicenseState } from './state.ts';
