import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Buildah } from './buildah.ts';
import { cacheKey } from './cache.ts';
import { run } from './command.ts';
import { ClusterError } from './errors.ts';
import { writeWhole } from './files.ts';
import { CHECKOUT } from './instance.ts';
import { systemPath } from './packages.ts';
import { type Progress, timed } from './progress.ts';
import type { WaitOptions } from './wait.ts';

/** The base that the Dockerfiles name. */
export const BASE_IMAGE = 'docker.io/library/node:26-bookworm-slim';

const SUITE = 'bookworm';
const PACKAGES = ['libstdc++6', 'libatomic1', 'ca-certificates'];
const NPM = {
  version: '11.19.1',
  integrity: 'sha512-ztsxKxt/kkIaAs+2i0GU6I+DRmUdrNasxTZKJe9TCdSjKxlhah/4r/hl5ygMD6XAg1qZ9c2TNomR4qgOydp10g==',
};
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** What a stand-in base is made from; images built on it have this among their inputs. */
export async function baseImageKey(): Promise<string> {
  const certificates = await readFile(CERTIFICATES).catch(() => '');
  const nodePackage = await readFile(join(nodePackageDir(), 'package.json')).catch(() => {
    throw new ClusterError('PREREQUISITE', `Node 26 is not installed here; run 'npm ci' in ${CHECKOUT}`);
  });
  return cacheKey(SUITE, PACKAGES.join(' '), JSON.stringify(NPM), nodePackage, certificates);
}

/**
 * Makes, without a registry, an image under the name of the official Node image: Debian's essential packages,
 * Node from this project's node_modules, npm from the npm registry, and this machine's CA certificates, since
 * the network may have a CA of its own.
 */
export async function ensureBaseImage(
  buildah: Buildah,
  key: string,
  progress: Progress,
  options: WaitOptions,
): Promise<void> {
  const stamp = join(buildah.dir, 'base.key');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === key) {
    const { code } = await buildah.run(['inspect', '--type', 'image', BASE_IMAGE]).catch(() => ({ code: 1 }));
    if (code === 0) return;
  }
  await timed(progress, `making a stand-in for ${BASE_IMAGE}`, async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'lmtriad-base-'));
    try {
      const debian = join(scratch, 'debian.tar');
      const include = `--include=${PACKAGES.join(',')}`;
      await run(['mmdebstrap', '--quiet', '--variant=essential', include, SUITE, debian], {
        env: { ...process.env, PATH: systemPath() },
        signal: options.signal,
        timeoutMs: 600_000,
      });
      const additions = join(scratch, 'additions.tar');
      await packAdditions(join(scratch, 'additions'), additions, options);
      const container = (await buildah.run(['from', 'scratch'])).stdout.trim();
      for (const archive of [debian, additions]) await buildah.run(['add', '-q', container, archive, '/']);
      const environment = [
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        `NODE_EXTRA_CA_CERTS=${CERTIFICATES}`,
        ...registrySettings(),
      ];
      await buildah.run(['config', ...environment.flatMap((setting) => ['--env', setting]), container]);
      await buildah.run(['commit', '-q', '--rm', container, BASE_IMAGE]);
      await writeWhole(stamp, key);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });
}

async function packAdditions(dir: string, archive: string, options: WaitOptions): Promise<void> {
  const bin = join(dir, 'usr/local/bin');
  const modules = join(dir, 'usr/local/lib/node_modules');
  await mkdir(bin, { recursive: true });
  await mkdir(join(modules, 'npm'), { recursive: true });
  await cp(join(nodePackageDir(), 'bin/node'), join(bin, 'node'));
  await run(['npm', 'pack', '--silent', `npm@${NPM.version}`, '--pack-destination', dir], {
    cwd: tmpdir(),
    signal: options.signal,
    timeoutMs: 180_000,
  });
  const tarball = join(dir, `npm-${NPM.version}.tgz`);
  const integrity = `sha512-${createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64')}`;
  if (integrity !== NPM.integrity) {
    throw new ClusterError('BUILD_FAILED', `npm ${NPM.version} has digest ${integrity}, not ${NPM.integrity}`);
  }
  await run(['tar', '-xzf', tarball, '--strip-components=1', '-C', join(modules, 'npm')]);
  await rm(tarball);
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(bin, 'npm'));
  await symlink('../lib/node_modules/npm/bin/npx-cli.js', join(bin, 'npx'));
  const certificates = await readFile(CERTIFICATES).catch(() => undefined);
  if (certificates !== undefined) {
    await mkdir(join(dir, dirname(CERTIFICATES)), { recursive: true });
    await writeFile(join(dir, CERTIFICATES), certificates);
  }
  await run(['tar', '-C', dir, '--owner=0', '--group=0', '-cf', archive, '.']);
}

/** The npm settings that this process was given in its environment; a registry is the usual one. */
function registrySettings(): string[] {
  return Object.entries(process.env)
    .filter(([name, value]) => /^npm_config_(registry|proxy|https_proxy|noproxy)$/i.test(name) && value !== undefined)
    .map(([name, value]) => `${name}=${value}`);
}

function nodePackageDir(): string {
  return join(CHECKOUT, 'node_modules', `node-linux-${process.arch === 'arm64' ? 'arm64' : 'x64'}`);
}
