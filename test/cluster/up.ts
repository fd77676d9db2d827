import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openApi } from './api.ts';
import { type Binaries, ensureBinaries } from './binaries.ts';
import { cacheDir, cacheKey } from './cache.ts';
import { cgroupLayout } from './cgroup.ts';
import {
  type ClusterOptions,
  componentLog,
  controlPlaneComponents,
  controlPlaneFiles,
  isComponentAlive,
} from './controlPlane.ts';
import { assertNothingLeft, destroyRunning, leftovers } from './destroy.ts';
import {
  abandonedInstances,
  claimInstance,
  currentBootId,
  type InstanceOwner,
  type InstanceRecord,
  instanceLock,
  releaseInstance,
  saveInstance,
} from './instance.ts';
import { type Layout, layoutOf } from './layout.ts';
import { routerCommands } from './network.ts';
import { nodeFiles } from './nodeConfig.ts';
import { ensurePackages, RUNTIME_REQUIREMENTS, requireLinuxRoot } from './packages.ts';
import { ensurePauseImage } from './pauseImage.ts';
import { duration, type Progress, timed } from './progress.ts';
import { repairCluster } from './repair.ts';
import type { RunningCluster } from './runningCluster.ts';
import { startCluster } from './start.ts';
import type { WaitOptions } from './wait.ts';

/**
 * Brings the owner's cluster up. A healthy one of the same definition is kept, with whatever was done to its
 * nodes undone; anything else that is left of the instance is cleared first.
 */
export async function bringUp(
  owner: InstanceOwner,
  options: ClusterOptions,
  progress: Progress,
  wait: WaitOptions = {},
): Promise<RunningCluster> {
  const start = performance.now();
  requireLinuxRoot();
  await ensurePackages(RUNTIME_REQUIREMENTS, progress, wait);
  const binaries = await ensureBinaries(progress, wait);
  const pause = await ensurePauseImage(progress, wait);
  const cgroups = await cgroupLayout();
  for (const abandoned of await abandonedInstances()) await clearAbandoned(abandoned, progress, wait);
  const claimed = await claimInstance(owner, wait);
  await using _ = await instanceLock(claimed.number, wait);
  // A `down` may have given the number back while this waited for the lock.
  const record = await claimInstance(owner, wait);
  if (record.number !== claimed.number) return bringUp(owner, options, progress, wait);
  const layout = layoutOf(record.number);
  const definition = await clusterDefinition(layout, options, binaries, pause.digest);
  const wanted: InstanceRecord = { ...record, definition, options };
  const running: RunningCluster = { record: wanted, layout, binaries, cgroups };

  const obstacle = await reasonNotToKeep(record, definition, layout, options);
  if (obstacle === undefined) {
    await repairCluster(running, progress, wait);
    progress(`cluster ${record.number} is up (kept): ${duration(performance.now() - start)}`);
    return running;
  }
  const clear = async (): Promise<void> => {
    await destroyRunning(record);
    await assertNothingLeft(record);
  };
  if ((await leftovers(record)).length === 0) await clear();
  else await timed(progress, `clearing instance ${record.number} (${obstacle})`, clear);
  await clearState(layout);
  const fresh: InstanceRecord = { ...owner, number: record.number, bootId: await currentBootId() };
  await saveInstance(fresh);
  await startCluster({ ...running, record: fresh }, options, [pause], progress, wait);
  await saveInstance({ ...fresh, definition, options });
  progress(
    `cluster ${record.number} is up (Kubernetes, cgroup v${cgroups.version}): ${duration(performance.now() - start)}`,
  );
  return running;
}

/** A hash of everything that makes a cluster what it is, rendered for this instance. */
async function clusterDefinition(
  layout: Layout,
  options: ClusterOptions,
  binaries: Binaries,
  pauseDigest: string,
): Promise<string> {
  return cacheKey(
    JSON.stringify([options, binaries.folders, pauseDigest, layout.plan]),
    JSON.stringify([controlPlaneComponents(layout, options), controlPlaneFiles(layout), routerCommands(layout.plan)]),
    JSON.stringify(layout.plan.nodes.map((node) => nodeFiles(layout, node, options, binaries.runc))),
    await readFile(join(import.meta.dirname, 'node-init.sh')),
    cacheDir(),
  );
}

async function reasonNotToKeep(
  record: InstanceRecord,
  definition: string,
  layout: Layout,
  options: ClusterOptions,
): Promise<string | undefined> {
  if (record.definition === undefined) return 'its last start did not end';
  if (record.bootId !== (await currentBootId())) return 'the machine was started anew';
  if (record.definition !== definition) return 'its definition changed';
  for (const { name } of controlPlaneComponents(layout, options)) {
    if (!(await isComponentAlive(layout, name))) return `${name} has ended, see ${componentLog(layout, name)}`;
  }
  try {
    using api = await openApi(layout);
    await api.call('GET', '/readyz');
    return undefined;
  } catch (error) {
    return `the API server is not ready: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function clearAbandoned(record: InstanceRecord, progress: Progress, wait: WaitOptions): Promise<void> {
  await using _ = await instanceLock(record.number, wait);
  // Another process may have cleared it meanwhile, and its number may be somebody else's by now.
  if (!(await abandonedInstances()).some(({ number }) => number === record.number)) return;
  await timed(progress, `clearing instance ${record.number} of ${record.checkout}, which is gone`, async () => {
    await destroyRunning(record);
    await assertNothingLeft(record);
    await releaseInstance(record, wait);
  });
}

async function clearState(layout: Layout): Promise<void> {
  const folders = [layout.pki, layout.records, layout.logs, layout.etcd, layout.config, layout.images];
  for (const path of [...folders, layout.kubeconfig, join(layout.dir, 'nodes')]) {
    await rm(path, { recursive: true, force: true });
  }
}
