import type { NodePlan } from './addressPlan.ts';
import { run } from './command.ts';

/** Which packets of a node are dropped, seen from the node. */
export interface Cut {
  readonly direction: 'in' | 'out';
  /**
   * Only packets to or from this TCP or UDP port as seen between the nodes, that is the pod's port and not
   * its Service's. Both ends count: with one port cut "in", the node gets neither requests to its own pods at
   * that port nor answers from others' pods at it.
   */
  readonly port?: number;
}

const TABLE = 'lmtriad_cut';

/** The nftables script that makes exactly these cuts on a node's link, for forwarded pod traffic as well. */
export function cutScript(cuts: readonly Cut[]): string {
  const rules = (direction: Cut['direction']): string[] =>
    cuts
      .filter((cut) => cut.direction === direction)
      .flatMap(({ port }) => {
        const link = direction === 'in' ? 'iifname "eth0"' : 'oifname "eth0"';
        if (port === undefined) return [`    ${link} drop`];
        return ['sport', 'dport'].map((end) => `    ${link} meta l4proto { tcp, udp } th ${end} ${port} drop`);
      });
  return [
    `table inet ${TABLE}`,
    `delete table inet ${TABLE}`,
    `table inet ${TABLE} {`,
    '  chain arriving {',
    '    type filter hook prerouting priority -300;',
    ...rules('in'),
    '  }',
    '  chain leaving {',
    // After kube-proxy's address translation, so that a port is the pod's.
    '    type filter hook postrouting priority 300;',
    ...rules('out'),
    '  }',
    '}',
    '',
  ].join('\n');
}

/** Replaces the node's cuts by these, at once. */
export async function applyCuts(node: NodePlan, cuts: readonly Cut[]): Promise<void> {
  await run(['nsenter', `--net=/run/netns/${node.netns}`, 'nft', '-f', '-'], { input: cutScript(cuts) });
}

/** Removes all cuts of the node. */
export async function removeCuts(node: NodePlan): Promise<void> {
  const script = `table inet ${TABLE}\ndelete table inet ${TABLE}\n`;
  await run(['nsenter', `--net=/run/netns/${node.netns}`, 'nft', '-f', '-'], { input: script });
}

/** The cuts now in force on the node, read back from the kernel. */
export async function currentCuts(node: NodePlan): Promise<Cut[]> {
  const { stdout } = await run(
    ['nsenter', `--net=/run/netns/${node.netns}`, 'nft', '-n', 'list', 'table', 'inet', TABLE],
    { okCodes: [0, 1] },
  );
  return parseCuts(stdout);
}

/** Parses what `nft list table` prints for the table of {@link cutScript}. */
export function parseCuts(listing: string): Cut[] {
  const cuts = new Map<string, Cut>();
  for (const line of listing.split('\n')) {
    if (!line.trim().endsWith('drop')) continue;
    const direction = line.includes('iifname') ? 'in' : 'out';
    const port = /[sd]port (\d+)/.exec(line)?.[1];
    cuts.set(`${direction} ${port}`, port === undefined ? { direction } : { direction, port: Number(port) });
  }
  return [...cuts.values()];
}
