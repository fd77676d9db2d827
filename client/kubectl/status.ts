/** kubectl lmtriad status: the resource as the operator sees it, then the servers as they see themselves. */
import { LicenseError } from '../errors.ts';
import type { Terminal } from '../lmutil/terminal.ts';
import { lmstatInPod } from './inPod.ts';
import type { Kubectl } from './kubectl.ts';
import { type ClusterObject, type MemberState, readCluster } from './resource.ts';

/** The exit code is lmstat's: 0 while licenses are served. */
export async function status(kubectl: Kubectl, name: string, terminal: Terminal): Promise<number> {
  const cluster = await readCluster(kubectl, name);
  terminal.out(`${resourceText(cluster, terminal.now())}\n`);
  try {
    const { code, stdout } = await lmstatInPod(kubectl, cluster, ['-a', '--no-user-info']);
    terminal.out(`\n${stdout}`);
    return code;
  } catch (error) {
    if (!(error instanceof LicenseError)) throw error;
    terminal.out(`\n${error.message}\n`);
    return 1;
  }
}

function resourceText(cluster: ClusterObject, now: Date): string {
  const { metadata, status: seen } = cluster;
  const conditions = seen?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === 'Ready');
  const head: [string, string | undefined][] = [
    ['Name', `${metadata.name} in ${metadata.namespace}`],
    [
      'Ready',
      ready === undefined ? 'Unknown' : `${ready.status}${ready.status === 'True' ? '' : `: ${ready.message}`}`,
    ],
    ['Master', seen?.master || 'none'],
    ['Quorum', seen?.quorum],
    ['Subnet', seen?.subnet],
    ['License', seen?.license && `revision ${seen.license.revision}, vendors ${seen.license.vendors.join(' ')}`],
    ['Cluster id', seen?.clusterId],
  ];
  const lines = head.filter(([, value]) => value).map(([key, value]) => `${`${key}:`.padEnd(12)}${value}`);
  const members = (seen?.members ?? []).map((member) => memberRow(member, now));
  const wrong = conditions.filter(isWrong).map(({ type, status: value, reason, message }) => {
    return `${type}=${value} (${reason}): ${message}`;
  });
  return [
    ...lines,
    '',
    ...table([['SERVER', 'POD', 'NODE', 'ROLE', 'HEALTHY', 'VERSION', 'LAST SEEN', ''], ...members]),
    ...(wrong.length === 0 ? [] : ['', ...wrong]),
  ].join('\n');
}

/** Good conditions are true, but for these two, which are good when false. */
function isWrong({ type, status: value }: { type: string; status: string }): boolean {
  return value !== (type === 'Degraded' || type === 'Progressing' ? 'False' : 'True');
}

function memberRow(member: MemberState, now: Date): string[] {
  const { name, pod, node = '-', role, healthy, version = '-', lastSeen, message = '' } = member;
  const age = lastSeen === undefined ? '-' : `${Math.max(0, Math.round((+now - Date.parse(lastSeen)) / 1000))}s ago`;
  return [name, pod, node, role, healthy ? 'yes' : 'no', version, age, message];
}

function table(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
