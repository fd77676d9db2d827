/**
 * One program at a time uses a borrow. Each use is a file `TOKEN.use.N`; the highest number counts, so that
 * of two programs that find a dead one's use only one can make the next. A use that has ended stays, marked
 * as free: if it went away, one that has looked before could begin again at its number.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type ProcessTable, systemProcesses } from '../stateFile.ts';

interface Note {
  readonly pid: number;
  readonly startTime: number;
  readonly place: string;
  readonly free: boolean;
}

/** A use that this process has begun. */
export interface Use {
  /** False once someone else has it, or the token was taken away. */
  stands(): boolean;
  end(): void;
}

/** Begins to use the token at that path; null if a living program does. Throws if the disk does not let it. */
export function beginUse(path: string, processes: ProcessTable = systemProcesses): Use | null {
  const folder = dirname(path);
  const prefix = `${basename(path)}.use.`;
  const numbers = () =>
    readdirSync(folder)
      .filter((name) => name.startsWith(prefix))
      .map((name) => Number(name.slice(prefix.length)))
      .filter((number) => Number.isSafeInteger(number))
      .sort((a, b) => b - a);
  const fileOf = (number: number) => join(folder, `${prefix}${number}`);
  const [last = 0] = numbers();
  if (last > 0 && inUse(readNote(fileOf(last)), processes)) return null;
  const own = last + 1;
  const note = { pid: process.pid, startTime: processes.startTime(process.pid) ?? 0, place: processes.place() };
  const aside = join(folder, `.${randomBytes(6).toString('hex')}`);
  writeFileSync(aside, JSON.stringify({ ...note, free: false }), { mode: 0o600 });
  try {
    // Fails if the number is taken; with its content at once if not.
    linkSync(aside, fileOf(own));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return null;
  } finally {
    rmSync(aside, { force: true });
  }
  const stands = () => {
    try {
      return numbers()[0] === own;
    } catch {
      return false;
    }
  };
  // Someone has begun and gone on while we looked at an older number.
  if (!stands()) {
    rmSync(fileOf(own), { force: true });
    return null;
  }
  for (const number of numbers()) if (number < own) rmSync(fileOf(number), { force: true });
  return {
    stands,
    end: () => {
      if (!stands()) return;
      writeFileSync(aside, JSON.stringify({ ...note, free: true }), { mode: 0o600 });
      renameSync(aside, fileOf(own));
    },
  };
}

/** True while a living program uses the token. */
export function isUsed(path: string, processes: ProcessTable = systemProcesses): boolean {
  const prefix = `${basename(path)}.use.`;
  const uses = readdirSync(dirname(path)).filter((name) => name.startsWith(prefix));
  const last = Math.max(0, ...uses.map((name) => Number(name.slice(prefix.length)) || 0));
  return last > 0 && inUse(readNote(`${path}.use.${last}`), processes);
}

function inUse(note: Note | null, processes: ProcessTable): boolean {
  if (note === null || note.free) return false;
  const [host, boot] = note.place.split(' ');
  const [ownHost, ownBoot] = processes.place().split(' ');
  // Since another boot of this machine every process is dead.
  if (host === ownHost && boot !== ownBoot) return false;
  if (note.place !== processes.place()) return true;
  return processes.startTime(note.pid) === note.startTime;
}

function readNote(path: string): Note | null {
  try {
    const { pid, startTime, place, free } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Note>;
    if (typeof pid !== 'number' || typeof startTime !== 'number' || typeof place !== 'string') return null;
    return { pid, startTime, place, free: free === true };
  } catch {
    return null;
  }
}
