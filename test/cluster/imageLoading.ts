import { copyFile, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CgroupLayout } from './cgroup.ts';
import { hasCode } from './errors.ts';
import { type Layout, nodeLayout } from './layout.ts';
import { nodeState, runInNode } from './node.ts';
import type { ImageArchive } from './pauseImage.ts';
import type { WaitOptions } from './wait.ts';

/** Puts an archive where every node finds it when it boots. */
export async function stageImage(layout: Layout, image: ImageArchive): Promise<void> {
  await mkdir(layout.images, { recursive: true });
  const target = join(layout.images, `${image.name}.tar`);
  await rm(`${target}.new`, { force: true });
  // The cache's archives never change, so a second name for the same file does; not across file systems.
  await link(image.path, `${target}.new`).catch(async (error: unknown) => {
    if (!hasCode(error, 'EXDEV', 'EPERM', 'EMLINK')) throw error;
    await copyFile(image.path, `${target}.new`);
  });
  await rename(`${target}.new`, target);
  await writeFile(`${target}.sha256`, `${image.digest}\n`);
}

/** Imports a staged archive on every node that runs and has not; the others import it when they boot. */
export async function importOnNodes(
  layout: Layout,
  cgroups: CgroupLayout,
  image: ImageArchive,
  path: string,
  options: WaitOptions = {},
): Promise<string[]> {
  const imported: string[] = [];
  const archive = join(layout.images, `${image.name}.tar`);
  const queue = [...layout.plan.nodes];
  const worker = async (): Promise<void> => {
    for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
      const marker = join(nodeLayout(layout, node).imported, `${image.name}.tar`);
      if ((await readFile(marker, 'utf8').catch(() => '')).trim() === image.digest) continue;
      const state = await nodeState(layout, cgroups, node);
      if (state.power === 'off' || state.frozen) continue;
      const ctr = ['ctr', '--namespace', 'k8s.io', 'images', 'import', '--local', archive];
      await runInNode(layout, cgroups, node, ctr, { path, signal: options.signal, timeoutMs: 180_000 });
      await writeFile(marker, `${image.digest}\n`);
      imported.push(node.name);
    }
  };
  // Unpacking is bound by processor and disk: more at once is not sooner.
  await Promise.all([worker(), worker()]);
  return imported.sort();
}
