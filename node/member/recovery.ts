/** Whether a server forms a new cluster, or gives its data up for one that was formed (R18). Decisions only. */
import type { HelloResponse } from '../../proto/index.ts';
import type { Identity } from '../storage/index.ts';
import type { FormFrom } from './newCluster.ts';

/** What the operator asks for in cluster.json after two disks were lost. */
export interface RecoveryOrder {
  /** Id of the new cluster, 32 lower-case hex digits; `clusterId` of the configuration is the same from then on. */
  readonly clusterId: string;
  /** Name of the server that forms it. */
  readonly server: string;
  /** From that server's data, or from nothing. */
  readonly from: FormFrom;
}

export type RecoveryStep =
  | { readonly kind: 'none' }
  /** Form the new cluster from this disk. */
  | { readonly kind: 'form' }
  /** The new cluster stands: set the old one's data aside and join it. */
  | { readonly kind: 'join' }
  | { readonly kind: 'refused'; readonly reason: string };

const NONE: RecoveryStep = { kind: 'none' };

/** `answers`: what the other servers say of themselves; who is missing does not answer. */
export function recoveryStep(
  order: RecoveryOrder,
  self: { readonly server: string; readonly identity: Pick<Identity, 'clusterId' | 'joinsOnly' | 'formsFrom'> },
  answers: ReadonlyMap<string, Pick<HelloResponse, 'clusterId' | 'holdsEntries'>>,
): RecoveryStep {
  const { clusterId, joinsOnly, formsFrom } = self.identity;
  // Begun and interrupted: nothing else can be done with this disk.
  if (formsFrom !== '') return { kind: 'form' };
  if (clusterId === order.clusterId || joinsOnly === order.clusterId) return NONE;
  const stands = [...answers.values()].some((each) => each.holdsEntries && each.clusterId === order.clusterId);
  // Without a cluster of its own it joins as every empty disk does.
  if (stands) return clusterId === '' && joinsOnly === '' ? NONE : { kind: 'join' };
  if (order.server.toLowerCase() !== self.server) return NONE;
  // An empty disk cannot know whether the new cluster was formed from it before it was lost. It forms one only
  // while another server says that there is none.
  if (clusterId === '' && (order.from === 'data' || answers.size === 0)) return NONE;
  const reason = dataElsewhere(answers);
  return reason === null ? { kind: 'form' } : { kind: 'refused', reason };
}

/** Why no new cluster may be formed: another server has its data still; null if none has. */
export function dataElsewhere(
  answers: ReadonlyMap<string, Pick<HelloResponse, 'clusterId' | 'holdsEntries'>>,
): string | null {
  for (const [server, answer] of answers) {
    if (!answer.holdsEntries) continue;
    return `${server} is up and has the data of cluster ${answer.clusterId}: two servers that have it serve, and an empty one joins; no new cluster is formed`;
  }
  return null;
}
