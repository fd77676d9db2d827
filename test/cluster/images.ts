import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BASE_IMAGE, baseImageKey, ensureBaseImage } from './baseImage.ts';
import { type Buildah, openBuildah } from './buildah.ts';
import { cacheDir, cacheKey } from './cache.ts';
import { tail } from './command.ts';
import { fileExists } from './files.ts';
import { readImageContext } from './imageContext.ts';
import { CHECKOUT } from './instance.ts';
import { ensurePackages, IMAGE_REQUIREMENTS } from './packages.ts';
import type { ImageArchive } from './pauseImage.ts';
import { duration, type Progress } from './progress.ts';
import type { WaitOptions } from './wait.ts';

/** The license node's image on the local cluster. */
export const LICENSE_NODE_IMAGE = 'localhost/lmtriad-node:dev';
/** The operator's image on the local cluster. */
export const OPERATOR_IMAGE = 'localhost/lmtriad-operator:dev';

/** How many older builds of an image stay in the cache. */
const KEPT_BUILDS = 6;

interface ImageDefinition {
  readonly name: string;
  readonly tag: string;
  readonly dockerfile: string;
  /** The folders it copies. */
  readonly folders: readonly string[];
}

const IMAGES: readonly ImageDefinition[] = [
  {
    name: 'lmtriad-node',
    tag: LICENSE_NODE_IMAGE,
    dockerfile: 'deploy/Dockerfile.node',
    folders: ['license', 'proto', 'node', 'client'],
  },
  {
    name: 'lmtriad-operator',
    tag: OPERATOR_IMAGE,
    dockerfile: 'deploy/Dockerfile.operator',
    folders: ['license', 'proto', 'operator'],
  },
];

/** Builds the project's images from its Dockerfiles, as far as their inputs changed, as docker archives. */
export async function ensureImages(progress: Progress, options: WaitOptions = {}): Promise<ImageArchive[]> {
  const baseKey = await baseImageKey();
  const archives: ImageArchive[] = [];
  for (const image of IMAGES) archives.push(await ensureImage(image, baseKey, progress, options));
  return archives;
}

async function ensureImage(
  image: ImageDefinition,
  baseKey: string,
  progress: Progress,
  options: WaitOptions,
): Promise<ImageArchive> {
  const files = [image.dockerfile, '.dockerignore', 'package.json', 'package-lock.json'];
  const context = await readImageContext(CHECKOUT, files, image.folders);
  const folder = join(cacheDir(), 'images');
  const digest = cacheKey(baseKey, image.tag, context.key);
  const path = join(folder, `${image.name}-${digest}.tar`);
  const archive: ImageArchive = { name: image.name, path, digest };
  if (await fileExists(path)) return archive;
  await ensurePackages(IMAGE_REQUIREMENTS, progress, options);
  await mkdir(folder, { recursive: true });
  await using buildah = await openBuildah(options);
  if (await fileExists(path)) return archive;
  await ensureBaseImage(buildah, baseKey, progress, options);
  const scratch = await mkdtemp(join(tmpdir(), 'lmtriad-image-'));
  try {
    await context.write(scratch);
    await build(buildah, image, scratch, progress);
    await rm(`${path}.new`, { force: true });
    await buildah.run(['push', '-q', image.tag, `docker-archive:${path}.new:${image.tag}`]);
    await rename(`${path}.new`, path);
    await removeOldBuilds(folder, image.name);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return archive;
}

async function build(buildah: Buildah, image: ImageDefinition, context: string, progress: Progress): Promise<void> {
  // Working containers of a build that was killed.
  await buildah.run(['rm', '--all']);
  const before = await imageId(buildah, image.tag);
  const start = performance.now();
  progress(`building ${image.tag}`);
  let latest = '';
  const reminder = setInterval(() => {
    progress(`  building ${image.tag}, ${duration(performance.now() - start)} so far: ${latest}`);
  }, 15_000);
  try {
    await buildah.run(
      [
        ...['bud', '--pull-never', '--layers', '--build-arg', `BASE=${BASE_IMAGE}`],
        ...['-f', join(context, image.dockerfile), '-t', image.tag, context],
      ],
      (text) => {
        latest = tail(text, 1).slice(0, 100) || latest;
      },
    );
  } finally {
    clearInterval(reminder);
  }
  // The build before this one is of no more use; its intermediate layers are, and stay.
  if (before !== '' && before !== (await imageId(buildah, image.tag))) {
    await buildah.run(['rmi', before]).catch(() => undefined);
  }
  progress(`built ${image.tag}: ${duration(performance.now() - start)}`);
}

async function imageId(buildah: Buildah, tag: string): Promise<string> {
  const images = await buildah.run(['images', '--quiet', '--no-trunc', '--filter', `reference=${tag}`]);
  return images.stdout.trim();
}

async function removeOldBuilds(folder: string, name: string): Promise<void> {
  const builds: { path: string; time: number }[] = [];
  for (const file of await readdir(folder)) {
    if (!new RegExp(`^${name}-[0-9a-f]+\\.tar$`).test(file)) continue;
    const path = join(folder, file);
    builds.push({ path, time: (await stat(path)).mtimeMs });
  }
  builds.sort((left, right) => right.time - left.time);
  for (const { path } of builds.slice(KEPT_BUILDS)) await rm(path, { force: true });
}
