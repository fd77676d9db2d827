/** The durable log, the snapshots and the identity of one member. Nothing outside imports another file of this folder. */
export type * from './api.ts';
export type { Disk, DiskFile, Done, DoneWith, DurableFile } from './disk.ts';
export * from './errors.ts';
export type * from './identityTypes.ts';
export { openNodeStorage, setAsideNodeStorage } from './nodeStorage.ts';
export { RealDisk } from './realDisk.ts';
export { type SetAsideOptions, setAside } from './setAside.ts';
export {
  type CrashOptions,
  type DiskOperation,
  type OperationKind,
  SimulatedDisk,
  type SimulatedDiskOptions,
} from './simulatedDisk.ts';
export { openStorage } from './storage.ts';
