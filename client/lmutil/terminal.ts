/** Where a tool writes and asks; replaced in tests. */
import { createInterface } from 'node:readline/promises';

/** The terminal of a tool. */
export interface Terminal {
  /** Writes to standard output, as it is. */
  out(text: string): void;
  /** Writes to standard error, as it is. */
  err(text: string): void;
  /** Asks and reads one line; empty at the end of the input. */
  ask(question: string): Promise<string>;
  readonly env: NodeJS.ProcessEnv;
  now(): Date;
}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  async ask(question) {
    const reader = createInterface({ input: process.stdin, output: process.stdout });
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    reader.once('close', () => resolve(''));
    const answer = await Promise.race([reader.question(question), ended]);
    reader.close();
    return answer;
  },
  env: process.env,
  now: () => new Date(),
};
