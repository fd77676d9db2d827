/** Drives loadMain.ts in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { readHistory } from './histories.ts';
import { Hopeless, until } from './wait.ts';

export interface LoadSettings {
  /** Path of the NDJSON file that the programs write. */
  readonly history: string;
  readonly feature: string;
  /** How many programs. */
  readonly connections: number;
  /** Words to put before the command. */
  readonly wrap?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export class Load {
  readonly history: string;
  private readonly child: ChildProcess;
  private readonly connections: number;

  private constructor(child: ChildProcess, { history, connections }: LoadSettings) {
    this.child = child;
    this.history = history;
    this.connections = connections;
  }

  /** Starts that many hungry programs and waits until all are connected. */
  static async start(servers: string, settings: LoadSettings): Promise<Load> {
    const { history, feature, connections, wrap = [], env = {} } = settings;
    const main = join(import.meta.dirname, 'loadMain.ts');
    const words = [...wrap, process.execPath, main, servers, history, feature, String(connections)];
    const child = spawn(words[0] ?? '', words.slice(1), {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    let connected = 0;
    if (child.stdout === null) throw new Error('no pipe');
    createInterface({ input: child.stdout }).on('line', () => {
      connected += 1;
    });
    const load = new Load(child, settings);
    await until(`${connections} hungry programs to connect`, () => {
      if (child.exitCode !== null) throw new Hopeless(`they ended with ${child.exitCode}`);
      return connected === connections ? true : null;
    });
    return load;
  }

  /** What the programs are called in the history. */
  get clients(): string[] {
    const name = basename(this.history, '.ndjson');
    return Array.from({ length: this.connections }, (_, number) => `${name}-${number + 1}`);
  }

  /** How many checkouts were granted since a moment of Date.now(). */
  async grantsSince(milliseconds: number): Promise<number[]> {
    // History is by the monotonic clock of this machine, as performance.now() is of this process.
    const offset = Date.now() - Number(process.hrtime.bigint() / 1_000_000n);
    const records = await readHistory(this.history);
    return records
      .filter(({ op, ok }) => op === 'checkout' && ok)
      .map((record) => (record.return ?? 0) / 1e6 + offset - milliseconds)
      .filter((after) => after >= 0);
  }

  /** Sends a signal to the process that all its programs are in. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Kills the programs, whatever they hold, and waits for their end. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  /** Lets the programs give back what they hold and end; fails if one broke off. */
  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.stdin?.end();
      await exited;
    }
    if (this.child.exitCode !== 0) throw new Error(`the load ended with ${this.child.exitCode}`);
  }
}
