/** What a member is started with, and who it is. */
import { hostname, networkInterfaces } from 'node:os';
import { MAX_LEASE_MS } from '../licensing/index.ts';
import type { ServerAddress } from './peers.ts';
import type { RecoveryOrder } from './recovery.ts';

/** The operator's cluster.json, mounted as a folder and read again when it changes. */
export interface ClusterConfig {
  readonly cluster: string;
  readonly namespace: string;
  readonly revision: string;
  /** Hex, 32 digits; empty until the cluster has formed. */
  readonly clusterId: string;
  readonly servers: readonly {
    readonly name: string;
    readonly ordinal: number;
    readonly host: string;
    readonly port: number;
  }[];
  readonly leaseSeconds: number;
  readonly electionTimeoutMilliseconds: number;
  /** Uid of kube-system, for licenses bound to K8S_UID; empty if not known. */
  readonly kubernetesUid: string;
  /** Asks for a new cluster after two disks were lost (R18); null if nothing is asked for. */
  readonly recover: RecoveryOrder | null;
}

/** Wrong arguments or files that no waiting will mend: the process ends and says what to do. */
export class SettingsError extends Error {
  readonly code = 'SETTINGS';
}

/** Reads cluster.json. Throws SettingsError. */
export function parseClusterConfig(text: string, path: string): ClusterConfig {
  let value: Partial<ClusterConfig>;
  try {
    value = JSON.parse(text) as Partial<ClusterConfig>;
  } catch (error) {
    throw new SettingsError(`${path}: not JSON: ${String(error)}`);
  }
  const servers = value?.servers;
  if (!Array.isArray(servers) || servers.length !== 3) throw new SettingsError(`${path}: "servers" must name three`);
  return {
    cluster: value.cluster ?? '',
    namespace: value.namespace ?? '',
    revision: value.revision ?? '',
    clusterId: value.clusterId ?? '',
    servers,
    leaseSeconds: value.leaseSeconds ?? 30,
    electionTimeoutMilliseconds: value.electionTimeoutMilliseconds ?? 300,
    kubernetesUid: value.kubernetesUid ?? '',
    recover: recoveryOrder(value.recover ?? null, path),
  };
}

function recoveryOrder(value: Partial<RecoveryOrder> | null, path: string): RecoveryOrder | null {
  if (value === null) return null;
  const { clusterId = '', server = '', from } = value;
  const texts = typeof clusterId === 'string' && typeof server === 'string';
  if (!texts || !/^[0-9a-f]{32}$/.test(clusterId) || server === '' || (from !== 'data' && from !== 'empty')) {
    throw new SettingsError(
      `${path}: "recover" must have "clusterId" (32 hex digits), "server" and "from" ("data" or "empty")`,
    );
  }
  return { clusterId, server: server.toLowerCase(), from };
}

/** The servers of a cluster in the order of the SERVER lines, names in lower case. */
export function serverAddresses(
  lines: readonly { readonly host: string; readonly port: number | null }[],
  config: ClusterConfig | null,
): ServerAddress[] {
  return lines.map((line) => {
    const known = config?.servers.find((server) => server.host.toLowerCase() === line.host.toLowerCase());
    return {
      server: (known?.name ?? line.host).toLowerCase(),
      host: line.host,
      port: line.port ?? 0,
    };
  });
}

/**
 * Milliseconds of silence after which a master is replaced: the election timeout, or what HEARTBEAT_INTERVAL=n
 * asks for, 3n + n - 1 seconds (R7). None, and 0, leave it to the election timeout.
 */
export function detectionMilliseconds(electionTimeout: number, heartbeatInterval: number | null): number {
  return heartbeatInterval === null ? electionTimeout : Math.max(electionTimeout, (4 * heartbeatInterval - 1) * 1_000);
}

/**
 * The lease, at least twice as long as the loss of a master takes to be noticed: else sessions would be lost
 * before anyone could renew them (R7).
 */
export function leaseMilliseconds(wanted: number, detection: number): number {
  return Math.min(Math.max(wanted, 2 * detection), MAX_LEASE_MS);
}

/** Which of the servers this process is: by --server, by its pod's ordinal, or by this machine's names. */
export function whoAmI(
  servers: readonly ServerAddress[],
  given: { server?: string; podName?: string; config: ClusterConfig | null; hostName?: string; addresses?: string[] },
): ServerAddress {
  const list = servers.map((server) => server.host).join(', ');
  if (given.server !== undefined) {
    const wanted = given.server.toLowerCase();
    const found = servers.find((each) => each.server === wanted || each.host.toLowerCase() === wanted);
    if (found === undefined)
      throw new SettingsError(`--server ${given.server}: no SERVER line names it; there are ${list}`);
    return found;
  }
  if (given.config !== null) {
    const ordinal = Number(/-(\d+)$/.exec(given.podName ?? '')?.[1] ?? Number.NaN);
    const named = given.config.servers.find((server) => server.ordinal === ordinal);
    const found = servers.find((each) => each.server === named?.name.toLowerCase());
    if (found === undefined) {
      throw new SettingsError(`POD_NAME "${given.podName ?? ''}" belongs to none of the servers in cluster.json`);
    }
    return found;
  }
  const own = (given.hostName ?? hostname()).toLowerCase();
  const addresses = given.addresses ?? localAddresses();
  const matches = servers.filter((each) => {
    const host = each.host.toLowerCase();
    return host === own || host.split('.')[0] === own.split('.')[0] || addresses.includes(host);
  });
  const [only] = matches;
  if (matches.length === 1 && only !== undefined) return only;
  const why =
    matches.length === 0
      ? `none of the SERVER lines (${list}) names this machine (${own})`
      : 'several SERVER lines name this machine';
  throw new SettingsError(`${why}; say which one this is with --server NAME`);
}

function localAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((each) => !each.internal)
    .map((each) => each.address);
}
