/** lmhostid: what this machine can be named by in a license. */
import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import type { HostFacts } from '../../license/index.ts';
import { LicenseError } from '../errors.ts';
import { hostFacts } from '../hostFacts.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

/** What FlexNet prints for a host id that there is none of. */
const none = '000000000000';

/** Options of lmhostid. */
export interface HostidOptions {
  ether?: boolean;
  internet?: string | true;
  hostname?: boolean;
  hostdomain?: boolean;
  user?: boolean;
  display?: boolean;
  string?: boolean;
  vsn?: boolean;
  flexid?: boolean;
  uuid?: boolean;
  ptype?: string;
  n?: boolean;
}

/** Prints the host ids of one kind. */
export function lmhostid(program: string, options: HostidOptions, terminal: Terminal): number {
  if (options.ptype !== undefined && !/^(VM|PHYSICAL)$/i.test(options.ptype)) {
    throw new LicenseError({ code: -42, detail: `-ptype takes VM or PHYSICAL, not "${options.ptype}"` });
  }
  const ids = hostids(options, hostFacts(terminal.env));
  const list = ids.length > 0 ? ids : [none];
  if (options.n) {
    terminal.out(`${list.join(' ')}\n`);
    return 0;
  }
  const quoted = list.length > 1 ? `""${list.join(' ')}""` : `"${list[0]}"`;
  terminal.out(`${banner(program)}\nThe FlexNet host ID of this machine is ${quoted}\n`);
  if (list.length > 1) terminal.out('Only use ONE from the list of hostids.\n');
  return 0;
}

function hostids(options: HostidOptions, facts: HostFacts): string[] {
  if (options.hostname) return [`HOSTNAME=${facts.hostname}`];
  if (options.hostdomain) return [`HOSTNAME=${qualified(facts.hostname ?? '')}`];
  if (options.user) return facts.user === undefined ? [] : [`USER=${facts.user}`];
  if (options.display) return [`DISPLAY=${facts.display}`];
  if (options.uuid || options.ptype?.toUpperCase() === 'VM') return facts.vmUuid ? [`VM_UUID=${facts.vmUuid}`] : [];
  // Volume serial numbers are Windows', dongles and vendors' own strings need a vendor daemon.
  if (options.vsn || options.flexid || options.string) return [];
  if (options.internet !== undefined) return addresses(facts, options.internet);
  return [...(facts.ethers ?? [])];
}

function addresses(facts: HostFacts, kind: string | true): string[] {
  if (kind !== true && !/^v[46]$/.test(kind)) {
    throw new LicenseError({ code: -42, detail: `-internet takes v4 or v6, not "${kind}"` });
  }
  const wanted = kind === 'v6' ? isIPv6 : isIPv4;
  return (facts.addresses ?? []).filter((address) => wanted(address)).map((address) => `INTERNET=${address}`);
}

/** The name with its domain, as the machine itself has it: no server of names is asked. */
function qualified(name: string): string {
  if (name.includes('.')) return name;
  try {
    const words = readFileSync('/etc/hosts', 'latin1').split(/\s+/);
    return words.find((word) => word.startsWith(`${name}.`)) ?? name;
  } catch {
    return name;
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
      .option('--internet [version]', 'addresses: v4 (default) or v6')
      .option('--hostname', 'host name')
      .option('--hostdomain', 'host name with its domain')
      .option('--user', 'login name')
      .option('--display', 'display')
      .option('--uuid', 'UUID of the virtual machine (root only)')
      .option('--ptype <type>', 'VM: as --uuid; PHYSICAL: as --ether')
      .option('--string', 'a string of the vendor: there is none')
      .option('--vsn', 'volume serial number: Windows has one')
      .option('--flexid', 'dongles: not supported')
      .option('--long', 'accepted')
      .option('--utf8', 'accepted')
      .option('-n', 'only the id')
      .action((options: HostidOptions) => done(lmhostid(program, options, terminal))),
};
