/** Who the master is as this member knows it, by what order, and why there is none. */
import type { MasterNewsInit } from '../../proto/index.ts';
import { NONE } from '../consensus/index.ts';
import type { Peers, ServerAddress } from './peers.ts';
import type { Replica } from './replica.ts';

export interface MastershipSource {
  readonly self: ServerAddress;
  readonly peers: Peers;
  /** The SERVER lines on this disk, in their order. */
  readonly servers: () => readonly ServerAddress[];
  /** Null until the cluster has formed. */
  readonly replica: () => Replica | null;
  /** What forming waits for. */
  readonly formingReason: () => string;
}

export class Mastership {
  private readonly source: MastershipSource;

  constructor(source: MastershipSource) {
    this.source = source;
  }

  /** The server that answers for the cluster; null if there is none, or it is not known. */
  master(): ServerAddress | null {
    const { peers, self, servers } = this.source;
    const replica = this.source.replica();
    if (replica === null || replica.raw.leader === NONE) return null;
    const { leader, id } = replica.raw;
    // A leader serves from the moment that it has applied all of its predecessors' entries.
    if (leader === id) return replica.isMaster ? self : null;
    const name = peers.serverOf(leader);
    return servers().find((each) => each.server === name) ?? null;
  }

  /** The master if it is another server. */
  elsewhere(): ServerAddress | null {
    const master = this.master();
    return master === null || master.server === this.source.self.server ? null : master;
  }

  /** Why there is no master; empty if there is one. */
  reason(): string {
    if (this.master() !== null) return '';
    if (this.source.replica() === null) return this.source.formingReason();
    const up = this.source.peers.countUp();
    return up < 2 ? `quorum lost: ${up} of 3 up` : `electing a master: ${up} of 3 up`;
  }

  news(): MasterNewsInit {
    const master = this.master();
    const term = this.source.replica()?.raw.term ?? 0;
    if (master === null) return { server: '', host: '', port: 0, term, reason: this.reason() };
    return { server: master.server, host: master.host, port: master.port, term, reason: '' };
  }

  /** The order of preference: the one in force, else that of our own file. */
  order(): readonly string[] {
    const inForce = this.source.replica()?.state.order.servers ?? [];
    return inForce.length > 0 ? inForce : this.source.servers().map((each) => each.server);
  }
}
