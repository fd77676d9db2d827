/** lmhostid: what this machine can be named by in a license. */
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces, userInfo } from 'node:os';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

/** Options of lmhostid. */
export interface HostidOptions {
  ether?: boolean;
  internet?: boolean;
  hostname?: boolean;
  user?: boolean;
  display?: boolean;
  uuid?: boolean;
  n?: boolean;
}

/** Prints the host ids of one kind. */
export function lmhostid(program: string, options: HostidOptions, terminal: Terminal): number {
  const ids = hostids(options, terminal.env);
  const list = ids.length > 0 ? ids : ['000000000000'];
  if (options.n) {
    terminal.out(`${list.join(' ')}\n`);
    return 0;
  }
  const quoted = list.length > 1 ? `""${list.join(' ')}""` : `"${list[0]}"`;
  terminal.out(`${banner(program)}\nThe FlexNet host ID of this machine is ${quoted}\n`);
  if (list.length > 1) terminal.out('Only use ONE from the list of hostids.\n');
  return 0;
}

function hostids(options: HostidOptions, env: NodeJS.ProcessEnv): string[] {
  if (options.hostname) return [`HOSTNAME=${hostname()}`];
  if (options.user) return [`USER=${userInfo().username}`];
  if (options.display) return [`DISPLAY=${env['DISPLAY'] || '/dev/tty'}`];
  if (options.uuid) return machineUuid();
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outside = addresses.filter(({ internal }) => !internal);
  if (options.internet) {
    return [...new Set(outside.filter(({ family }) => family === 'IPv4').map(({ address }) => `INTERNET=${address}`))];
  }
  return [...new Set(outside.map(({ mac }) => mac.replaceAll(':', '')).filter((mac) => !/^0*$/.test(mac)))];
}

function machineUuid(): string[] {
  try {
    return [`VM_UUID=${readFileSync('/sys/class/dmi/id/product_uuid', 'latin1').trim()}`];
  } catch {
    return [];
  }
}

export const lmhostidTool: Tool = {
  name: 'lmhostid',
  description: 'what this machine can be named by in a license',
  group: 'Files and this machine:',
  linked: true,
  local: true,
  define: (command, { program, terminal, done }) =>
    command
      .option('--ether', 'hardware addresses (default)')
      .option('--internet', 'IPv4 addresses')
      .option('--hostname', 'host name')
      .option('--user', 'login name')
      .option('--display', 'display')
      .option('--uuid', 'UUID of the virtual machine')
      .option('--long', 'accepted')
      .option('--utf8', 'accepted')
      .option('-n', 'only the id')
      .action((options: HostidOptions) => done(lmhostid(program, options, terminal))),
};
