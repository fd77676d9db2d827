/** R20: no member is made to act by rules that the program of any member does not know. */
import type { Cluster } from '../cluster.ts';

export class VersionChecks {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** A member acts by that version of the rules. */
  acts(who: string, version: number): void {
    for (const { server, program } of this.#cluster.machines) {
      if (version <= program) continue;
      this.#cluster.world.fail('R20', `${who} acts by rules ${version}, the program of ${server} knows ${program}`);
    }
  }
}
