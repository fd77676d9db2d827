import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MAX_INSTANCES } from './addressPlan.ts';
import type { ClusterOptions } from './controlPlane.ts';
import { ClusterError, hasCode } from './errors.ts';
import { writeWhole } from './files.ts';
import { acquireLock, type Lock } from './lock.ts';
import { routedInstances } from './network.ts';
import type { WaitOptions } from './wait.ts';

/** Whose an instance is; one checkout can have several under different names. */
export interface InstanceOwner {
  readonly checkout: string;
  readonly name: string;
}

/** What is written down about an instance before anything of it is started. */
export interface InstanceRecord extends InstanceOwner {
  readonly number: number;
  /** The boot in which it was started; after another boot nothing of it can be running. */
  readonly bootId: string;
  /** A hash of everything the cluster was made from; absent until the start has succeeded. */
  readonly definition?: string;
  readonly options?: ClusterOptions;
}

/** The folder of this checkout: what owns an instance unless something else is said. */
export const CHECKOUT = resolve(import.meta.dirname, '../..');

/** Where the state of all instances of this machine lies. */
export function stateRoot(): string {
  return process.env.LMTRIAD_STATE ?? '/var/lib/lmtriad/clusters';
}

/** The folder of one instance. */
export function instanceDir(number: number): string {
  return join(stateRoot(), String(number));
}

/** The id of the running boot. */
export async function currentBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}

/** Chooses the lowest number that is neither claimed nor routed by something else on this machine. */
export function chooseNumber(claimed: ReadonlySet<number>, routed: ReadonlySet<number>): number {
  for (let number = 0; number < MAX_INSTANCES; number += 1) {
    if (!claimed.has(number) && !routed.has(number)) return number;
  }
  throw new ClusterError(
    'NO_FREE_INSTANCE',
    `all of 10.200.0.0/16 to 10.${199 + MAX_INSTANCES}.0.0/16 are in use; take a cluster down first`,
  );
}

/** All instances that are claimed on this machine. */
export async function listInstances(): Promise<InstanceRecord[]> {
  const names = await readdir(stateRoot()).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const records: InstanceRecord[] = [];
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue;
    const text = await readFile(join(stateRoot(), name, 'instance.json'), 'utf8').catch(() => undefined);
    // Claims are written whole under the lock, so a folder without one is the rest of a removal.
    if (text !== undefined) records.push(JSON.parse(text) as InstanceRecord);
  }
  return records.sort((left, right) => left.number - right.number);
}

/** The owner's instance, if it has one. */
export async function findInstance(owner: InstanceOwner): Promise<InstanceRecord | undefined> {
  return (await listInstances()).find(({ checkout, name }) => checkout === owner.checkout && name === owner.name);
}

/** The owner's instance; claims a free number for it if it has none. */
export async function claimInstance(owner: InstanceOwner, options: WaitOptions = {}): Promise<InstanceRecord> {
  await using _ = await rootLock(options);
  const existing = await findInstance(owner);
  if (existing !== undefined) return existing;
  const claimed = new Set((await listInstances()).map(({ number }) => number));
  const number = chooseNumber(claimed, await routedInstances());
  const record: InstanceRecord = { ...owner, number, bootId: await currentBootId() };
  await rm(instanceDir(number), { recursive: true, force: true });
  await saveInstance(record);
  return record;
}

/** Writes an instance's record. */
export async function saveInstance(record: InstanceRecord): Promise<void> {
  await mkdir(instanceDir(record.number), { recursive: true });
  await writeWhole(join(instanceDir(record.number), 'instance.json'), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Gives the number back and deletes the instance's state; nothing of it may be running any more. */
export async function releaseInstance(record: InstanceRecord, options: WaitOptions = {}): Promise<void> {
  await using _ = await rootLock(options);
  await rm(instanceDir(record.number), { recursive: true, force: true });
}

/** Instances whose checkout was deleted: nobody else will ever take them down. */
export async function abandonedInstances(): Promise<InstanceRecord[]> {
  const abandoned: InstanceRecord[] = [];
  for (const record of await listInstances()) {
    const exists = await stat(record.checkout).then(
      () => true,
      (error: unknown) => !hasCode(error, 'ENOENT'),
    );
    if (!exists) abandoned.push(record);
  }
  return abandoned;
}

/** Serializes everything that changes one instance. */
export function instanceLock(number: number, options: WaitOptions = {}): Promise<Lock> {
  return acquireLock(join(stateRoot(), 'locks', `${number}.lock`), options);
}

function rootLock(options: WaitOptions): Promise<Lock> {
  return acquireLock(join(stateRoot(), 'locks', 'claims.lock'), { ...options, timeoutMs: 60_000 });
}
