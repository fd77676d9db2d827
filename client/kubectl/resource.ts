/** What the plugin reads of a LicenseCluster and of what belongs to it. */
import { LicenseError } from '../errors.ts';
import type { Kubectl } from './kubectl.ts';

/** The license port of every pod. */
export const licensePort = 27000;

/** One server, as the operator last saw it. */
export interface MemberState {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly pod: string;
  readonly node?: string;
  readonly role: string;
  readonly healthy: boolean;
  readonly version?: string;
  readonly lastSeen?: string;
  readonly message?: string;
}

/** A LicenseCluster, as far as it is read here. */
export interface ClusterObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly servers: readonly { readonly name: string; readonly port: number }[] };
  readonly status?: {
    readonly clusterId?: string;
    readonly subnet?: string;
    readonly master?: string;
    readonly quorum?: string;
    readonly license?: { readonly revision: string; readonly vendors: readonly string[] };
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason: string;
      readonly message: string;
    }[];
    readonly members?: readonly MemberState[];
  };
}

/** Reads it. Rejects with LicenseError (-42) if there is none of that name. */
export function readCluster(kubectl: Kubectl, name: string): Promise<ClusterObject> {
  return kubectl.get<ClusterObject>('licenseclusters.lmtriad.io', '--', name);
}

/** The members, the likeliest to answer first: the master, then the healthy ones. Throws -96 if there are none yet. */
export function membersOf(cluster: ClusterObject): readonly MemberState[] {
  const members = cluster.status?.members ?? [];
  if (members.length === 0) {
    const detail = `${cluster.metadata.name} has no servers yet: kubectl describe lic ${cluster.metadata.name}`;
    throw new LicenseError({ code: -96, detail });
  }
  const rank = ({ role, healthy }: MemberState) => (role === 'Master' ? 0 : healthy ? 1 : 2);
  return members.toSorted((a, b) => rank(a) - rank(b));
}

/** `port@host,port@host,port@host` in the order of the SERVER lines. */
export function serversOf({ spec, status }: ClusterObject): string {
  const place = (name: string) => spec.servers.findIndex((server) => server.name === name);
  const members = [...(status?.members ?? [])].sort((a, b) => place(a.name) - place(b.name));
  return members.map(({ port, host }) => `${port}@${host}`).join(',');
}
