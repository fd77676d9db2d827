/** What a server can show against the host ids of license lines, and what follows from it. */
import { readdirSync, readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { FlexError, type HostFacts, type LicenseFile, matchesHostid, parseHostid } from '../../license/index.ts';
import type { ClusterConfig } from './settings.ts';

const INTERFACES = '/sys/class/net';
const MACHINE_UUID = '/sys/class/dmi/id/product_uuid';

/**
 * The facts of this machine. A pod moves between machines and shows only the Kubernetes that it runs in: the uid in
 * cluster.json.
 */
export function hostFacts(config: ClusterConfig | null): HostFacts {
  if (config !== null) return config.kubernetesUid === '' ? {} : { k8sUid: config.kubernetesUid };
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => address);
  const vmUuid = textOf(MACHINE_UUID);
  return { ethers: ethers(), addresses, hostname: hostname(), ...(vmUuid === null ? {} : { vmUuid }) };
}

/** Hardware addresses of all interfaces, also of those that are down. */
function ethers(): string[] {
  let names: string[];
  try {
    names = readdirSync(INTERFACES);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => textOf(join(INTERFACES, name, 'address')) ?? [])
    .filter((address) => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(address) && address !== '00:00:00:00:00:00');
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch {
    // Not there, or only for root (the UUID): then it cannot be shown.
    return null;
  }
}

/** Why this server may not serve the file: the host id on its own SERVER line is not its own (-9). Null if it may. */
export function wrongHost(file: LicenseFile, host: string, facts: HostFacts): string | null {
  const line = file.servers.find((server) => server.host.toLowerCase() === host.toLowerCase());
  if (line === undefined || matchesHostid(line.hostid, facts)) return null;
  const code = FlexError.InvalidHost;
  return `${file.name}:${line.line}: SERVER ${line.host}: this is not the host ${line.hostid}${shown(line.hostid, facts)} (${code})`;
}

function shown(hostid: string, facts: HostFacts): string {
  const { kind } = parseHostid(hostid);
  if (kind === 'ETHER' && facts.ethers?.length) return `, it has ${facts.ethers.join(', ').replaceAll(':', '')}`;
  if (kind === 'HOSTNAME' && facts.hostname !== undefined) return `, it is HOSTNAME=${facts.hostname}`;
  if (kind === 'INTERNET' && facts.addresses?.length) return `, it has ${facts.addresses.join(', ')}`;
  if (kind === 'VM_UUID')
    return facts.vmUuid === undefined ? `: ${MACHINE_UUID} cannot be read` : `, it is ${facts.vmUuid}`;
  if (kind === 'K8S_UID')
    return facts.k8sUid === undefined ? ': no uid of kube-system is known' : `, it is ${facts.k8sUid}`;
  return '';
}

/** True if what the file gives depends on the Kubernetes that it is served in. */
export function isBoundToKubernetes(hostids: readonly string[]): boolean {
  return hostids.some((hostid) => parseHostid(hostid).kind === 'K8S_UID');
}

/**
 * The HOSTID list of a line as clients are judged by it: the servers answer for the Kubernetes that they run in, so
 * that its own uid is as good as ANY, and another stays and fits nobody.
 */
export function hostidsHere(hostids: readonly string[], facts: HostFacts): string[] {
  return hostids.map((hostid) =>
    parseHostid(hostid).kind === 'K8S_UID' && matchesHostid(hostid, facts) ? 'ANY' : hostid,
  );
}
