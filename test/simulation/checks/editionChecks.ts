/** R14: a license takes effect only once two of the three members have had its text. */
import type { World } from '../world.ts';

export class EditionChecks {
  readonly #world: World;
  readonly #servers = new Map<string, Set<string>>();
  #inForce = '';

  constructor(world: World) {
    this.#world = world;
  }

  /** That server's disk has a license file of that hash. */
  had(hash: string, server: string): void {
    const servers = this.#servers.get(hash);
    if (servers === undefined) this.#servers.set(hash, new Set([server]));
    else servers.add(server);
  }

  /** A license has come into force. */
  inForce(hash: string): void {
    if (hash === this.#inForce) return;
    this.#inForce = hash;
    const servers = [...(this.#servers.get(hash) ?? [])];
    if (servers.length < 2)
      this.#world.fail('R14', `${hash} is in force, which only ${servers.join() || 'nobody'} had`);
  }
}
