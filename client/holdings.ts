/** The leases of one session, kept in step with what the server says of them. */
import type { Attached, Lease as WireLease } from '../proto/index.ts';
import type { Lease } from './lease.ts';

/** What holdings report and ask for. */
export interface HoldingsOwner {
  event(op: 'lost' | 'regained' | 'revoked', lease: Lease): void;
  /** The seats of a revoked lease are to be given back. */
  giveBack(lease: Lease): void;
  /** The server holds seats for this session that nobody here knows of. */
  orphan(granted: WireLease): void;
  /** True if the session's deadline has not passed. */
  believes(): boolean;
  /** Milliseconds that handlers of `revoked` have. */
  readonly revokeGrace: number;
}

/** Leases by id. */
export class Holdings {
  readonly #leases = new Map<number, Lease>();
  readonly #owner: HoldingsOwner;

  constructor(owner: HoldingsOwner) {
    this.#owner = owner;
  }

  get size(): number {
    return this.#leases.size;
  }

  all(): Lease[] {
    return [...this.#leases.values()];
  }

  add(lease: Lease): void {
    this.#leases.set(lease.id, lease);
  }

  /** It was checked in. */
  remove(lease: Lease): void {
    this.#leases.delete(lease.id);
  }

  /** All leases are to be taken as gone, for now or for good. */
  loseAll(reason: string, final: boolean): void {
    for (const lease of this.all()) this.#lose(lease, reason, final);
  }

  /**
   * Compares with what an attach found. A lease that was lost and is there again is regained; one that is not
   * there any more is gone for good.
   */
  reconcile(attached: Attached): void {
    const listed = new Map(attached.leases.map((lease) => [lease.lease, lease]));
    for (const lease of this.all()) {
      const found = listed.get(lease.id);
      // A grant newer than the list says nothing about the list.
      if (!found && lease.index <= attached.index) this.#lose(lease, 'the server holds it no more', true);
      else if (found && this.#owner.believes() && lease.regain()) this.#owner.event('regained', lease);
      if (found?.revoking) this.revoke(lease.id);
    }
    for (const [id, lease] of listed) if (!this.#leases.has(id)) this.#owner.orphan(lease);
  }

  /** The server takes a lease back. */
  revoke(id: number): void {
    const lease = this.#leases.get(id);
    const handled = lease?.revoke();
    if (!lease || !handled) return;
    this.#owner.event('revoked', lease);
    let given = false;
    const giveBack = () => {
      clearTimeout(timer);
      if (given) return;
      given = true;
      if (this.#leases.has(id)) this.#owner.giveBack(lease);
    };
    const timer = setTimeout(giveBack, this.#owner.revokeGrace);
    void handled.then(giveBack);
  }

  #lose(lease: Lease, reason: string, final: boolean): void {
    if (final) this.#leases.delete(lease.id);
    if (lease.lose(reason, final)) this.#owner.event('lost', lease);
  }
}
