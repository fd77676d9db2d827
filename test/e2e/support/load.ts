/** Drives loadMain.ts in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Hopeless, until } from '../../processes/wait.ts';
import { readHistory } from './histories.ts';
import type { Outside } from './outside.ts';

export class Load {
  readonly history: string;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, history: string) {
    this.child = child;
    this.history = history;
  }

  /** Starts that many hungry programs and waits until all are connected. */
  static async start(around: Outside, history: string, feature: string, connections: number): Promise<Load> {
    const main = join(import.meta.dirname, 'loadMain.ts');
    const words = [...around.wrap, process.execPath, main, around.servers, history, feature, String(connections)];
    const child = spawn(words[0] ?? '', words.slice(1), {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...around.client },
    });
    let connected = 0;
    if (child.stdout === null) throw new Error('no pipe');
    createInterface({ input: child.stdout }).on('line', () => {
      connected += 1;
    });
    const load = new Load(child, history);
    await until(`${connections} hungry programs to connect`, () => {
      if (child.exitCode !== null) throw new Hopeless(`they ended with ${child.exitCode}`);
      return connected === connections ? true : null;
    });
    return load;
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
