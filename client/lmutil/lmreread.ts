/** lmreread: license and options files are read anew. */
import { exitStatus } from '../../license/index.ts';
import { AdminService } from '../../proto/index.ts';
import { LicenseError } from '../errors.ts';
import { callSystem, firstSource } from './calls.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

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
