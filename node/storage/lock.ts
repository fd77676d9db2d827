/**
 * The lock of a data folder: a file that names the process that uses it. A holder that is gone (another boot,
 * no such process, or the number given to a younger process) is no holder, so nobody has to remove the file
 * after a crash. It does not reach across machines: a volume that two nodes mount at once needs a volume type
 * that forbids it.
 */
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { hasSystemCode, StorageError, StorageErrorCode } from './errors.ts';

const LOCK_FILE = 'lock';

/** A process, told apart from all others of this machine. */
export interface Holder {
  readonly pid: number;
  /** Changes with every boot of the machine. */
  readonly bootId: string;
  /** Start of the process in clock ticks since boot; '' where the system does not tell. */
  readonly startTime: string;
}

/** What the system knows of processes. Injected in tests. */
export interface ProcessTable {
  readonly self: Holder;
  /** Start time of a living process of this boot; null when there is none. */
  startTime(pid: number): string | null;
}

/** The processes of this machine, from /proc where there is one. */
export function systemProcesses(): ProcessTable {
  const pid = process.pid;
  return {
    self: { pid, bootId: readText('/proc/sys/kernel/random/boot_id') ?? '', startTime: startTimeOf(pid) ?? '' },
    startTime: startTimeOf,
  };
}

function startTimeOf(pid: number): string | null {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat !== null) {
    // The name in parentheses may hold blanks; the state is the first field behind it, the start time the 20th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie is dead, only its parent has not noticed yet.
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? '');
  }
  try {
    process.kill(pid, 0);
    return '';
  } catch (error) {
    return hasSystemCode(error, 'EPERM') ? '' : null;
  }
}

function readText(path: string): string | null {
  try {
    return fs.readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

/**
 * Takes the lock of a folder, which must be there. Gives the function that gives it back.
 * Throws FolderLocked when another living process has it.
 */
export function lockFolder(folder: string, processes: ProcessTable = systemProcesses()): () => void {
  const path = `${folder}/${LOCK_FILE}`;
  const mine = JSON.stringify({ ...processes.self, token: randomUUID() });
  const own = `${path}.${processes.self.pid}.${randomUUID()}`;
  // Linked into place when whole: no one ever reads half a lock.
  fs.writeFileSync(own, mine, { flag: 'wx', mode: 0o600 });
  try {
    while (!tryLink(own, path)) removeStale(path, processes);
  } finally {
    fs.unlinkSync(own);
  }
  return () => {
    if (readText(path) === mine) fs.unlinkSync(path);
  };
}

function tryLink(own: string, path: string): boolean {
  try {
    fs.linkSync(own, path);
    return true;
  } catch (error) {
    if (hasSystemCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function removeStale(path: string, processes: ProcessTable): void {
  const text = readText(path);
  if (text === null) return;
  const holder = parseHolder(text);
  if (holder !== null && isAlive(holder, processes)) throw locked(path, holder);
  // Moved, not removed: should another process have taken the lock since it was read, it is put back.
  const moved = `${path}.${randomUUID()}.stale`;
  try {
    fs.renameSync(path, moved);
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readText(moved) !== text) tryLink(moved, path);
  fs.unlinkSync(moved);
}

function locked(path: string, holder: Holder): StorageError {
  return new StorageError(
    StorageErrorCode.FolderLocked,
    `${path}: process ${holder.pid} uses this data folder; end it first, or start this server with another folder`,
  );
}

function isAlive(holder: Holder, { self, startTime }: ProcessTable): boolean {
  if (holder.bootId !== self.bootId) return false;
  const started = startTime(holder.pid);
  return started !== null && (started === '' || holder.startTime === '' || started === holder.startTime);
}

/** Null for what no lmgrd wrote: an empty or cut file of a crash is no lock. */
function parseHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { pid, bootId, startTime } = value as Record<string, unknown>;
    if (typeof pid !== 'number' || typeof bootId !== 'string' || typeof startTime !== 'string') return null;
    return { pid, bootId, startTime };
  } catch {
    return null;
  }
}
