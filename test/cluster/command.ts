import { spawn } from 'node:child_process';
import { ClusterError } from './errors.ts';

export interface CommandOptions {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** @default 60000 */
  readonly timeoutMs?: number;
  /** Exit codes that are not an error. @default [0] */
  readonly okCodes?: readonly number[];
  /** Called with each piece of standard output and error as it comes. */
  readonly onOutput?: (text: string) => void;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end and returns what it wrote; a failure carries the tail of its output. */
export async function run(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program, ...args] = argv;
  if (program === undefined) throw new ClusterError('USAGE', 'no program given');
  const timeoutMs = options.timeoutMs ?? 60_000;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
  const result = await new Promise<CommandResult>((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      options.onOutput?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      options.onOutput?.(text);
    });
    // A child that ends without reading its input is judged by its exit code, not by EPIPE here.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.on('error', (error) => {
      if (options.signal?.aborted === true) {
        reject(options.signal.reason);
      } else if (timeout.aborted) {
        reject(new ClusterError('TIMEOUT', `${show(argv)}: no end after ${timeoutMs / 1000} s\n${tail(stderr)}`));
      } else {
        reject(new ClusterError('COMMAND_FAILED', `${show(argv)}: ${error.message}`, { cause: error }));
      }
    });
    child.on('close', (code, killedBy) => {
      resolve({ code: code ?? 128, stdout, stderr: killedBy === null ? stderr : `${stderr}killed by ${killedBy}\n` });
    });
  });
  options.signal?.throwIfAborted();
  if (!(options.okCodes ?? [0]).includes(result.code)) {
    throw new ClusterError(
      'COMMAND_FAILED',
      `${show(argv)}: exit code ${result.code}\n${tail(result.stderr || result.stdout)}`,
    );
  }
  return result;
}

/** The last lines of a text, for error messages. */
export function tail(text: string, lines = 15): string {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

function show(argv: readonly string[]): string {
  const line = argv.join(' ');
  return line.length > 200 ? `${line.slice(0, 200)}...` : line;
}
