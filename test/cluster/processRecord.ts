import { spawn } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { hasCode } from './errors.ts';
import { waitFor } from './wait.ts';

/** A process as it was recorded at its start; the start time tells it from a later one with its number. */
export interface ProcessRecord {
  readonly pid: number;
  /** Clock ticks from boot to the process's start. */
  readonly startTime: number;
}

export interface DaemonOptions {
  readonly argv: readonly string[];
  readonly logFile: string;
  readonly recordFile: string;
  /** `cgroup.procs` files of the groups it joins before it starts. */
  readonly groups: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/*
 * The shell joins the groups and writes its own /proc/PID/stat before it becomes the daemon, so that there is
 * no moment at which the daemon runs and is not recorded, even if this program is killed.
 */
const WRAPPER = `
for file in $LMT_GROUPS; do echo $$ > "$file"; done
cat "/proc/$$/stat" > "$LMT_RECORD.new"
mv "$LMT_RECORD.new" "$LMT_RECORD"
unset LMT_GROUPS LMT_RECORD
exec "$@"
`;

/** Parses a line of /proc/PID/stat. */
export function parseProcessStat(line: string): (ProcessRecord & { state: string; parent: number }) | undefined {
  const pid = Number.parseInt(line, 10);
  // The command's name may hold spaces and parentheses; what follows its last ")" may not.
  const fields = line
    .slice(line.lastIndexOf(')') + 2)
    .trim()
    .split(' ');
  const [state, parent] = fields;
  const startTime = Number(fields[19]);
  if (!Number.isInteger(pid) || state === undefined || !Number.isInteger(startTime)) return undefined;
  return { pid, startTime, state, parent: Number(parent) };
}

/** The record a daemon left at its start, if it ever did. */
export async function readRecord(recordFile: string): Promise<ProcessRecord | undefined> {
  try {
    return parseProcessStat(await readFile(recordFile, 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** True while the recorded process, and not another one with its number, runs. */
export async function isAlive(record: ProcessRecord): Promise<boolean> {
  const line = await readFile(`/proc/${record.pid}/stat`, 'utf8').catch(() => '');
  const now = parseProcessStat(line);
  return now !== undefined && now.startTime === record.startTime && now.state !== 'Z' && now.state !== 'X';
}

/** Starts a program that outlives this one; resolves once it is recorded. */
export async function startDaemon(options: DaemonOptions): Promise<ProcessRecord> {
  await rm(options.recordFile, { force: true });
  const log = await open(options.logFile, 'a');
  try {
    const child = spawn('/bin/sh', ['-eu', '-c', WRAPPER, 'sh', ...options.argv], {
      detached: true,
      cwd: '/',
      stdio: ['ignore', log.fd, log.fd],
      env: { ...(options.env ?? process.env), LMT_GROUPS: options.groups.join(' '), LMT_RECORD: options.recordFile },
    });
    let ended: Error | undefined;
    child.on('error', (error) => {
      ended = error;
    });
    child.unref();
    return await waitFor(
      `${options.argv.join(' ').slice(0, 80)} starts`,
      async () => {
        if (ended !== undefined) throw ended;
        return readRecord(options.recordFile);
      },
      { timeoutMs: 10_000, intervalMs: 5, log: options.logFile },
    );
  } finally {
    await log.close();
  }
}
