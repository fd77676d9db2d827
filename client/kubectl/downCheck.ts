/** kubectl lmtriad down-check: whether licenses are served after the loss of a server or a node. */
import type { Terminal } from '../lmutil/terminal.ts';
import { lmstatInPod } from './inPod.ts';
import type { Kubectl } from './kubectl.ts';
import { type ClusterObject, readCluster } from './resource.ts';
import { type Seat, survival, survivalText } from './survival.ts';

/** What lmstat --json says, as far as it is read here. */
interface LiveStatus {
  readonly servers: readonly { readonly name: string; readonly up: boolean; readonly master: boolean }[];
  readonly status: { readonly members: readonly { readonly server: string; readonly voter: boolean }[] } | null;
}

interface Pods {
  readonly items: readonly {
    readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
    readonly spec: { readonly nodeName?: string };
  }[];
}

/** The exit code is 0 if licenses go on being served after each of the losses asked for, else 1. */
export async function downCheck(
  kubectl: Kubectl,
  name: string,
  what: string | undefined,
  terminal: Terminal,
): Promise<number> {
  const cluster = await readCluster(kubectl, name);
  const seats = await seatsOf(kubectl, cluster);
  const nodes = [...new Set(seats.map(({ node }) => node))].filter((node) => node !== null);
  const asked = what === undefined ? nodes : [what];
  for (const each of asked) terminal.out(`${survivalText(seats, each)}\n`);
  return asked.every((each) => survival(seats, each).serves) ? 0 : 1;
}

/** The servers as they see each other, each with the node that its pod runs on now. */
async function seatsOf(kubectl: Kubectl, cluster: ClusterObject): Promise<Seat[]> {
  const selector = `lmtriad.io/cluster=${cluster.metadata.name}`;
  const [answer, pods] = await Promise.all([
    lmstatInPod(kubectl, cluster, ['--json']),
    kubectl.get<Pods>('pods', '-l', selector),
  ]);
  const live = JSON.parse(answer.stdout) as LiveStatus;
  const nodes = new Map(
    pods.items.map(({ metadata, spec }) => [metadata.labels?.['lmtriad.io/server'], spec.nodeName]),
  );
  return cluster.spec.servers.map(({ name }) => {
    const server = live.servers.find((each) => each.name === name);
    const voter = live.status?.members.find((each) => each.server === name)?.voter ?? false;
    const counts = voter && server?.up === true;
    return { name, node: nodes.get(name) ?? null, counts, master: server?.master ?? false };
  });
}
