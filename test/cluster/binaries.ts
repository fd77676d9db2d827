import { mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { arch } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheDir, cacheKey } from './cache.ts';
import { run, tail } from './command.ts';
import { ClusterError, hasCode } from './errors.ts';
import { fileExists } from './files.ts';
import { ensureGo, type GoToolchain } from './goToolchain.ts';
import { acquireLock } from './lock.ts';
import { BUILD_REQUIREMENTS, ensurePackages, systemPath } from './packages.ts';
import { duration, type Progress } from './progress.ts';
import type { WaitOptions } from './wait.ts';

/** The version that nodes report; it is that of test/cluster/go/kube/go.mod. */
export const KUBERNETES_VERSION = '1.37.2';

/** Programs that are built together from one go.mod below test/cluster/go. */
interface BinarySet {
  readonly name: string;
  readonly packages: readonly string[];
  /** The file's name if it is not that of the package. */
  readonly output?: string;
  readonly cgo?: boolean;
  readonly tags?: string;
  readonly linkerFlags?: string;
  /** Other names of the program: it looks at the name it was called by. */
  readonly links?: readonly string[];
  /** About how long it takes on two cores, for the message at the start. */
  readonly minutes: number;
}

const VERSION_PACKAGE = 'k8s.io/component-base/version';

const SETS: readonly BinarySet[] = [
  {
    name: 'kube',
    packages: ['.'],
    output: 'kube',
    linkerFlags: [
      `-X ${VERSION_PACKAGE}.gitVersion=v${KUBERNETES_VERSION}`,
      `-X ${VERSION_PACKAGE}.gitMajor=1`,
      `-X ${VERSION_PACKAGE}.gitMinor=${KUBERNETES_VERSION.split('.')[1]}`,
    ].join(' '),
    links: [
      ...['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'],
      ...['kubelet', 'kube-proxy', 'kubectl'],
    ],
    minutes: 6,
  },
  {
    name: 'containerd',
    packages: ['containerd', 'containerd-shim-runc-v2', 'ctr'].map(
      (program) => `github.com/containerd/containerd/v2/cmd/${program}`,
    ),
    minutes: 1,
  },
  { name: 'runc', packages: ['github.com/opencontainers/runc'], cgo: true, tags: 'seccomp', minutes: 0.2 },
  { name: 'coredns', packages: ['github.com/coredns/coredns'], minutes: 1.3 },
  { name: 'helm', packages: ['helm.sh/helm/v3/cmd/helm'], minutes: 0.8 },
];

/** The built programs. */
export interface Binaries {
  /** A PATH with the programs first, then this machine's own. */
  readonly path: string;
  readonly folders: readonly string[];
  readonly runc: string;
  readonly kubectl: string;
  readonly helm: string;
}

/** Builds what the cache does not have yet: Kubernetes, etcd, containerd, runc, CoreDNS and Helm. */
export async function ensureBinaries(progress: Progress, options: WaitOptions = {}): Promise<Binaries> {
  const go = await ensureGo(progress, options);
  const folders: string[] = [];
  for (const set of SETS) folders.push(await ensureSet(set, go, progress, options));
  return binariesIn(folders);
}

function binariesIn(folders: readonly string[]): Binaries {
  const at = (set: string, program: string): string => {
    const index = SETS.findIndex(({ name }) => name === set);
    return join(folders[index] ?? '', program);
  };
  return {
    path: [...folders, systemPath()].join(delimiter),
    folders,
    runc: at('runc', 'runc'),
    kubectl: at('kube', 'kubectl'),
    helm: at('helm', 'helm'),
  };
}

async function ensureSet(set: BinarySet, go: GoToolchain, progress: Progress, options: WaitOptions): Promise<string> {
  const source = join(import.meta.dirname, 'go', set.name);
  const inputs = await Promise.all(
    ['go.mod', 'go.sum', 'main.go'].map((file) =>
      readFile(join(source, file)).catch((error: unknown) => {
        if (hasCode(error, 'ENOENT')) return '';
        throw error;
      }),
    ),
  );
  const { minutes: _, ...flags } = set;
  const key = cacheKey(...inputs, JSON.stringify(flags), go.version, arch());
  const folder = join(cacheDir(), 'bin', `${set.name}-${key}`);
  if (await fileExists(folder)) return folder;
  await using _lock = await acquireLock(join(cacheDir(), 'bin', `${set.name}.lock`), options);
  if (await fileExists(folder)) return folder;
  if (set.cgo === true) await ensurePackages(BUILD_REQUIREMENTS, progress, options);
  // A build whose caller was killed may still be writing; it must not write into this one's folder.
  for (const entry of await readdir(join(cacheDir(), 'bin'))) {
    if (entry.startsWith(`${set.name}.new-`))
      await rm(join(cacheDir(), 'bin', entry), { recursive: true, force: true });
  }
  const aside = join(cacheDir(), 'bin', `${set.name}.new-${process.pid}`);
  await mkdir(aside, { recursive: true });
  await build(set, go, source, aside, progress, options);
  for (const link of set.links ?? []) await symlink(set.output ?? '', join(aside, link));
  await rename(aside, folder);
  return folder;
}

async function build(
  set: BinarySet,
  go: GoToolchain,
  source: string,
  target: string,
  progress: Progress,
  options: WaitOptions,
): Promise<void> {
  const start = performance.now();
  progress(`building ${set.name} with ${go.version} (about ${set.minutes} min on 2 cores, once)`);
  let latest = 'compiling';
  const reminder = setInterval(() => {
    progress(`  building ${set.name}, ${duration(performance.now() - start)} so far: ${latest}`);
  }, 15_000);
  try {
    await run(
      [
        ...[go.go, 'build', '-trimpath', '-mod=readonly', '-buildvcs=false'],
        ...(set.tags === undefined ? [] : ['-tags', set.tags]),
        ...['-ldflags', `-s -w ${set.linkerFlags ?? ''}`.trim()],
        ...['-o', set.output === undefined ? `${target}/` : join(target, set.output)],
        ...set.packages,
      ],
      {
        cwd: source,
        env: { ...process.env, CGO_ENABLED: set.cgo === true ? '1' : '0', GOFLAGS: '', GOTOOLCHAIN: 'local' },
        signal: options.signal,
        timeoutMs: 60 * 60_000,
        onOutput: (text) => {
          latest = tail(text, 1).slice(0, 100) || latest;
        },
      },
    );
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ClusterError('BUILD_FAILED', `building ${set.name} failed\n${reason}`, { cause: error });
  } finally {
    clearInterval(reminder);
  }
  progress(`built ${set.name}: ${duration(performance.now() - start)}`);
}
