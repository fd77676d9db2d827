/** lmutil checkout: holds a license while a command runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { exitStatus } from '../../license/index.ts';
import { connect } from '../connect.ts';
import { LicenseError } from '../errors.ts';
import { historyFile } from '../history.ts';
import type { Lease } from '../lease.ts';
import { formatEnd } from './lmborrow.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

/** Options of lmutil checkout. */
export interface HoldOptions {
  c?: string;
  version?: string;
  count?: string;
  vendor?: string;
  queue?: boolean;
  timeout?: string;
  history?: string;
  killOnLost?: boolean;
}

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** What a terminal sends to all programs that run in it. */
const fromTerminal: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT', 'SIGHUP']);

/**
 * Checks out, runs the command (or waits for a signal if there is none), checks in.
 * The exit code is the command's, 128 + n if signal n ended it, or that of the refusal.
 */
export async function hold(
  feature: string,
  command: readonly string[],
  options: HoldOptions,
  terminal: Terminal,
): Promise<number> {
  const say = (text: string) => terminal.err(`lmutil: ${text}\n`);
  const count = options.count === undefined ? 1 : Number(options.count);
  const timeoutMs = options.timeout === undefined ? 5000 : Number(options.timeout) * 1000;
  if (!(timeoutMs >= 0))
    throw new LicenseError({ code: -42, detail: `--timeout takes seconds, not "${options.timeout}"` });
  const stop = new AbortController();
  let child: ChildProcess | null = null;
  let ended: NodeJS.Signals | null = null;
  const listeners = passedOn.map((signal) => {
    const listener = () => {
      // A terminal has told the command too: it shall not hear it twice.
      if (child && fromTerminal.has(signal) && process.stdin.isTTY) return;
      if (child) child.kill(signal);
      else {
        ended = signal;
        stop.abort(new LicenseError({ code: -42, detail: `ended by ${signal}` }));
      }
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  try {
    await using connection = await connect({
      timeoutMs,
      signal: stop.signal,
      ...(options.c === undefined ? {} : { servers: options.c }),
      ...(options.history === undefined ? {} : { observe: historyFile(options.history) }),
      logger: (level, message) => {
        if (level !== 'debug') say(message);
      },
    });
    await using lease = await connection.checkout({
      feature,
      count,
      timeoutMs,
      signal: stop.signal,
      queue: options.queue ?? false,
      onQueued: (position) => say(`in the queue for ${feature}, place ${position}`),
      ...(options.version === undefined ? {} : { version: options.version }),
      ...(options.vendor === undefined ? {} : { vendor: options.vendor }),
    });
    say(describe(lease));
    const end = (why: string) => {
      say(`${why}: ${feature} lease ${lease.id}`);
      if (options.killOnLost) child?.kill('SIGTERM');
    };
    lease.on('lost', ({ reason }) => end(`lost (${reason})`));
    lease.on('regained', () => say(`regained: ${feature} lease ${lease.id}`));
    lease.on('revoked', () => end('being taken back by the server'));
    if (command.length === 0) {
      if (!stop.signal.aborted)
        await new Promise((resolve) => stop.signal.addEventListener('abort', resolve, { once: true }));
      return 0;
    }
    child = run(command);
    return await exitOf(child, (why) => say(`${command[0]}: ${why}`));
  } catch (error) {
    if (ended) return 128 + constants.signals[ended];
    if (!(error instanceof LicenseError)) throw error;
    say(`${error.text}${error.detail ? ` ${error.detail}` : ''}`);
    return exitStatus(error.code);
  } finally {
    for (const remove of listeners) remove();
  }
}

function describe(lease: Lease): string {
  const seats = lease.count === 1 ? '' : ` (${lease.count} licenses)`;
  if (lease.borrowedUntil > 0) {
    const until = formatEnd(new Date(lease.borrowedUntil * 1000));
    return `checked out ${lease.feature}${seats}, lease ${lease.id}, borrowed until ${until}`;
  }
  return `checked out ${lease.feature}${seats}, lease ${lease.id}, log index ${lease.index} from ${lease.server}`;
}

function run(command: readonly string[]): ChildProcess {
  const [program = '', ...args] = command;
  return spawn(program, args, { stdio: 'inherit' });
}

function exitOf(child: ChildProcess, say: (why: string) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      // As a shell has it: 127 not found, 126 not to be run.
      const code = error.code === 'ENOENT' ? 127 : error.code === 'EACCES' ? 126 : undefined;
      if (code === undefined) return reject(error);
      say(code === 127 ? 'no such command' : 'not allowed to run it');
      resolve(code);
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

export const checkoutTool: Tool = {
  name: 'checkout',
  description: 'holds a license while a command runs: lmutil checkout FEATURE -- COMMAND...',
  group: 'Use licenses:',
  define: (command, { terminal, done }) =>
    command
      .argument('<feature>')
      .argument('[command...]', 'without one the license is held until a signal comes')
      .option('--version <version>', 'lowest version wanted')
      .option('--count <number>', 'seats', '1')
      .option('--vendor <name>', 'vendor daemon')
      .option('--queue', 'wait in the queue if all seats are taken')
      .option('--timeout <seconds>', 'how long to wait for a master', '5')
      .option('--kill-on-lost', 'end the command when the license is lost or taken back')
      .option('--history <file>', 'append a record of every operation, as NDJSON')
      .action(async (feature: string, words: string[], options: HoldOptions) => {
        done(await hold(feature, words, options, terminal));
      }),
};
