/** Before the end-to-end tests: the cluster, the images on its nodes, the chart installed. After them: nothing of it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureImages, ensureUp } from '../cluster/index.ts';
import { installOperator, makeNamespace, removeNamespace } from './support/install.ts';
import { HELM_FLAGS, NAMESPACE } from './support/operator.ts';

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

export async function setup(): Promise<void> {
  const began = performance.now();
  const cluster = await ensureUp({ progress: say });
  await cluster.loadImages(await ensureImages(say));
  await rm(join(import.meta.dirname, '../../out/e2e'), { recursive: true, force: true });
  // Of a run that was broken off.
  await removeNamespace(cluster, NAMESPACE);
  await makeNamespace(cluster, NAMESPACE);
  await installOperator(cluster, NAMESPACE, HELM_FLAGS);
  say(`set up in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** KEEP=1 leaves all as the last test left it, to be looked at. */
export async function teardown(): Promise<void> {
  if (process.env['KEEP'] !== undefined) return;
  const cluster = await ensureUp({ progress: say });
  await cluster.helm(['uninstall', 'lmtriad', '-n', NAMESPACE, '--wait', '--timeout', '60s']);
  await removeNamespace(cluster, NAMESPACE);
}
