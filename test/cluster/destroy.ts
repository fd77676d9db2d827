import { readFile } from 'node:fs/promises';
import { cgroupLayout, groupProcesses, killGroup, removeGroup } from './cgroup.ts';
import { ClusterError } from './errors.ts';
import type { InstanceRecord } from './instance.ts';
import { layoutOf } from './layout.ts';
import { deleteNetwork, linkExists, namespaces } from './network.ts';

/**
 * Ends everything that runs of an instance and removes its links, namespaces, rules and cgroups. It works from
 * what the number alone says, so it does not matter how far a start had come or how it ended. Only processes in
 * the instance's own cgroups are stopped, and nobody but this program puts any there.
 */
export async function destroyRunning(record: InstanceRecord): Promise<void> {
  const { plan } = layoutOf(record.number);
  const cgroups = await cgroupLayout();
  await killGroup(cgroups, plan.cgroup);
  await deleteNetwork(plan);
  await removeGroup(cgroups, plan.cgroup);
}

/** What is left of an instance on this machine, in words; empty after {@link destroyRunning}. */
export async function leftovers(record: InstanceRecord): Promise<string[]> {
  const { plan, dir } = layoutOf(record.number);
  const found: string[] = [];
  for (const pid of await groupProcesses(await cgroupLayout(), plan.cgroup)) found.push(`process ${pid}`);
  for (const name of await namespaces()) if (name.startsWith(`${plan.link}-`)) found.push(`network namespace ${name}`);
  if (await linkExists(plan.link)) found.push(`link ${plan.link}`);
  for (const line of (await readFile('/proc/self/mounts', 'utf8')).split('\n')) {
    const mountPoint = line.split(' ')[1];
    if (mountPoint?.startsWith(`${dir}/`)) found.push(`mount ${mountPoint}`);
  }
  return found;
}

/** Fails with a list if anything is left of the instance. */
export async function assertNothingLeft(record: InstanceRecord): Promise<void> {
  const found = await leftovers(record);
  if (found.length > 0)
    throw new ClusterError('LEFTOVER', `instance ${record.number} left behind: ${found.join(', ')}`);
}
