import { createHash } from 'node:crypto';
import { CONFIG_MAPS } from '../kube/index.ts';
import type { LicenseCluster } from './licenseCluster.ts';
import type { ConfigMapManifest } from './manifests.ts';
import { configName, serverHost } from './names.ts';
import type { Ordinals } from './ordinals.ts';
import { ownedMetadata } from './ownership.ts';
import type { RecoveryOrder } from './recovery.ts';

const DEFAULT_ELECTION_TIMEOUT_MILLISECONDS = 300;

export interface ConfigurationInput {
  readonly cluster: LicenseCluster;
  readonly ordinals: Ordinals;
  /** Hash of the rendered license files. */
  readonly licenseRevision: string;
  /** Empty until the servers have formed their cluster. */
  readonly clusterId: string;
  /** The uid of kube-system; empty if the operator may not read it. */
  readonly kubernetesUid: string;
  /** Undefined unless two disks were lost and a new cluster is asked for. */
  readonly recover?: RecoveryOrder | undefined;
}

/** The text of cluster.json, by which a pod knows which server it is and who the others are. */
export function clusterJson(input: ConfigurationInput): string {
  const { cluster, ordinals } = input;
  const { name, namespace = '' } = cluster.metadata;
  const { spec } = cluster;
  const text = {
    cluster: name,
    namespace,
    revision: input.licenseRevision,
    clusterId: input.clusterId,
    servers: spec.servers.map((server) => ({
      name: server.name,
      ordinal: ordinals[server.name],
      host: serverHost(name, namespace, server.name),
      port: server.port,
    })),
    leaseSeconds: spec.leaseSeconds,
    // With a HEARTBEAT_INTERVAL the servers calculate it from the license file.
    electionTimeoutMilliseconds:
      spec.heartbeatIntervalSeconds === undefined
        ? (spec.electionTimeoutMilliseconds ?? DEFAULT_ELECTION_TIMEOUT_MILLISECONDS)
        : undefined,
    kubernetesUid: input.kubernetesUid,
    recover: input.recover,
  };
  return `${JSON.stringify(text, undefined, 2)}\n`;
}

/** The ConfigMap with cluster.json. */
export function configuration(cluster: LicenseCluster, text: string): ConfigMapManifest {
  return {
    apiVersion: CONFIG_MAPS.apiVersion,
    kind: CONFIG_MAPS.kind,
    metadata: ownedMetadata(cluster, configName(cluster.metadata.name)),
    data: { 'cluster.json': text },
  };
}

/** Changes with the text. */
export function configRevision(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
