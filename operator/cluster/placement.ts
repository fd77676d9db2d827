import type { LicenseCluster, Subnet, Toleration } from '../specs/index.ts';
import type { Node } from './objects.ts';
import type { Problem } from './problems.ts';

/** What the choice of a subnet is made from. */
export interface PlacementInput {
  readonly cluster: LicenseCluster;
  /** Undefined if the operator may not read nodes. */
  readonly nodes: readonly Node[] | undefined;
  readonly recorded: Subnet | undefined;
  /** Names of the nodes that pods or claims of the cluster are on. */
  readonly inUse: readonly string[];
}

export type Placement =
  /** Pods may be made; pinned to the subnet if one is given. */
  { readonly kind: 'go'; readonly subnet: Subnet | undefined } | { readonly kind: 'hold'; readonly problem: Problem };

/**
 * The subnet for the three servers. The scheduler alone would put the first pod anywhere, and then look for room
 * for the other two beside it, also where there can be none. So the subnet is chosen once, among those with
 * enough nodes, and recorded.
 */
export function place(input: PlacementInput): Placement {
  const { cluster, nodes, recorded } = input;
  const { subnet: wish, nodeSpread } = cluster.spec.placement;
  if (wish.policy !== 'Required') return { kind: 'go', subnet: undefined };
  const key = wish.topologyKey;
  const kept = recorded?.key === key ? recorded : undefined;
  // Without the right to look, what was recorded earlier holds, or the scheduler decides.
  if (nodes === undefined) return { kind: 'go', subnet: kept };

  const labelOf = (node: Node): string | undefined => node.metadata.labels?.[key];
  if (kept !== undefined && nodes.some((node) => labelOf(node) === kept.value)) return { kind: 'go', subnet: kept };

  // Pods or volumes that are there already can not be left behind.
  const used = nodes.filter((node) => input.inUse.includes(node.metadata.name)).flatMap((node) => labelOf(node) ?? []);
  const settled = mostFrequent(used);
  if (settled !== undefined) return { kind: 'go', subnet: { key, value: settled } };

  const needed = nodeSpread === 'Required' ? 3 : 1;
  const room = countBy(nodes.filter((node) => isUsable(node, cluster)).flatMap((node) => labelOf(node) ?? []));
  const [best] = byCount(room);
  if (best !== undefined && best[1] >= needed) return { kind: 'go', subnet: { key, value: best[0] } };
  const counts = [...room].map(([value, count]) => `${value}: ${count}`).join(', ') || 'none has the label';
  return {
    kind: 'hold',
    problem: {
      server: '',
      reason: 'NoSchedulableNode',
      message:
        `no subnet has ${needed} usable nodes (label ${key}: ${counts}); label nodes, ` +
        'or set spec.placement.subnet.policy to None or nodeSpread to Preferred',
    },
  };
}

/** True if a pod of the cluster may be put on the node as it is now. */
function isUsable(node: Node, cluster: LicenseCluster): boolean {
  const { nodeSelector = {}, tolerations = [] } = cluster.spec.placement;
  const { labels = {} } = node.metadata;
  return (
    node.spec?.unschedulable !== true &&
    (node.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True') &&
    Object.entries(nodeSelector).every(([key, value]) => labels[key] === value) &&
    (node.spec?.taints ?? []).every((taint) => taint.effect === 'PreferNoSchedule' || tolerates(tolerations, taint))
  );
}

function tolerates(
  tolerations: readonly Toleration[],
  taint: { readonly key: string; readonly value?: string; readonly effect: string },
): boolean {
  return tolerations.some(
    ({ key, operator, value, effect }) =>
      (effect === undefined || effect === taint.effect) &&
      (key === undefined ? operator === 'Exists' : key === taint.key) &&
      (operator === 'Exists' || (value ?? '') === (taint.value ?? '')),
  );
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function mostFrequent(values: readonly string[]): string | undefined {
  return byCount(countBy(values))[0]?.[0];
}

/** The most frequent first; by name where they are equal. */
function byCount(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
