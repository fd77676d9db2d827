/** What this machine, and the user on it, can show against host ids. */
import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces, userInfo } from 'node:os';
import type { HostFacts } from '../license/index.ts';

/** The facts; what cannot be read here is left out. */
export function hostFacts(env: NodeJS.ProcessEnv = process.env): HostFacts {
  const outside = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal }) => !internal);
  const macs = outside.map(({ mac }) => mac.replaceAll(':', '')).filter((mac) => !/^0*$/.test(mac));
  const vmUuid = firstLine('/sys/class/dmi/id/product_uuid');
  const user = userName();
  return {
    ethers: [...new Set(macs)],
    addresses: [...new Set(outside.map(({ address }) => address))],
    hostname: hostname(),
    display: env['DISPLAY'] || '/dev/tty',
    ...(vmUuid === undefined ? {} : { vmUuid }),
    ...(user === undefined ? {} : { user }),
  };
}

// Only root may read the UUID; and a container may run under a number that no passwd line names.
function firstLine(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1').trim() || undefined;
  } catch {
    return undefined;
  }
}

function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
