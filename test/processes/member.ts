/** One real lmgrd process of a test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './wait.ts';

const ROOT = join(import.meta.dirname, '../..');
const NODE = process.execPath;

export interface MemberOptions {
  /** Name to pass with --server; null lets lmgrd find out. */
  readonly server: string | null;
  readonly host: string;
  readonly port: number;
  /** Holds license.dat, data, logs. */
  readonly folder: string;
  readonly licensePath: string;
  readonly extra?: readonly string[];
  /** Words put before the command: `ip netns exec NAME` and the like. */
  readonly wrap?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly onExit?: (code: string) => void;
}

export class Member {
  readonly options: MemberOptions;
  private child: ChildProcess | null = null;

  constructor(options: MemberOptions) {
    this.options = options;
  }

  get host(): string {
    return this.options.host;
  }

  get port(): number {
    return this.options.port;
  }

  get folder(): string {
    return this.options.folder;
  }

  /** Process id; throws if it is not running. */
  get pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error(`${this.host} is not running`);
    return pid;
  }

  get running(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** `more`: words for this start only. */
  async start(...more: string[]): Promise<void> {
    const { options } = this;
    await mkdir(options.folder, { recursive: true });
    const output = createWriteStream(join(options.folder, 'lmgrd.jsonl'), { flags: 'a' });
    const words = [
      ...(options.wrap ?? []),
      NODE,
      join(ROOT, 'node/lmgrd.ts'),
      '-app',
      '-c',
      options.licensePath,
      '-l',
      `+${join(options.folder, 'debug.log')}`,
      '--data',
      this.dataFolder,
      ...(options.server === null ? [] : ['--server', options.server]),
      ...(options.extra ?? []),
      ...more,
    ];
    const child = spawn(words[0] ?? NODE, words.slice(1), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    child.stdout.pipe(output, { end: false });
    child.stderr.pipe(output, { end: false });
    child.once('exit', (code, signal) => options.onExit?.(String(signal ?? code)));
    this.child = child;
  }

  /** Sends a signal; to the process itself, whatever it was wrapped in. */
  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Ends it and waits for the end. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (child === null || !this.running) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  /** Waits for it to end by itself; gives its exit code, or the signal that ended it. */
  async ended(timeoutMilliseconds = 60_000): Promise<number | NodeJS.Signals> {
    const { child } = this;
    if (child === null) throw new Error(`${this.host} was never started`);
    const what = `${this.host} to end`;
    return until(what, () => child.exitCode ?? child.signalCode, { timeoutMilliseconds });
  }

  /** Where log, snapshots and identity are. */
  get dataFolder(): string {
    return join(this.folder, 'data');
  }

  /** The FLEXlm debug log so far. */
  debugLog(): Promise<string> {
    return readFile(join(this.folder, 'debug.log'), 'utf8');
  }

  /** What it wrote to standard output and error so far. */
  output(): Promise<string> {
    return readFile(join(this.folder, 'lmgrd.jsonl'), 'utf8');
  }
}
