import { NETWORK_POLICIES } from '../kube/index.ts';
import type { LicenseCluster } from './licenseCluster.ts';
import type { NetworkPolicyManifest } from './manifests.ts';
import { LICENSE_PORT, METRICS_PORT, selectorLabels } from './names.ts';
import { ownedMetadata } from './ownership.ts';

/**
 * Lets anyone reach the license port, which decides by certificate who may do what, and the metrics port; lets
 * the servers reach each other and DNS, and nothing else.
 */
export function networkPolicy(cluster: LicenseCluster): NetworkPolicyManifest {
  const { name } = cluster.metadata;
  const servers = { podSelector: { matchLabels: selectorLabels(name) } };
  return {
    apiVersion: NETWORK_POLICIES.apiVersion,
    kind: NETWORK_POLICIES.kind,
    metadata: ownedMetadata(cluster, name),
    spec: {
      podSelector: servers.podSelector,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          ports: [
            { protocol: 'TCP', port: LICENSE_PORT },
            { protocol: 'TCP', port: METRICS_PORT },
          ],
        },
      ],
      egress: [
        { to: [servers], ports: [{ protocol: 'TCP', port: LICENSE_PORT }] },
        {
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    },
  };
}
