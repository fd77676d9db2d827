/** lmdown: shuts servers down. */
import { exitStatus } from '../../license/index.ts';
import { AdminService } from '../../proto/index.ts';
import { formatAddress } from '../address.ts';
import { LicenseError } from '../errors.ts';
import type { LicenseSource } from '../sources.ts';
import { callServer, firstSource } from './calls.ts';
import { noAnswer, type ServerView, viewCluster } from './clusterView.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

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
      // A server that does not answer has always the same words.
      const refusal = error.code === -15 ? noAnswer() : error;
      failure ??= refusal;
      const detail = refusal.detail ? ` ${refusal.detail}` : '';
      terminal.out(`Shutdown failed: ${refusal.text}${detail} (${formatAddress(server)})\n`);
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

export const lmdownTool: Tool = {
  name: 'lmdown',
  description: 'shuts servers down; of three it asks which',
  group: 'Change:',
  linked: true,
  define: (command, { program, terminal, done }) =>
    command
      .option('-q', 'do not ask whether that is meant')
      .option('--all', 'all servers')
      .option('--force', 'also when licenses are borrowed')
      .option('--vendor <name>', 'accepted; a server serves all its vendors')
      .action(async (options: LmdownOptions) => done(await lmdown(program, options, terminal))),
};
