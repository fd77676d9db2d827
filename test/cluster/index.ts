/**
 * A real Kubernetes of five nodes on this machine, for tests and for the demo.
 *
 *     const cluster = await ensureUp();
 *     await cluster.kubectl(['apply', '-f', '-'], { input: manifest });
 *     const lostAt = await cluster.powerOff('node1');
 *     await cluster.powerOn('node1');
 */
import { ensureBinaries } from './binaries.ts';
import { cgroupLayout } from './cgroup.ts';
import { Cluster } from './cluster.ts';
import { assertNothingLeft, destroyRunning } from './destroy.ts';
import { ClusterError } from './errors.ts';
import { CHECKOUT, currentBootId, findInstance, instanceLock, releaseInstance } from './instance.ts';
import { layoutOf } from './layout.ts';
import { requireLinuxRoot } from './packages.ts';
import { type Progress, stderrProgress } from './progress.ts';
import { bringUp } from './up.ts';
import type { WaitOptions } from './wait.ts';

export type { AuditEvent } from './audit.ts';
export { parseAuditLine, readAuditLog } from './audit.ts';
export { Cluster, type NodeStatus } from './cluster.ts';
export type { CommandOptions, CommandResult } from './command.ts';
export type { Cut } from './cut.ts';
export { ClusterError, type ClusterErrorCode } from './errors.ts';
export { ensureImages, LICENSE_NODE_IMAGE, OPERATOR_IMAGE } from './images.ts';
export type { Progress } from './progress.ts';
export { pushImages } from './pushImages.ts';
export { type WaitOptions, waitFor } from './wait.ts';

/** Which cluster is meant. */
export interface ClusterSelection {
  /** Tells several clusters of one checkout apart. @default 'default' */
  readonly name?: string;
}

export interface UpOptions extends ClusterSelection, WaitOptions {
  /** etcd, API server and controller manager only; a full cluster that runs already does as well. */
  readonly apiOnly?: boolean;
  /** Kubernetes' own timers for the loss of a node. @default false */
  readonly stockTimers?: boolean;
  /** @default standard error */
  readonly progress?: Progress;
}

/** Brings this checkout's cluster up, or keeps it if it is; undoes what was done to its nodes. */
export async function ensureUp(options: UpOptions = {}): Promise<Cluster> {
  const owner = ownerOf(options);
  const choices = { apiOnly: options.apiOnly === true, stockTimers: options.stockTimers === true };
  const present = (await findInstance(owner))?.options;
  const wanted = choices.apiOnly && present !== undefined ? present : choices;
  const signal = deadline(options);
  return new Cluster(await bringUp(owner, wanted, options.progress ?? stderrProgress, { signal }));
}

/** This checkout's cluster as it is; an error with code NOT_RUNNING if there is none. */
export async function openCluster(options: ClusterSelection & WaitOptions = {}): Promise<Cluster> {
  requireLinuxRoot();
  const record = await findInstance(ownerOf(options));
  if (record?.definition === undefined || record.bootId !== (await currentBootId())) {
    throw new ClusterError('NOT_RUNNING', `no cluster of ${CHECKOUT} is running; start one with: make cluster`);
  }
  const binaries = await ensureBinaries(stderrProgress, options);
  return new Cluster({ record, layout: layoutOf(record.number), binaries, cgroups: await cgroupLayout() });
}

/** Takes this checkout's cluster down, in whatever state it is; false if there was none. */
export async function takeDown(options: ClusterSelection & WaitOptions = {}): Promise<boolean> {
  requireLinuxRoot();
  const found = await findInstance(ownerOf(options));
  if (found === undefined) return false;
  await using _ = await instanceLock(found.number, options);
  const record = await findInstance(ownerOf(options));
  if (record === undefined || record.number !== found.number) return false;
  await destroyRunning(record);
  await assertNothingLeft(record);
  await releaseInstance(record, options);
  return true;
}

/** The caller's signal and deadline as one signal. */
function deadline({ signal, timeoutMs }: WaitOptions): AbortSignal | undefined {
  if (timeoutMs === undefined) return signal;
  const expired = new AbortController();
  setTimeout(() => {
    expired.abort(new ClusterError('TIMEOUT', `the cluster is not up after ${timeoutMs / 1000} s`));
  }, timeoutMs).unref();
  return signal === undefined ? expired.signal : AbortSignal.any([signal, expired.signal]);
}

function ownerOf(selection: ClusterSelection): { checkout: string; name: string } {
  return { checkout: CHECKOUT, name: selection.name ?? process.env.LMTRIAD_CLUSTER ?? 'default' };
}
