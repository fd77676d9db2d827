/** lmremove: takes seats back. */
import { exitStatus } from '../../license/index.ts';
import { AdminService, type RemoveRequestInit } from '../../proto/index.ts';
import { LicenseError } from '../errors.ts';
import { type CallSettings, callSystem, firstSource } from './calls.ts';
import { viewCluster } from './clusterView.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

/** Milliseconds that a call which waits for clients may take: a lease is an hour at most. */
const patience = 3_700_000;

/** Options of lmremove. */
export interface LmremoveOptions {
  c?: string;
  h?: boolean;
}

/** Takes seats back: `feature user host display`, or with -h `feature host port handle`. Waits until they are free. */
export async function lmremove(
  program: string,
  options: LmremoveOptions,
  operands: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const request = requestOf(options, operands);
  const source = firstSource(options.c, terminal);
  terminal.out(`${banner(program)}\n`);
  const settings = { source, timeoutMs: patience };
  // Short at first, to be able to say what it is waiting for.
  const first = await callSystem(settings, AdminService.remove, { ...request, waitMilliseconds: 1000 });
  if (first.waiting.length > 0) await sayWhoIsWaitedFor(settings, request.feature, first.waiting, terminal);
  const rest = await Promise.all(first.waiting.map((lease) => untilFree(settings, request.feature, lease)));
  const removed = first.removed.length + rest.filter((free) => free).length;
  terminal.out(`${removed} license${removed === 1 ? '' : 's'} removed: ${request.feature}\n`);
  const still = first.waiting.filter((_, at) => !rest[at]);
  if (still.length === 0) return 0;
  terminal.out(`still out: ${still.join(', ')}; they are free when their programs let go or their leases end\n`);
  return exitStatus(-52);
}

function requestOf(options: LmremoveOptions, operands: readonly string[]): RemoveRequestInit & { feature: string } {
  const [feature, second, third, fourth] = operands;
  if (!feature || !second || !third || !fourth || operands.length > 4) {
    const detail = options.h
      ? 'lmremove -h takes feature host port handle'
      : 'lmremove takes feature user host display';
    throw new LicenseError({ code: -42, detail });
  }
  if (!options.h) return { feature, user: second, host: third, display: fourth };
  const lease = Number(fourth);
  if (Number.isSafeInteger(lease) && lease > 0) return { feature, lease };
  throw new LicenseError({ code: -42, detail: `"${fourth}" is no handle; lmstat -a shows them` });
}

/** Names the programs that still have the seats, and how long they may keep them. */
async function sayWhoIsWaitedFor(
  settings: CallSettings,
  feature: string,
  leases: readonly number[],
  terminal: Terminal,
): Promise<void> {
  const { status } = await viewCluster({ ...settings, timeoutMs: 2000 }, { users: true, feature });
  const users = status?.features.flatMap((each) => each.users) ?? [];
  const seconds = Math.ceil((status?.leaseMilliseconds ?? 0) / 1000);
  const limit = seconds > 0 ? `at most the ${seconds} s of its lease` : 'at most until its lease ends';
  for (const lease of leases) {
    const user = users.find((each) => each.lease === lease);
    const who = user ? `${user.user} at ${user.host}${user.pid > 0 ? ` (process ${user.pid})` : ''}` : 'the program';
    terminal.out(`waiting for ${who} to let go of ${lease}, ${limit}\n`);
  }
}

/** True when the seats are free. Asks again when mastership has moved: the new master knows of the removal. */
async function untilFree(settings: CallSettings, feature: string, lease: number): Promise<boolean> {
  const ends = performance.now() + patience;
  do {
    try {
      const { waiting } = await callSystem(settings, AdminService.remove, { feature, lease, waitMilliseconds: 0 });
      if (waiting.length === 0) return true;
    } catch (error) {
      // Given back between two calls: that is what was wanted.
      if (error instanceof LicenseError && error.code === -41) return true;
      throw error;
    }
  } while (performance.now() < ends);
  return false;
}

export const lmremoveTool: Tool = {
  name: 'lmremove',
  description: 'takes seats back: feature user host display, or -h feature host port handle',
  group: 'Change:',
  linked: true,
  define: (command, { program, terminal, done }) =>
    command
      .option('-h', 'by handle, as lmstat -a prints it')
      .argument('<operands...>', 'feature user host display, or with -h feature host port handle')
      .action(async (operands: string[], options: LmremoveOptions) => {
        done(await lmremove(program, options, operands, terminal));
      }),
};
