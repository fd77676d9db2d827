import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BASE_IMAGE, baseImageKey, ensureBaseImage } from './baseImage.ts';
import { type Buildah, openBuildah } from './buildah.ts';
import { cacheDir, cacheKey } from './cache.ts';
import { tail } from './command.ts';
import { hasCode } from './errors.ts';
import { CHECKOUT } from './instance.ts';
import { ensurePackages, IMAGE_REQUIREMENTS } from './packages.ts';
import { fileExists, type ImageArchive } from './pauseImage.ts';
import { duration, type Progress } from './progress.ts';
import type { WaitOptions } from './wait.ts';

/** The license node's image on the local cluster. */
export const LICENSE_NODE_IMAGE = 'localhost/lmtriad-node:dev';
/** The operator's image on the local cluster. */
export const OPERATOR_IMAGE = 'localhost/lmtriad-operator:dev';

/** How many older builds of an image stay in the cache. */
const KEPT_BUILDS = 3;

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
  const folder = join(cacheDir(), 'images');
  const digest = await inputsKey(image, baseKey);
  const path = join(folder, `${image.name}-${digest}.tar`);
  const archive: ImageArchive = { name: image.name, path, digest };
  if (await fileExists(path)) return archive;
  await ensurePackages(IMAGE_REQUIREMENTS, progress, options);
  await mkdir(folder, { recursive: true });
  await using buildah = await openBuildah(options);
  if (await fileExists(path)) return archive;
  await ensureBaseImage(buildah, baseKey, progress, options);
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
        ...['-f', join(CHECKOUT, image.dockerfile), '-t', image.tag, CHECKOUT],
      ],
      (text) => {
        latest = tail(text, 1).slice(0, 100) || latest;
      },
    );
    await rm(`${path}.new`, { force: true });
    await buildah.run(['push', '-q', image.tag, `docker-archive:${path}.new:${image.tag}`]);
    await rename(`${path}.new`, path);
    await removeOldBuilds(folder, image.name);
    // The build before this one is of no more use; its intermediate layers are, and stay.
    if (before !== '' && before !== (await imageId(buildah, image.tag))) {
      await buildah.run(['rmi', before]).catch(() => undefined);
    }
  } finally {
    clearInterval(reminder);
  }
  progress(`built ${image.tag}: ${duration(performance.now() - start)}`);
  return archive;
}

async function imageId(buildah: Buildah, tag: string): Promise<string> {
  const images = await buildah.run(['images', '--quiet', '--no-trunc', '--filter', `reference=${tag}`]);
  return images.stdout.trim();
}

/** A hash of all that goes into an image. */
async function inputsKey(image: ImageDefinition, baseKey: string): Promise<string> {
  const files = [image.dockerfile, '.dockerignore', 'package.json', 'package-lock.json'];
  for (const folder of image.folders) files.push(...(await sourceFiles(folder)));
  const contents = await Promise.all(files.map((file) => readFile(join(CHECKOUT, file))));
  return cacheKey(baseKey, image.tag, ...files, ...contents);
}

async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(join(CHECKOUT, folder), { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile() && isImageFile(join(entry.parentPath, entry.name).slice(CHECKOUT.length + 1)))
    .map((entry) => join(entry.parentPath, entry.name).slice(CHECKOUT.length + 1))
    .sort();
}

/** True for files that .dockerignore lets into an image. */
export function isImageFile(path: string): boolean {
  return !path.endsWith('.test.ts') && !path.split('/').some((part) => part === 'testdata' || part.startsWith('.'));
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
