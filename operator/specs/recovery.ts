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

/** What `kubectl lmtriad recover` wrote on the resource; undefined if nothing; a text if it cannot be followed. */
export function recoveryOrder(cluster: LicenseCluster): RecoveryOrder | string | undefined {
  const text = cluster.metadata.annotations?.[ANNOTATION_RECOVER];
  if (text === undefined || text === '') return undefined;
  const form = `${ANNOTATION_RECOVER} must be {"clusterId": 32 hex digits, "server": a name, "from": "data" or "empty"}`;
  let value: Partial<RecoveryOrder> | null;
  try {
    value = JSON.parse(text);
  } catch {
    return form;
  }
  const { clusterId = '', server = '', from } = value ?? {};
  if (typeof clusterId !== 'string' || !/^[0-9a-f]{32}$/.test(clusterId) || (from !== 'data' && from !== 'empty'))
    return form;
  if (!cluster.spec.servers.some(({ name }) => name === server)) return `${form}; there is no server "${server}"`;
  return { clusterId, server, from };
}
