/**
 * R17: a cluster that has begun is left by nobody who agreed to it, and no second one stands beside it. Two
 * would give everything twice.
 */
import type { Composition } from '../../../node/storage/index.ts';
import type { Cluster } from '../cluster.ts';
import type { MemberProcess } from '../memberProcess.ts';

export class CompositionChecks {
  readonly #cluster: Cluster;
  /** Incarnations that have begun a cluster, and those that it named. */
  readonly #begun = new Map<string, { by: Set<number>; voters: readonly number[] }>();
  /** What each incarnation is bound to. */
  readonly #bound = new Map<number, string>();
  /** What each incarnation was bound to before. */
  readonly #left = new Map<number, Set<string>>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** A member has agreed durably to a composition, after another or after none. */
  agreed(process: MemberProcess, before: Composition | null): void {
    const { incarnation, server } = process;
    process.say(`agrees to cluster ${process.storage.identity.agreed?.clusterId ?? ''}`);
    this.#bound.set(incarnation, process.storage.identity.agreed?.clusterId ?? '');
    if (before === null) return;
    const { world } = this.#cluster;
    const { clusterId } = before;
    if (this.#stands(clusterId)) world.fail('R17', `${server} leaves cluster ${clusterId}, which has begun`);
    const { agreed } = process.storage.identity;
    const after = agreed?.clusterId ?? '';
    const left = this.#left.get(incarnation) ?? new Set();
    this.#left.set(incarnation, left.add(clusterId));
    if (left.has(after)) world.fail('R17', `${server} goes back to cluster ${after}, which it has left`);
    if (after > clusterId && disksOf(agreed) >= disksOf(before) && this.#isWhole(before)) {
      world.fail('R17', `${server} leaves cluster ${clusterId}, of which every disk is there, for ${after}`);
    }
  }

  /** A member has begun a cluster. */
  begun(process: MemberProcess, clusterId: string, voters: readonly number[]): void {
    const { world } = this.#cluster;
    const { server, incarnation } = process;
    process.say(`begins cluster ${clusterId} of ${voters.join(', ')}`);
    if (voters.length < 2) world.fail('R17', `${server} forms a cluster alone`);
    for (const other of this.#begun.keys()) {
      if (other !== clusterId && this.#stands(other)) {
        world.fail('R17', `${server} begins cluster ${clusterId} while ${other} stands`);
      }
    }
    const known = this.#begun.get(clusterId);
    if (known === undefined) this.#begun.set(clusterId, { by: new Set([incarnation]), voters });
    else known.by.add(incarnation);
    const gone = voters.filter((voter) => this.#bound.get(voter) !== clusterId);
    if (gone.length > 0)
      world.fail('R17', `${server} begins cluster ${clusterId}, to which ${gone.join()} is not bound`);
  }

  /** True if all disks that it names are in their machines. */
  #isWhole({ slots }: Composition): boolean {
    return slots.every(
      (slot) => slot.incarnation === 0 || this.#cluster.machine(slot.server).incarnation === slot.incarnation,
    );
  }

  /** True while a disk is there on which it has begun. */
  #stands(clusterId: string): boolean {
    const by = this.#begun.get(clusterId)?.by;
    return by !== undefined && this.#cluster.machines.some(({ incarnation }) => by.has(incarnation));
  }
}

function disksOf(composition: Composition | null): number {
  return composition?.slots.filter((slot) => slot.incarnation !== 0).length ?? 0;
}
