/** lmhostid: what this machine can be named by in a license. */
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces, userInfo } from 'node:os';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';

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
