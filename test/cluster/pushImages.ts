import { openBuildah } from './buildah.ts';
import { ClusterError } from './errors.ts';
import { ensurePackages, IMAGE_REQUIREMENTS } from './packages.ts';
import type { ImageArchive } from './pauseImage.ts';
import { type Progress, timed } from './progress.ts';
import type { WaitOptions } from './wait.ts';

/**
 * Pushes built images to a registry, for clusters other than the local one, and returns their names there. The
 * tag is the hash of what went in, so that a node never runs an older build by the same name. Credentials are
 * those of `docker login` or `buildah login`; a registry on localhost may speak plain HTTP.
 */
export async function pushImages(
  images: readonly ImageArchive[],
  registry: string,
  progress: Progress,
  options: WaitOptions = {},
): Promise<string[]> {
  if (!/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._/-]+)?$/.test(registry)) {
    throw new ClusterError('USAGE', `${registry} is not a registry as HOST[:PORT][/PATH]`);
  }
  await ensurePackages(IMAGE_REQUIREMENTS, progress, options);
  await using buildah = await openBuildah(options);
  const local = /^(localhost|127\.0\.0\.1)(:|\/|$)/.test(registry);
  const names: string[] = [];
  for (const { name, path, digest } of images) {
    const target = `${registry}/${name}:${digest}`;
    await timed(progress, `pushing ${target}`, async () => {
      const pulled = await buildah.run(['pull', '-q', `docker-archive:${path}`]);
      const id = pulled.stdout.trim().split('\n').at(-1) ?? '';
      await buildah.run(['push', '-q', ...(local ? ['--tls-verify=false'] : []), id, `docker://${target}`]);
    });
    names.push(target);
  }
  return names;
}
