import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBuildah } from './buildah.ts';
import { cacheDir, cacheKey } from './cache.ts';
import { run } from './command.ts';
import { fileExists } from './files.ts';
import { PAUSE_IMAGE } from './nodeConfig.ts';
import { ensurePackages, IMAGE_REQUIREMENTS } from './packages.ts';
import { type Progress, timed } from './progress.ts';
import type { WaitOptions } from './wait.ts';

/** An image as a docker archive, with a digest of what it was made from. */
export interface ImageArchive {
  readonly name: string;
  readonly path: string;
  readonly digest: string;
}

/** The image that holds a pod's namespaces, built from pause.c. */
export async function ensurePauseImage(progress: Progress, options: WaitOptions = {}): Promise<ImageArchive> {
  const source = join(import.meta.dirname, 'pause.c');
  const digest = cacheKey(await readFile(source), PAUSE_IMAGE, process.arch);
  const folder = join(cacheDir(), 'images');
  const path = join(folder, `pause-${digest}.tar`);
  const archive: ImageArchive = { name: 'pause', path, digest };
  if (await fileExists(path)) return archive;
  await ensurePackages(IMAGE_REQUIREMENTS, progress, options);
  await mkdir(folder, { recursive: true });
  await timed(progress, 'building the pause image', async () => {
    await using buildah = await openBuildah(options);
    const scratch = await mkdtemp(join(tmpdir(), 'lmtriad-pause-'));
    try {
      await run(['gcc', '-static', '-Os', '-o', join(scratch, 'pause'), source]);
      const container = (await buildah.run(['from', 'scratch'])).stdout.trim();
      await buildah.run(['add', '-q', container, join(scratch, 'pause'), '/pause']);
      await buildah.run(['config', '--entrypoint', '["/pause"]', container]);
      await buildah.run(['commit', '-q', '--rm', container, PAUSE_IMAGE]);
      await rm(`${path}.new`, { force: true });
      await buildah.run(['push', '-q', PAUSE_IMAGE, `docker-archive:${path}.new:${PAUSE_IMAGE}`]);
      await rename(`${path}.new`, path);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });
  return archive;
}
