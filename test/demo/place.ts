/** Where the demo runs: what differs between the project's own cluster and one that is named. */
import type { Kube } from '../e2e/support/kube.ts';
import type { Program } from '../processes/program.ts';

export interface Place {
  readonly kube: Kube;
  /** In one line, for the reader. */
  readonly title: string;
  /** Brings images to where the cluster finds them. */
  images(): Promise<{ operator: string; license: string }>;
  /** Flags of helm: the definition of LicenseCluster may be there from another release. */
  helmFlags(): Promise<string[]>;
  /** Makes ready for programs outside of the license servers' pods; to be called once those are ready. */
  enter(): Promise<void>;
  /** Output of lmutil, run from outside of the license servers' pods. */
  lmutil(...words: string[]): Promise<string>;
  program(): Promise<Program>;
  /** Loses the node, or the pod if nodes may not be touched; says which, and when (ms since the epoch). */
  lose(node: string, pod: string): Promise<{ lostAt: number; said: string }>;
  /** Undoes it. */
  bringBack(node: string): Promise<void>;
  /** Takes away what an earlier demo left in the namespace. */
  clean(namespace: string): Promise<void>;
}
