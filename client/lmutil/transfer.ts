/** lmutil transfer: hands mastership over. */
import { AdminService } from '../../proto/index.ts';
import { LicenseError } from '../errors.ts';
import { callSystem, firstSource } from './calls.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

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

export const transferTool: Tool = {
  name: 'transfer',
  description: 'hands mastership over',
  group: 'Change:',
  define: (command, { terminal, done }) =>
    command
      .argument('[server]', 'name in the SERVER line; the best one if left out')
      .option('--hold <seconds>', 'for so long nothing is taken back by order of preference')
      .action(async (server: string | undefined, options: { c?: string; hold?: string }) => {
        done(await transfer(options, server, terminal));
      }),
};
