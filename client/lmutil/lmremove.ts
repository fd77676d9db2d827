/** lmremove: takes seats back. */
import { exitStatus } from '../../license/index.ts';
import { AdminService } from '../../proto/index.ts';
import { LicenseError } from '../errors.ts';
import { callSystem, firstSource } from './calls.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

/** Milliseconds that a call which waits for clients may take. */
const patience = 3_700_000;

/** Options of lmremove. */
export interface LmremoveOptions {
  c?: string;
  h?: boolean;
}

/** Takes seats back: `feature user host display`, or with -h `feature host port handle`. */
export async function lmremove(
  program: string,
  options: LmremoveOptions,
  operands: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const [feature, second, third, fourth] = operands;
  if (!feature || !second || !third || !fourth || operands.length > 4) {
    const detail = options.h
      ? 'lmremove -h takes feature host port handle'
      : 'lmremove takes feature user host display';
    throw new LicenseError({ code: -42, detail });
  }
  const source = firstSource(options.c, terminal);
  terminal.out(`${banner(program)}\n`);
  const lease = options.h ? Number(fourth) : 0;
  if (options.h && !(Number.isSafeInteger(lease) && lease > 0)) {
    throw new LicenseError({ code: -42, detail: `"${fourth}" is no handle; lmstat -a shows them` });
  }
  const who = options.h ? { lease } : { user: second, host: third, display: fourth };
  const settings = { source, timeoutMs: patience };
  // Short at first, to be able to say what it is waiting for.
  let answer = await callSystem(settings, AdminService.remove, { feature, ...who, waitMilliseconds: 1000 });
  if (answer.waiting.length > 0) {
    terminal.out(
      `waiting for the program that holds ${answer.waiting.join(', ')} to let go, at most until its lease ends\n`,
    );
    const removed = answer.removed;
    const waited = await Promise.all(
      answer.waiting.map((one) =>
        callSystem(settings, AdminService.remove, { feature, lease: one, waitMilliseconds: 0 }).catch(gone),
      ),
    );
    answer = {
      removed: [...removed, ...waited.flatMap((one) => one.removed)],
      waiting: waited.flatMap((one) => one.waiting),
    };
  }
  terminal.out(`${answer.removed.length} license${answer.removed.length === 1 ? '' : 's'} removed: ${feature}\n`);
  return answer.waiting.length === 0 ? 0 : exitStatus(-64);
}

// Between two calls it has been given back: that is what was wanted.
function gone(error: unknown): { removed: number[]; waiting: number[] } {
  if (error instanceof LicenseError && error.code === -41) return { removed: [], waiting: [] };
  throw error;
}

export const lmremoveTool: Tool = {
  name: 'lmremove',
  description: 'takes seats back: feature user host display, or -h feature host port handle',
  group: 'Change:',
  linked: true,
  define: (command, { program, terminal, done }) =>
    command
      .option('-h', 'by handle, as lmstat -a prints it')
      .argument('<operands...>')
      .action(async (operands: string[], options: LmremoveOptions) => {
        done(await lmremove(program, options, operands, terminal));
      }),
};
