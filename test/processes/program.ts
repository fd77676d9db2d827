/** Drives programMain.ts in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Hopeless, until } from './wait.ts';

export interface Answer {
  readonly ok: boolean;
  /** How long the operation took in the program. */
  readonly milliseconds: number;
  readonly lease?: number;
  readonly index?: number;
  readonly held?: boolean;
  readonly master?: string;
  readonly term?: number;
  readonly features?: readonly { feature: string; used: number; issued: number }[];
  readonly code?: number;
  readonly text?: string;
}

export class Program {
  /** What it said unasked: connected, lost. */
  readonly events: { event: string; lease?: number }[] = [];
  private readonly child: ChildProcess;
  private readonly answers: Answer[] = [];
  private errors = '';

  private constructor(child: ChildProcess) {
    this.child = child;
    if (child.stdout === null || child.stderr === null) throw new Error('no pipes');
    child.stderr.on('data', (bytes: Buffer) => {
      this.errors += bytes.toString();
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line);
      if ('event' in message) this.events.push(message);
      else this.answers.push(message);
    });
  }

  /** Starts it and waits until it has connected. */
  static async start(
    servers: string,
    options: {
      wrap?: readonly string[];
      /** In place of node and programMain.ts on this machine. */
      command?: readonly string[];
      history?: string;
      env?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Program> {
    const main = join(import.meta.dirname, 'programMain.ts');
    const words = [...(options.wrap ?? []), ...(options.command ?? [process.execPath, main]), servers];
    if (options.history !== undefined) words.push(options.history);
    const env = { ...process.env, ...options.env };
    const program = new Program(spawn(words[0] ?? '', words.slice(1), { stdio: ['pipe', 'pipe', 'pipe'], env }));
    await until('the program to connect', () => {
      if (program.child.exitCode !== null) throw new Hopeless(`it ended: ${program.errors}`);
      return program.events.some((event) => event.event === 'connected') || null;
    });
    return program;
  }

  /** What it is called in its history. */
  get client(): string {
    return `${hostname()}:${this.child.pid}`;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async ask(command: Record<string, unknown>, timeoutMilliseconds = 60_000): Promise<Answer> {
    const before = this.answers.length;
    this.child.stdin?.write(`${JSON.stringify(command)}\n`);
    return until(`an answer to ${JSON.stringify(command)}`, () => this.answers[before] ?? null, {
      timeoutMilliseconds,
      everyMilliseconds: 5,
    });
  }

  /** Ends it in good order, or at once. */
  async end(signal: 'SIGKILL' | null = null): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    if (signal === null) this.child.stdin?.end();
    else this.child.kill(signal);
    await exited;
  }
}
