import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { ClusterError } from './errors.ts';
import type { WaitOptions } from './wait.ts';

/** A held lock; `await using` lets it go. */
export interface Lock extends AsyncDisposable {
  release(): Promise<void>;
}

/**
 * Takes an exclusive flock(2) on a file. Node has no flock, so flock(1) holds it: its input is a pipe from
 * this process, and when this process ends, however it ends, the pipe closes and the lock is free.
 */
export async function acquireLock(path: string, options: WaitOptions = {}): Promise<Lock> {
  await mkdir(dirname(path), { recursive: true });
  options.signal?.throwIfAborted();
  const seconds = Math.ceil((options.timeoutMs ?? 600_000) / 1000);
  const holder = spawn('flock', ['-x', '-w', String(seconds), path, 'sh', '-c', 'echo held; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A group of its own: Ctrl-C at the terminal must not free the lock while this process still cleans up.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    holder.on('close', () => resolve());
    holder.on('error', () => resolve());
  });
  const release = async (): Promise<void> => {
    holder.stdin.destroy();
    await ended;
  };
  const abort = (): void => {
    holder.kill('SIGKILL');
    holder.stdin.destroy();
  };
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    for await (const line of createInterface({ input: holder.stdout })) {
      if (line === 'held') return { release, [Symbol.asyncDispose]: release };
    }
    await ended;
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
  options.signal?.throwIfAborted();
  throw new ClusterError('TIMEOUT', `${path}: another process has held this lock for ${seconds} s`);
}
