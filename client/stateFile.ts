/** Notes on disk by which a restarted program ends the session of its dead predecessor (R10). */
import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';

/** Milliseconds after which a note of a dead process is of no use: no session outlives its lease so long. */
const outdated = 86_400_000;
/** Notes of other machines and process spaces are judged by age alone. In milliseconds. */
const outdatedElsewhere = 30 * outdated;

/** What a running program notes about its session. */
export interface SessionNote {
  readonly session: string;
  /** The servers that it is with, as `port@host,...`. */
  readonly servers: string;
  readonly pid: number;
  /** Start of the process in ticks since boot; 0 where the system does not tell. */
  readonly startTime: number;
  /** Host, boot and process-id space: the pid means something only within. */
  readonly place: string;
}

/** What a machine says about its processes. */
export interface ProcessTable {
  /** Start of a living process in ticks since boot, 0 if the system does not tell; null if it is dead. */
  startTime(pid: number): number | null;
  /** Host, boot and process-id space. */
  place(): string;
}

/** The processes of this machine. */
export const systemProcesses: ProcessTable = {
  startTime(pid) {
    if (process.platform !== 'linux') {
      try {
        process.kill(pid, 0);
        return 0;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EPERM' ? 0 : null;
      }
    }
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // The name in parentheses may contain anything; state is the first field after it, start time the 20th.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? null : Number(fields[19]);
    } catch {
      return null;
    }
  },
  place() {
    const read = (take: () => string) => {
      try {
        return take().trim();
      } catch {
        return '';
      }
    };
    const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1'));
    return [hostname(), boot, read(() => readlinkSync('/proc/self/ns/pid'))].join(' ');
  },
};

/** Folder of the notes: $XDG_STATE_HOME/lmtriad/sessions, else ~/.lmtriad/sessions. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env, home = homedir()): string {
  const state = env['XDG_STATE_HOME'];
  return state ? join(state, 'lmtriad', 'sessions') : join(home, '.lmtriad', 'sessions');
}

/** The notes of one user's programs. Nothing here throws: without notes, seats of the dead end with their lease. */
export class SessionNotes {
  readonly #folder: string;
  readonly #processes: ProcessTable;

  constructor(folder: string, processes: ProcessTable = systemProcesses) {
    this.#folder = folder;
    this.#processes = processes;
  }

  /** Sessions with these servers whose programs are dead, oldest name first. */
  dead(servers: string): string[] {
    const place = this.#processes.place();
    const found: string[] = [];
    try {
      for (const name of readdirSync(this.#folder).toSorted()) {
        const path = join(this.#folder, name);
        const note = name.endsWith('.json') ? readNote(path) : null;
        if (!note) continue;
        const here = note.place === place;
        const dead = here && this.#processes.startTime(note.pid) !== note.startTime;
        const age = Date.now() - statSync(path).mtimeMs;
        if (age > (dead ? outdated : outdatedElsewhere) && !(here && !dead)) this.remove(note.session);
        else if (dead && note.servers === servers) found.push(note.session);
      }
    } catch {
      // No folder, no predecessor.
    }
    return found;
  }

  /** Notes a session of this process; false if the disk does not let it. */
  write(session: string, servers: string): boolean {
    const note: SessionNote = {
      session,
      servers,
      pid: process.pid,
      startTime: this.#processes.startTime(process.pid) ?? 0,
      place: this.#processes.place(),
    };
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const aside = join(this.#folder, `.${session}.${randomBytes(4).toString('hex')}`);
      writeFileSync(aside, JSON.stringify(note), { mode: 0o600 });
      renameSync(aside, this.#path(session));
      return true;
    } catch {
      return false;
    }
  }

  /** Removes the note of a session that has ended. */
  remove(session: string): void {
    try {
      rmSync(this.#path(session), { force: true });
    } catch {
      // It stays; whoever finds it ends a session that has ended, which does no harm.
    }
  }

  #path(session: string): string {
    return join(this.#folder, `${session}.json`);
  }
}

function readNote(path: string): SessionNote | null {
  try {
    const note = JSON.parse(readFileSync(path, 'utf8')) as Partial<SessionNote>;
    const { session, servers, pid, startTime, place } = note;
    const whole =
      typeof session === 'string' &&
      /^[A-Za-z0-9_-]{16,64}$/.test(session) &&
      typeof servers === 'string' &&
      typeof pid === 'number' &&
      typeof startTime === 'number' &&
      typeof place === 'string';
    return whole ? { session, servers, pid, startTime, place } : null;
  } catch {
    return null;
  }
}
