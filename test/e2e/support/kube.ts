import type { Cluster } from '../../cluster/index.ts';

/** A Kubernetes that kubectl and helm reach: the local cluster, or one that is named. */
export type Kube = Pick<Cluster, 'kubectl' | 'helm'>;
