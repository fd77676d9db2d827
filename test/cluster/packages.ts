import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { run } from './command.ts';
import { ClusterError } from './errors.ts';
import { type Progress, timed } from './progress.ts';
import type { WaitOptions } from './wait.ts';

/** Something this machine must have, how to see it, and the Debian package that brings it. */
export interface Requirement {
  /** A program's name, or an absolute path; several are alternatives. */
  readonly probe: readonly string[];
  readonly package: string;
}

const need = (name: string, ...probe: string[]): Requirement => ({ package: name, probe });

/** What a running cluster needs. */
export const RUNTIME_REQUIREMENTS: readonly Requirement[] = [
  need('util-linux', 'flock'),
  need('util-linux', 'unshare'),
  need('util-linux', 'nsenter'),
  need('iproute2', 'ip'),
  need('nftables', 'nft'),
  need('iptables', 'iptables'),
  need('openssl', 'openssl'),
  need('containernetworking-plugins', '/usr/lib/cni/ptp', '/opt/cni/bin/ptp'),
];

/** What building runc needs; everything else is pure Go. */
export const BUILD_REQUIREMENTS: readonly Requirement[] = [
  need('gcc', 'gcc'),
  need('libc6-dev', '/usr/include/stdlib.h'),
  need('pkg-config', 'pkg-config'),
  need('libseccomp-dev', '/usr/include/seccomp.h'),
];

/** What building images needs. */
export const IMAGE_REQUIREMENTS: readonly Requirement[] = [
  need('buildah', 'buildah'),
  need('mmdebstrap', 'mmdebstrap'),
  need('gcc', 'gcc'),
  need('libc6-dev', '/usr/include/stdlib.h'),
];

/** The PATH of everything that is run as root, also where the caller's lacks the sbin folders. */
export function systemPath(): string {
  const path = (process.env.PATH ?? '').split(delimiter);
  const system = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return [...path, ...system.filter((dir) => !path.includes(dir))].filter((dir) => dir !== '').join(delimiter);
}

/** Refuses to go on where a cluster cannot run at all. */
export function requireLinuxRoot(): void {
  if (process.platform !== 'linux') {
    throw new ClusterError('PREREQUISITE', `the local cluster runs on Linux only, not on ${process.platform}`);
  }
  if (process.getuid?.() !== 0) {
    throw new ClusterError('PREREQUISITE', 'the local cluster needs root (network namespaces, mounts, cgroups)');
  }
}

/** Installs the Debian packages that are missing, or says in one line what to install. */
export async function ensurePackages(
  requirements: readonly Requirement[],
  progress: Progress,
  options: WaitOptions = {},
): Promise<void> {
  const missing = await missingPackages(requirements);
  if (missing.length === 0) return;
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...missing];
  if (!(await exists('apt-get'))) {
    throw new ClusterError('PREREQUISITE', `install these (Debian names): ${missing.join(' ')}`);
  }
  const apt = {
    signal: options.signal,
    timeoutMs: 600_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  await timed(progress, `apt-get install ${missing.join(' ')}`, async () => {
    const first = await run(install, { ...apt, okCodes: [0, 1, 100] });
    if (first.code !== 0) {
      await run(['apt-get', 'update'], apt);
      await run(install, apt);
    }
  });
  const still = await missingPackages(requirements);
  if (still.length > 0) throw new ClusterError('PREREQUISITE', `still missing after apt-get: ${still.join(' ')}`);
}

async function missingPackages(requirements: readonly Requirement[]): Promise<string[]> {
  const missing = new Set<string>();
  for (const requirement of requirements) {
    const found = await Promise.all(requirement.probe.map(exists));
    if (!found.includes(true)) missing.add(requirement.package);
  }
  return [...missing];
}

async function exists(probe: string): Promise<boolean> {
  const paths = probe.startsWith('/')
    ? [probe]
    : systemPath()
        .split(delimiter)
        .map((dir) => join(dir, probe));
  for (const path of paths) {
    try {
      await access(path);
      return true;
    } catch {}
  }
  return false;
}
