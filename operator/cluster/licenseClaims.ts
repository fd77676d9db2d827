import { keyOf, parseKey } from '../kube/index.ts';
import type { LicenseCluster } from '../specs/index.ts';

/** Where LicenseClusters and what is left of them are looked up. */
export interface ClaimsContext {
  readonly clusters: () => readonly LicenseCluster[];
  /** True while pods of a LicenseCluster are there, also of one that is deleted. */
  readonly hasPods: (namespace: string, name: string) => boolean;
}

interface Claim {
  readonly key: string;
  readonly created: string;
  readonly signatures: ReadonlySet<string>;
}

/**
 * Which LicenseCluster serves which signed lines. A signed line counts once in one Kubernetes (R15): the older
 * cluster keeps it, and of one that is gone the lines are free when its last pod is.
 */
export class LicenseClaims {
  readonly #context: ClaimsContext;
  /** By uid. */
  readonly #claims = new Map<string, Claim>();

  constructor(context: ClaimsContext) {
    this.#context = context;
  }

  /** Clusters of which it has not been noted yet what they serve. */
  unknown(): LicenseCluster[] {
    return this.#context.clusters().filter(({ metadata }) => !this.#claims.has(metadata.uid ?? ''));
  }

  /** What a cluster serves or would serve: all signed lines of its license. */
  note(cluster: LicenseCluster, signatures: Iterable<string>): void {
    const { uid = '', creationTimestamp = '' } = cluster.metadata;
    this.#claims.set(uid, { key: keyOf(cluster), created: creationTimestamp, signatures: new Set(signatures) });
  }

  /** Those of the signatures that an older cluster has, with its namespace/name. */
  elsewhere(cluster: LicenseCluster, signatures: Iterable<string>): Map<string, string> {
    this.#forgetGone();
    const { uid = '', creationTimestamp: created = '' } = cluster.metadata;
    const own = { key: keyOf(cluster), created };
    const older = [...this.#claims]
      .filter(([other, claim]) => other !== uid && isOlder(claim, own))
      .map(([, claim]) => claim)
      .sort((a, b) => (isOlder(a, b) ? -1 : 1));
    const found = new Map<string, string>();
    for (const signature of signatures) {
      const holder = older.find((claim) => claim.signatures.has(signature));
      if (holder !== undefined) found.set(signature, holder.key);
    }
    return found;
  }

  #forgetGone(): void {
    const clusters = this.#context.clusters();
    const uids = new Set(clusters.map(({ metadata }) => metadata.uid));
    const keys = new Set(clusters.map(keyOf));
    for (const [uid, { key }] of this.#claims) {
      const { namespace, name } = parseKey(key);
      // Pods of that name are those of its successor, if there is one.
      if (!uids.has(uid) && (keys.has(key) || !this.#context.hasPods(namespace, name))) this.#claims.delete(uid);
    }
  }
}

function isOlder(a: Pick<Claim, 'key' | 'created'>, b: Pick<Claim, 'key' | 'created'>): boolean {
  return a.created === b.created ? a.key < b.key : a.created < b.created;
}
