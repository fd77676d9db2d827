import type { LicenseCluster } from './licenseCluster.ts';
import { ANNOTATION_RECOVER } from './names.ts';

/** A new cluster that one server is to form after two disks were lost (R18), as the annotation and cluster.json have it. */
export interface RecoveryOrder {
  /** Id of the new cluster, 32 lower-case hex digits. */
  readonly clusterId: string;
  /** Name of the server that forms it. */
  readonly server: string;
  /** From that server's data, or from nothing. */
  readonly from: 'data' | 'empty';
}

/** As the annotation has it. */
interface Written extends RecoveryOrder {
  /** Id of the cluster that lost its disks. */
  readonly replaces: string;
  /** ISO time until which the new cluster may be begun. */
  readonly until: string;
}

/**
 * What `kubectl lmtriad recover` wrote on the resource; undefined if nothing; a text if it cannot be followed. One
 * that was not taken up in its time, or is a copy from elsewhere, must not be followed at the next cut of the network.
 */
export function recoveryOrder(cluster: LicenseCluster, now: Date): RecoveryOrder | string | undefined {
  const text = cluster.metadata.annotations?.[ANNOTATION_RECOVER];
  if (text === undefined || text === '') return undefined;
  const form = `${ANNOTATION_RECOVER} must be {"clusterId": 32 hex digits, "server": a name, "from": "data" or "empty", "replaces": the id of the lost cluster, "until": a time}`;
  let value: Partial<Written> | null;
  try {
    value = JSON.parse(text);
  } catch {
    return form;
  }
  const { clusterId = '', server = '', from } = value ?? {};
  if (typeof clusterId !== 'string' || !/^[0-9a-f]{32}$/.test(clusterId) || (from !== 'data' && from !== 'empty'))
    return form;
  if (!cluster.spec.servers.some(({ name }) => name === server)) return `${form}; there is no server "${server}"`;
  const current = cluster.status?.clusterId ?? '';
  if (current !== clusterId) {
    if (value?.replaces !== current) return `${ANNOTATION_RECOVER} is about another cluster than ${current}: remove it`;
    if (!(now.getTime() < Date.parse(String(value?.until)))) {
      return `${ANNOTATION_RECOVER} was not taken up in its time: remove it, and run kubectl lmtriad recover again`;
    }
  }
  return { clusterId, server, from };
}
