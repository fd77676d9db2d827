import { ClusterError } from './errors.ts';

/** How many clusters can run side by side on one machine: 10.200.0.0/16 to 10.249.0.0/16. */
export const MAX_INSTANCES = 50;

export type SubnetName = 'a' | 'b';

export interface SubnetPlan {
  readonly name: SubnetName;
  /** The router's address in this subnet, on the bridge. */
  readonly gateway: string;
  readonly cidr: string;
  /** The bridge's name inside the control plane's namespace. */
  readonly bridge: string;
}

export interface NodePlan {
  readonly name: string;
  readonly subnet: SubnetPlan;
  readonly zone: string;
  readonly address: string;
  readonly podCidr: string;
  /** The name of its network namespace on the host. */
  readonly netns: string;
}

/** Every name and address of one instance; all follow from its number. */
export interface AddressPlan {
  readonly instance: number;
  /** The instance's whole range; the host has one route for it. */
  readonly cidr: string;
  /** The host's only link of this instance, and its cgroup's name. */
  readonly link: string;
  readonly cgroup: string;
  readonly controlPlaneNetns: string;
  /** The host's end of the link. */
  readonly hostAddress: string;
  /** API server, CoreDNS and the router's NodePorts, seen from host, nodes and pods. */
  readonly controlPlaneAddress: string;
  readonly subnets: readonly SubnetPlan[];
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** The `kubernetes` Service. */
  readonly apiServiceAddress: string;
  readonly nodes: readonly NodePlan[];
}

const NODE_SUBNETS: readonly SubnetName[] = ['a', 'a', 'a', 'a', 'b'];

/** The names and addresses of instance `instance` (0 to 49). */
export function planAddresses(instance: number): AddressPlan {
  if (!Number.isInteger(instance) || instance < 0 || instance >= MAX_INSTANCES) {
    throw new ClusterError('USAGE', `instance ${instance} is not in 0..${MAX_INSTANCES - 1}`);
  }
  const prefix = `10.${200 + instance}`;
  const link = `lmt${instance}`;
  const subnets: readonly SubnetPlan[] = [
    { name: 'a', gateway: `${prefix}.0.1`, cidr: `${prefix}.0.0/24`, bridge: 'subnet-a' },
    { name: 'b', gateway: `${prefix}.1.1`, cidr: `${prefix}.1.0/24`, bridge: 'subnet-b' },
  ];
  const nodes = NODE_SUBNETS.map((name, index): NodePlan => {
    const number = index + 1;
    const subnet = subnets.find((candidate) => candidate.name === name);
    if (subnet === undefined) throw new ClusterError('USAGE', `no subnet ${name}`);
    return {
      name: `node${number}`,
      subnet,
      zone: `zone-${name}`,
      address: `${prefix}.${name === 'a' ? 0 : 1}.${10 + number}`,
      podCidr: `${prefix}.${16 + number}.0/24`,
      netns: `${link}-node${number}`,
    };
  });
  return {
    instance,
    cidr: `${prefix}.0.0/16`,
    link,
    cgroup: `lmtriad-${instance}`,
    controlPlaneNetns: `${link}-cp`,
    hostAddress: `${prefix}.2.1`,
    controlPlaneAddress: `${prefix}.2.2`,
    subnets,
    podCidr: `${prefix}.16.0/20`,
    serviceCidr: `${prefix}.32.0/20`,
    apiServiceAddress: `${prefix}.32.1`,
    nodes,
  };
}

/** The instance numbers whose range the host already routes somewhere (from `ip -json route`). */
export function occupiedInstances(routes: readonly { readonly dst: string }[]): Set<number> {
  const occupied = new Set<number>();
  for (const { dst } of routes) {
    const match = /^10\.(\d+)\./.exec(dst);
    const second = match === null ? Number.NaN : Number(match[1]);
    if (second >= 200 && second < 200 + MAX_INSTANCES) occupied.add(second - 200);
  }
  return occupied;
}
