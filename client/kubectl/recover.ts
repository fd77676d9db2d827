/** kubectl lmtriad recover: a new cluster in place of one that has lost two disks (R18). */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LicenseError } from '../errors.ts';
import type { Terminal } from '../lmutil/terminal.ts';
import type { Kubectl } from './kubectl.ts';
import { type ClusterObject, readCluster } from './resource.ts';

/** The operator follows it; see operator/specs/recovery.ts. */
const annotation = 'lmtriad.io/recover';
const pollMs = 2_000;
/** For so long the operator may take the order up; one that stayed behind is not followed by chance. */
const orderMs = 3_600_000;

export interface RecoverOptions {
  readonly from?: string;
  readonly empty?: boolean;
  readonly yes?: boolean;
  /** Seconds. */
  readonly timeout: string;
}

/** The exit code is 0 when the new cluster serves, 1 if the answer was no or it does not serve in time. */
export async function recover(
  kubectl: Kubectl,
  name: string,
  options: RecoverOptions,
  terminal: Terminal,
): Promise<number> {
  const cluster = await readCluster(kubectl, name);
  const server = serverOf(cluster, options);
  const from = options.empty ? 'empty' : 'data';
  const clusterId = randomBytes(16).toString('hex');
  terminal.out(warning(cluster, server, from));
  if (!options.yes && !/^y/i.test(await terminal.ask('Are you sure (y/n)?  '))) {
    terminal.out('Nothing was changed\n');
    return 1;
  }
  const until = new Date(terminal.now().getTime() + orderMs).toISOString();
  const replaces = cluster.status?.clusterId ?? '';
  const order = JSON.stringify({ clusterId, server, from, replaces, until });
  const words = ['annotate', '--overwrite', 'licenseclusters.lmtriad.io', name, `${annotation}=${order}`];
  const { code, stderr } = await kubectl.run(words);
  if (code !== 0) throw new LicenseError({ code: -42, detail: `kubectl: ${stderr.trim()}` });
  terminal.out(`cluster ${clusterId} is asked for\n`);
  return (await served(kubectl, name, clusterId, Number(options.timeout) * 1_000, terminal)) ? 0 : 1;
}

function serverOf({ metadata, spec, status }: ClusterObject, options: RecoverOptions): string {
  const names = spec.servers.map(({ name }) => name);
  if ((options.from === undefined) === (options.empty !== true)) {
    throw new LicenseError({ code: -42, detail: `give --from SERVER (one of ${names.join(', ')}) or --empty` });
  }
  if (options.from !== undefined && !names.includes(options.from)) {
    throw new LicenseError({ code: -42, detail: `${options.from} is none of ${names.join(', ')}` });
  }
  if (status?.master) {
    const detail = `${metadata.name} is served by ${status.master}: there is nothing to recover`;
    throw new LicenseError({ code: -42, detail });
  }
  // Whichever is up is as good as another when all are empty.
  return options.from ?? status?.members?.find(({ role }) => role !== 'Unknown')?.name ?? names[0] ?? '';
}

function warning({ metadata }: ClusterObject, server: string, from: 'data' | 'empty'): string {
  const what =
    from === 'data'
      ? `from what ${server} knows. Checkouts that only the lost disks knew are forgotten.`
      : 'from nothing. All checkouts are forgotten.';
  return `A new cluster is formed in place of ${metadata.name}'s, ${what}
Nothing is granted for one lease. Borrowed licenses that are forgotten stay in use until they end,
beside those that are granted anew. The former disks are refused for ever.
If one of the two disks can be brought back, do that instead: then nothing is lost.
`;
}

async function served(
  kubectl: Kubectl,
  name: string,
  clusterId: string,
  milliseconds: number,
  terminal: Terminal,
): Promise<boolean> {
  const end = performance.now() + milliseconds;
  let said = '';
  while (performance.now() < end) {
    const { status } = await readCluster(kubectl, name);
    const taken = status?.clusterId === clusterId;
    const news = taken ? `${status.quorum ?? ''}, master ${status.master || 'not yet'}` : 'waiting for the operator';
    if (news !== said) terminal.out(`${news}\n`);
    said = news;
    if (taken && status.master) return true;
    await delay(pollMs);
  }
  terminal.err(`no master yet; what stands in the way: kubectl lmtriad status ${name}\n`);
  return false;
}
