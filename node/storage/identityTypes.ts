import type { NodeId } from '../consensus/types.ts';

/** Who stands where in the first composition of a cluster. */
export interface CompositionSlot {
  /** Name in the SERVER line when the cluster formed, lower case. */
  readonly server: string;
  /** 0 if it was silent: it joins later. */
  readonly incarnation: NodeId;
}

/** What a member agrees to when a cluster forms: one cluster id and its incarnations. */
export interface Composition {
  /** 32 lower-case hex digits. */
  readonly clusterId: string;
  readonly slots: readonly CompositionSlot[];
}

/** An incarnation of this slot whose data was set aside. */
export interface FormerIncarnation {
  readonly incarnation: NodeId;
  /** Cluster that it belonged to; empty if none. */
  readonly clusterId: string;
  /** Folder, relative to the data folder, that its data was moved to. */
  readonly folder: string;
}

/** Who this disk is. */
export interface Identity {
  /** Slot: the name in the SERVER line when the cluster formed. */
  readonly server: string;
  /** Raft node id: random, 1 to 2^48 - 1, made with the disk and never used by another. */
  readonly incarnation: NodeId;
  /** Cluster that it belongs to, 32 hex digits; empty before it formed or joined one. */
  readonly clusterId: string;
  /** What it has agreed to, if anything. */
  readonly agreed: Composition | null;
  /** Cluster id that its former incarnation belonged to: it may join this one and never form. Empty if none. */
  readonly joinsOnly: string;
  readonly former: readonly FormerIncarnation[];
  /**
   * Folder, relative to the data folder, with the data that a new cluster is being formed from (R18). Not empty:
   * that was begun and may be half done, nothing may be started from what is here.
   */
  readonly formsFrom: string;
  /** What was found damaged; empty if nothing was. With damage it takes no part, whatever a later start finds (R21). */
  readonly damage: string;
  /** True once a log was begun: from then on a missing log is damage. */
  readonly logBegun: boolean;
}

/** What of an identity may be changed by `saveIdentity`. Absent means unchanged. */
export interface IdentityChange {
  readonly server?: string;
  readonly clusterId?: string;
  readonly agreed?: Composition | null;
  /** True: the new cluster has been formed; `formsFrom` is cleared. */
  readonly formed?: boolean;
  /** Marks the disk as damaged. */
  readonly damage?: string;
}
