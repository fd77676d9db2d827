/** Where a tool writes and asks; replaced in tests. */
import { constants } from 'node:os';
import { createInterface, type Interface } from 'node:readline';

/** The terminal of a tool. */
export interface Terminal {
  /** Writes to standard output, as it is. */
  out(data: string | Uint8Array): void;
  /** Writes to standard error, as it is. */
  err(text: string): void;
  /** Asks and reads one line; empty at the end of the input. */
  ask(question: string): Promise<string>;
  readonly env: NodeJS.ProcessEnv;
  /** Columns; null if what is written goes to a file or to another program. */
  readonly width: number | null;
  now(): Date;
}

// Made at the first question and kept: what comes through a pipe may hold the answers to all of them.
let reader: Interface | undefined;
let lines: AsyncIterator<string> | undefined;

/** The terminal of this process. */
export const processTerminal: Terminal = {
  out: (data) => void process.stdout.write(data),
  err: (text) => void process.stderr.write(text),
  async ask(question) {
    process.stdout.write(question);
    reader ??= createInterface({ input: process.stdin });
    lines ??= reader[Symbol.asyncIterator]();
    const line = await lines.next();
    return line.done ? '' : line.value;
  },
  env: process.env,
  width: process.stdout.isTTY === true && process.stderr.isTTY === true ? process.stdout.columns : null,
  now: () => new Date(),
};

/** Lets go of standard input, so that the program can end, and waits until all that was written has left. */
export async function closeTerminal(): Promise<void> {
  reader?.close();
  await Promise.all([process.stdout, process.stderr].map(written));
}

/**
 * Ends the process when nobody reads its output any more (`lmstat | head`), as SIGPIPE ends other programs. What
 * a tool has to say on standard error is no reason to end: `lmutil checkout` goes on holding its license.
 */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(128 + constants.signals.SIGPIPE);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** A pipe takes 64 KiB at a time: the end of the process would cut off the rest. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
