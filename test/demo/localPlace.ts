/** The demo on the project's own local cluster. */
import { type Cluster, ensureImages, ensureUp, LICENSE_NODE_IMAGE, OPERATOR_IMAGE } from '../cluster/index.ts';
import { removeNamespace } from '../e2e/support/install.ts';
import { type Outside, outside } from '../e2e/support/outside.ts';
import { Program } from '../processes/program.ts';
import type { Place } from './place.ts';

export async function localPlace(at: {
  namespace: string;
  name: string;
  folder: string;
  servers: readonly { name: string; port: number }[];
  progress: (text: string) => void;
}): Promise<Place> {
  const cluster: Cluster = await ensureUp({ progress: at.progress });
  let around: Outside | null = null;
  const entered = (): Outside => {
    if (around === null) throw new Error('enter() comes first');
    return around;
  };
  return {
    kube: cluster,
    title: 'the local cluster',
    images: async () => {
      await cluster.loadImages(await ensureImages(at.progress));
      return { operator: OPERATOR_IMAGE, license: LICENSE_NODE_IMAGE };
    },
    helmFlags: async () => ['--take-ownership'],
    enter: async () => {
      around = await outside(cluster, at);
    },
    lmutil: (...words) => entered().lmutil(...words, '-c', entered().servers),
    program: () => Program.start(entered().servers, { wrap: entered().wrap, env: entered().client }),
    lose: async (node) => ({ lostAt: await cluster.powerOff(node), said: `power-off of ${node}` }),
    bringBack: (node) => cluster.powerOn(node),
    clean: (namespace) => removeNamespace(cluster, namespace),
  };
}
