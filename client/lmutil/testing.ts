/** A terminal for tests: keeps what is written, answers from a list, stands at a fixed time. */
import type { Terminal } from './terminal.ts';

/** Answers are used up in order; after the last one, empty lines follow. */
export function fakeTerminal(answers: string[] = [], env: NodeJS.ProcessEnv = {}) {
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const terminal: Terminal & {
    readonly stdout: string;
    readonly stderr: string;
    written(text: string): Promise<void>;
  } = {
    out: (data) => {
      stdout += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
    },
    err: (text) => {
      stderr += text;
      for (const look of [...waiting]) look();
    },
    ask: async (question) => {
      stdout += question;
      return answers.shift() ?? '';
    },
    env,
    width: null,
    now: () => new Date(2017, 10, 23, 15, 8),
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    /** Fulfilled when the text has been written to standard error. */
    written: (text) =>
      new Promise((resolve) => {
        const look = () => {
          if (!stderr.includes(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
  return terminal;
}
