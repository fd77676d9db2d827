/** lmreread: license and options files are read anew. */
import { setTimeout as delay } from 'node:timers/promises';
import { exitStatus, FlexError } from '../../license/index.ts';
import { AdminService } from '../../proto/index.ts';
import { LicenseError } from '../errors.ts';
import { type CallSettings, callSystem, firstSource } from './calls.ts';
import { viewCluster } from './clusterView.ts';
import { differingServers } from './notes.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

/** How long a text that was read may take to come into force, and how often that is looked at, in milliseconds. */
const agreement = 3000;
const interval = 200;

/**
 * Has all servers read their files anew. Success is said only if the file of the server that was asked has no error;
 * whether what it says is in force already is told too.
 */
export async function lmreread(
  program: string,
  options: { c?: string; vendor?: string },
  terminal: Terminal,
): Promise<number> {
  terminal.out(`${banner(program)}\n`);
  try {
    const source = firstSource(options.c, terminal);
    const settings = { source, timeoutMs: 30_000 };
    const answer = await callSystem(settings, AdminService.reread, { vendor: options.vendor ?? '' });
    const errors = answer.license?.errors ?? [];
    for (const error of errors) terminal.out(`${error}\n`);
    if (errors.length > 0) {
      throw new LicenseError({ code: FlexError.InvalidSyntax, detail: 'the license in force stays as it was' });
    }
    terminal.out('lmreread successful\n');
    const waiting = await untilInForce(settings);
    if (waiting) terminal.out(`${waiting}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof LicenseError)) throw error;
    terminal.out(`lmreread failed: ${error.text}${error.detail ? ` ${error.detail}` : ''}\n`);
    return exitStatus(error.code);
  }
}

/** What is not in force after a while; empty if all servers that are up have what is in force. */
async function untilInForce(settings: CallSettings): Promise<string> {
  const ends = performance.now() + agreement;
  for (;;) {
    const { status } = await viewCluster({ ...settings, timeoutMs: 2000 }, { users: false, feature: '' });
    const others = status === null ? [] : differingServers(status);
    if (others.length === 0) return '';
    if (performance.now() > ends) {
      return `not in force: the file of ${others.join(', ')}; two servers must have the same text, byte for byte`;
    }
    await delay(interval);
  }
}

export const lmrereadTool: Tool = {
  name: 'lmreread',
  description: 'has the servers read license and options files anew',
  group: 'Change:',
  linked: true,
  define: (command, { program, terminal, done }) =>
    command
      .option('--vendor <name>', 'only this vendor')
      .option('--all', 'accepted; all servers always read their files')
      .action(async (options: { c?: string; vendor?: string }) => done(await lmreread(program, options, terminal))),
};
