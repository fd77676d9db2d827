/** The consensus core. The rest of the program imports nothing else of this folder; tests may. */

export { decodeConfChange, encodeConfChange } from './confchange/codec.ts';
export { type Config, ReadOnlyMode } from './config.ts';
export * from './errors.ts';
export { entriesSize, entrySize } from './log/entry.ts';
export { MemoryStorage } from './log/memoryStorage.ts';
export type { InitialState, LogStorage } from './log/storage.ts';
export { isLocalMessage, isLocalTarget, LOCAL_APPEND, LOCAL_APPLY, type MessageParts, makeMessage } from './message.ts';
export * from './preference.ts';
export { ProgressState } from './progress/progress.ts';
export type { ConfChangeRefusal } from './raft.ts';
export { type ConfChangePosition, type ProposalPosition, RawNode } from './rawNode.ts';
export { type ReadState, type Ready, Role, type SoftState } from './ready.ts';
export type { ProgressStatus, Status } from './status.ts';
export * from './types.ts';
