/** lmswitch, lmswitchr and lmnewlog: logs go on in other files. */
import { exitStatus } from '../../license/index.ts';
import { AdminService, LogAction } from '../../proto/index.ts';
import { LicenseError } from '../errors.ts';
import { callServer, firstSource } from './calls.ts';
import { viewCluster } from './clusterView.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

/**
 * Asks every server, since each writes logs of its own and any may be the master next. The exit code is that of
 * the first refusal.
 */
async function switchLogs(
  program: string,
  name: string,
  request: { action: LogAction; name: string },
  list: string | undefined,
  terminal: Terminal,
): Promise<number> {
  const source = firstSource(list, terminal);
  terminal.out(`${banner(program)}\n`);
  const view = await viewCluster({ source, timeoutMs: 2000 }, { users: false, feature: '' });
  let failure: LicenseError | null = null;
  for (const server of view.servers) {
    try {
      await callServer(server, { source, timeoutMs: 10_000 }, AdminService.switchLog, request);
      terminal.out(`${server.host}: ${request.name}\n`);
    } catch (error) {
      if (!(error instanceof LicenseError)) throw error;
      failure ??= error;
      terminal.out(`${server.host}: ${name} failed: ${error.text}${error.detail ? ` ${error.detail}` : ''}\n`);
    }
  }
  if (failure) return exitStatus(failure.code);
  terminal.out(`${name} successful\n`);
  return 0;
}

function logTool(name: string, action: LogAction, description: string): Tool {
  return {
    name,
    description,
    group: 'Change:',
    linked: true,
    define: (command, { program, terminal, done }) =>
      command
        .argument('<vendor>', "vendor daemon or feature; a server writes all its vendors' lines into one log")
        .argument('<new-file>', "a file's name: it lies in the log folder of each server")
        .action(async (_vendor: string, file: string, options: { c?: string }) => {
          done(await switchLogs(program, name, { action, name: file }, options.c, terminal));
        }),
  };
}

export const lmswitchTools: readonly Tool[] = [
  logTool('lmswitch', LogAction.LOG_ACTION_SWITCH_DEBUG, 'has the debug log go on in another file'),
  logTool('lmswitchr', LogAction.LOG_ACTION_SWITCH_REPORT, 'has the report log go on in another file'),
  logTool('lmnewlog', LogAction.LOG_ACTION_NEW_REPORT, 'moves what is in the report log to another file'),
];
