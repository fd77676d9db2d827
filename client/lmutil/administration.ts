/** lmdown, lmremove, lmreread and transfer: what changes something on the servers. */
import { exitStatus } from '../../license/index.ts';
import { AdminService } from '../../proto/index.ts';
import { formatAddress } from '../address.ts';
import { LicenseError } from '../errors.ts';
import { findSources, type LicenseSource } from '../sources.ts';
import { callServer, callSystem } from './calls.ts';
import { type ServerView, viewCluster } from './clusterView.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';

/** Milliseconds that a call which waits for clients or disks may take. */
const patience = 3_700_000;

function firstSource(list: string | undefined, terminal: Terminal): LicenseSource {
  const [source] = findSources(list, { env: terminal.env });
  if (!source) throw new LicenseError({ code: -13 });
  return source;
}

/** Options of lmdown. */
export interface LmdownOptions {
  c?: string;
  q?: boolean;
  all?: boolean;
  force?: boolean;
  vendor?: string;
}

/** Ends servers: asks which one of three, unless told all, and whether that is meant, unless told to be quiet. */
export async function lmdown(program: string, options: LmdownOptions, terminal: Terminal): Promise<number> {
  const source = firstSource(options.c, terminal);
  terminal.out(`${banner(program)}\n\n`);
  const settings = { source, timeoutMs: 2000 };
  const view = await viewCluster(settings, { users: false, feature: '' });
  const vendors = view.status?.license?.vendors.join(' ') ?? '';
  // One address that is a server's own means that server.
  const named = source.servers.length === 1 ? view.servers.filter((server) => isAt(server, source)) : [];
  const servers = named.length === 1 && !options.all ? named : view.servers;
  terminal.out('   Port@Host            Vendors\n');
  for (const [at, server] of servers.entries()) {
    terminal.out(`${at + 1}) ${formatAddress(server).padEnd(20)} ${vendors}\n`);
  }
  const chosen = options.all || servers.length === 1 ? servers : await choose(servers, terminal);
  const sure = chosen.length > 0 && (options.q || /^y/i.test(await terminal.ask('Are you sure (y/n)?  ')));
  if (!sure) {
    terminal.out('No server selected, exiting\n');
    return 0;
  }
  let ended = 0;
  let failure: LicenseError | null = null;
  // The master last: it hands over only to be shut down next otherwise.
  for (const server of chosen.toSorted((a, b) => Number(a.master) - Number(b.master))) {
    try {
      await callServer(server, { source, timeoutMs: 10_000 }, AdminService.down, { force: options.force ?? false });
      ended += 1;
    } catch (error) {
      if (!(error instanceof LicenseError)) throw error;
      failure = error;
      terminal.out(`${server.host}: Shutdown failed: ${error.text}${error.detail ? ` ${error.detail}` : ''}\n`);
    }
  }
  if (ended > 0) terminal.out(`    ${ended} FlexNet License Server${ended === 1 ? '' : 's'} shut down\n`);
  return failure ? exitStatus(failure.code) : 0;
}

function isAt({ host, port }: ServerView, source: LicenseSource): boolean {
  const [given] = source.servers;
  return given?.port === port && given.host.toLowerCase() === host.toLowerCase();
}

async function choose(servers: readonly ServerView[], terminal: Terminal): Promise<ServerView[]> {
  const answer = (await terminal.ask(`Which server to shut down (1-${servers.length}, or all)?  `)).trim();
  if (/^all$/i.test(answer)) return [...servers];
  const server = /^\d+$/.test(answer) ? servers[Number(answer) - 1] : undefined;
  return server ? [server] : [];
}

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

/** Has the servers read their files anew. */
export async function lmreread(
  program: string,
  options: { c?: string; vendor?: string },
  terminal: Terminal,
): Promise<number> {
  terminal.out(`${banner(program)}\n`);
  try {
    const source = firstSource(options.c, terminal);
    const answer = await callSystem({ source, timeoutMs: 30_000 }, AdminService.reread, {
      vendor: options.vendor ?? '',
    });
    for (const error of answer.license?.errors ?? []) terminal.out(`${error}\n`);
    terminal.out('lmreread successful\n');
    return 0;
  } catch (error) {
    if (!(error instanceof LicenseError)) throw error;
    terminal.out(`lmreread failed: ${error.text}${error.detail ? ` ${error.detail}` : ''}\n`);
    return exitStatus(error.code);
  }
}

/** Hands mastership over, and holds it there for a time. */
export async function transfer(
  options: { c?: string; hold?: string },
  server: string | undefined,
  terminal: Terminal,
): Promise<number> {
  const holdSeconds = options.hold === undefined ? 0 : Number(options.hold);
  if (!Number.isInteger(holdSeconds) || holdSeconds < 0) {
    throw new LicenseError({ code: -42, detail: `--hold takes whole seconds, not "${options.hold}"` });
  }
  const source = firstSource(options.c, terminal);
  const request = { server: server ?? '', holdSeconds };
  const { master } = await callSystem({ source, timeoutMs: 30_000 }, AdminService.transferMaster, request);
  const held = holdSeconds > 0 ? `, held there for ${holdSeconds} s` : '';
  terminal.out(`master is ${master?.server || 'not known yet'}${held}\n`);
  return 0;
}
