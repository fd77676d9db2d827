import { readdir } from 'node:fs/promises';
import { type AddressPlan, type NodePlan, occupiedInstances } from './addressPlan.ts';
import { run } from './command.ts';
import { waitFor } from './wait.ts';

/*
 * One instance is one link and one route on the host. Behind the link is the control plane's namespace, which
 * is also the router: it holds a bridge for each subnet, and the other end of every node's link.
 */

/** The `ip -batch` lines that set up the control plane's namespace once the host's link ends in it. */
export function routerCommands(plan: AddressPlan): string[] {
  const lines = ['link set lo up', `addr add ${plan.controlPlaneAddress}/24 dev host`, 'link set host up'];
  for (const subnet of plan.subnets) {
    lines.push(
      // A bridge without an address of its own takes its ports' lowest, and would change it when a node goes.
      `link add ${subnet.bridge} address 02:00:00:00:00:0${subnet.name} type bridge forward_delay 0`,
      `addr add ${subnet.gateway}/24 dev ${subnet.bridge}`,
      `link set ${subnet.bridge} up`,
    );
  }
  lines.push(`route add default via ${plan.hostAddress}`);
  for (const node of plan.nodes) lines.push(`route add ${node.podCidr} via ${node.address}`);
  return lines;
}

/** Creates the control plane's namespace with its bridges, and the host's link and route to it. */
export async function createRouter(plan: AddressPlan): Promise<void> {
  const namespace = plan.controlPlaneNetns;
  await run(['ip', 'netns', 'add', namespace]);
  await run(['ip', '-batch', '-'], {
    input: [
      `link add ${plan.link} type veth peer name host netns ${namespace}`,
      `addr add ${plan.hostAddress}/24 dev ${plan.link}`,
      `link set ${plan.link} up`,
    ].join('\n'),
  });
  await run(['ip', '-n', namespace, '-batch', '-'], { input: routerCommands(plan).join('\n') });
  await setSysctls(namespace, {
    'net/ipv4/ip_forward': '1',
    'net/ipv4/conf/all/send_redirects': '0',
    // What one bridge carries between two nodes is none of the router's packet filter's business.
    'net/bridge/bridge-nf-call-iptables': '0',
    'net/bridge/bridge-nf-call-ip6tables': '0',
  });
  await run(['ip', 'route', 'add', plan.cidr, 'via', plan.controlPlaneAddress, 'dev', plan.link]);
}

/** Creates a node's namespace and its link to the bridge of its subnet. */
export async function createNodeNetwork(plan: AddressPlan, node: NodePlan): Promise<void> {
  await run(['ip', 'netns', 'add', node.netns]);
  await run(['ip', '-n', plan.controlPlaneNetns, '-batch', '-'], {
    input: [
      `link add ${node.name} type veth peer name eth0 netns ${node.netns}`,
      `link set ${node.name} master ${node.subnet.bridge} up`,
    ].join('\n'),
  });
  const lines = [
    'link set lo up',
    `addr add ${node.address}/24 dev eth0`,
    'link set eth0 up',
    `route add default via ${node.subnet.gateway}`,
  ];
  for (const other of plan.nodes) {
    if (other.name !== node.name && other.subnet.name === node.subnet.name) {
      lines.push(`route add ${other.podCidr} via ${other.address}`);
    }
  }
  await run(['ip', '-n', node.netns, '-batch', '-'], { input: lines.join('\n') });
  await setSysctls(node.netns, { 'net/ipv4/ip_forward': '1' });
}

/** Deletes a node's namespace and link; nothing happens if there are none. */
export async function deleteNodeNetwork(plan: AddressPlan, node: NodePlan): Promise<void> {
  if ((await namespaces()).includes(plan.controlPlaneNetns)) {
    // The kernel frees a namespace, and with it the link, only some time after it was deleted.
    await run(['ip', '-n', plan.controlPlaneNetns, 'link', 'del', node.name], { okCodes: [0, 1] });
  }
  await deleteNamespace(node.netns);
}

/** Takes a node's link down or up, at the router's end, as if its cable were pulled. */
export async function setNodeLink(plan: AddressPlan, node: NodePlan, state: 'up' | 'down'): Promise<void> {
  await run(['ip', '-n', plan.controlPlaneNetns, 'link', 'set', node.name, state]);
}

/** True if the node's link is up, at the router's end. */
export async function isNodeLinkUp(plan: AddressPlan, node: NodePlan): Promise<boolean> {
  const { stdout } = await run(['ip', '-n', plan.controlPlaneNetns, 'link', 'show', node.name], { okCodes: [0, 1] });
  return /<[^>]*\bUP\b[^>]*>/.test(stdout);
}

/** Deletes a namespace and with it all links that end in it; nothing happens if there is none. */
async function deleteNamespace(name: string): Promise<void> {
  if (!(await namespaces()).includes(name)) return;
  await run(['ip', 'netns', 'del', name]);
}

/** Deletes every namespace and link of an instance, also half-made ones. */
export async function deleteNetwork(plan: AddressPlan): Promise<void> {
  for (const name of await namespaces()) {
    if (name.startsWith(`${plan.link}-`)) await deleteNamespace(name);
  }
  // The kernel deletes a namespace's links shortly after its last user is gone.
  await waitFor(
    `link ${plan.link} is gone`,
    async () => {
      if (!(await linkExists(plan.link))) return true;
      await run(['ip', 'link', 'del', plan.link], { okCodes: [0, 1] });
      return undefined;
    },
    { timeoutMs: 10_000, intervalMs: 20 },
  );
  // `ip netns add` made /run/netns a mount point, several times over if some ran at once; with the last
  // namespace it goes as well.
  while ((await namespaces()).length === 0) {
    if ((await run(['umount', '/run/netns'], { okCodes: [0, 1, 32] })).code !== 0) break;
  }
}

/** True if the host has a link of this name. */
export async function linkExists(name: string): Promise<boolean> {
  return (await run(['ip', 'link', 'show', name], { okCodes: [0, 1] })).code === 0;
}

/** The names of all network namespaces that `ip netns` knows. */
export async function namespaces(): Promise<string[]> {
  return readdir('/run/netns').catch(() => []);
}

/** The instance numbers whose address range the host already routes. */
export async function routedInstances(): Promise<Set<number>> {
  const { stdout } = await run(['ip', '-json', '-4', 'route']);
  const routes: unknown = JSON.parse(stdout);
  return occupiedInstances(Array.isArray(routes) ? routes : []);
}

async function setSysctls(namespace: string, values: Readonly<Record<string, string>>): Promise<void> {
  const script = Object.entries(values)
    // Not every kernel has bridge netfilter; where the file is missing there is nothing to switch off.
    .map(([name, value]) => `if [ -e /proc/sys/${name} ]; then echo ${value} > /proc/sys/${name}; fi`)
    .join('\n');
  await run(['nsenter', `--net=/run/netns/${namespace}`, 'sh', '-eu', '-c', script]);
}
