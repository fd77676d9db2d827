import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir } from './cache.ts';
import { type CommandResult, run } from './command.ts';
import { acquireLock, type Lock } from './lock.ts';
import { systemPath } from './packages.ts';
import type { WaitOptions } from './wait.ts';

/** Builds images in a store of its own below the cache, so that this machine's own images stay untouched. */
export interface Buildah extends AsyncDisposable {
  /** Runs a buildah command; `onOutput` gets what it prints. */
  run(args: readonly string[], onOutput?: (text: string) => void): Promise<CommandResult>;
  /** A folder that is not part of the store, for what belongs to it. */
  readonly dir: string;
}

/** Opens the store; one process at a time uses it. */
export async function openBuildah(options: WaitOptions = {}): Promise<Buildah> {
  const dir = join(cacheDir(), 'buildah');
  await mkdir(dir, { recursive: true });
  const lock: Lock = await acquireLock(join(dir, 'lock'), options);
  const policy = join(dir, 'policy.json');
  const registries = join(dir, 'registries.conf');
  await writeFile(policy, JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }));
  await writeFile(registries, 'unqualified-search-registries = ["docker.io"]\n');
  return {
    dir,
    run: (args, onOutput) => {
      const [command = '', ...rest] = args;
      const policyFlags = ['bud', 'from', 'push', 'commit', 'pull'].includes(command)
        ? ['--signature-policy', policy]
        : [];
      return run(
        [
          // Its store leaves mounts behind; in a mount namespace of their own they go with the process.
          ...['unshare', '--mount', '--propagation', 'private', '--'],
          ...['buildah', '--root', join(dir, 'store'), '--runroot', join(dir, 'run')],
          ...['--storage-driver', 'overlay', command, ...policyFlags, ...rest],
        ],
        {
          signal: options.signal,
          timeoutMs: 900_000,
          onOutput,
          env: {
            ...process.env,
            PATH: systemPath(),
            BUILDAH_ISOLATION: 'chroot',
            CONTAINERS_REGISTRIES_CONF: registries,
          },
        },
      );
    },
    [Symbol.asyncDispose]: () => lock.release(),
  };
}
