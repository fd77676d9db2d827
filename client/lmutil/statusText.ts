/** lmstat's output: the lines that FlexNet prints, since many programs read them. */
import { type ClusterView, noAnswer, type ServerView } from './clusterView.ts';
import { type FeatureParts, featureLines, formatMoment } from './featureText.ts';

/** The first line of every tool; scripts know it by its beginning. */
export function banner(program: string): string {
  return `${program} - lmtriad, three-server redundant floating licenses. Apache License 2.0.`;
}

/** What is to be printed. */
export interface StatusParts extends Pick<FeatureParts, 'users' | 'pids' | 'shared'> {
  readonly daemons: boolean;
  readonly features: boolean;
  /** Only features that are in use. */
  readonly activeOnly: boolean;
  /** Only this vendor's features; empty means all. */
  readonly vendor: string;
  /** A header for each vendor instead of `Feature usage info:`. */
  readonly byVendor: boolean;
}

/** `Flexible License Manager status on Thu 11/23/2017 15:08` */
export function statusHeader(date: Date): string {
  return `Flexible License Manager status on ${formatMoment(date)}`;
}

/** The whole status of one system, as lines. */
export function statusLines(view: ClusterView, parts: StatusParts, serverLicensePath: string): string[] {
  const lines: string[] = [];
  const answering = answeringServer(view);
  lines.push(`License server status: ${view.servers.map(({ host, port }) => `${port}@${host}`).join(',')}`);
  if (answering) lines.push(`    License file(s) on ${answering.host}: ${serverLicensePath}:`);
  lines.push('', ...view.servers.map((server) => serverLine(server, view.error !== null)));
  if (view.error) {
    lines.push('', `Error getting status: ${view.error.text}`);
    if (view.error.detail) lines.push(`    ${view.error.detail}`);
  }
  const { status } = view;
  if (!status || !answering) return lines;
  const vendors = (status.license?.vendors ?? []).filter((vendor) => !parts.vendor || vendor === parts.vendor);
  if (parts.daemons) {
    lines.push('', `Vendor daemon status (on ${answering.host}):`, '');
    const state = view.error ? 'DOWN' : 'UP';
    for (const vendor of vendors) lines.push(`    ${vendor}: ${state} ${versionText(answering)}`);
  }
  if (!parts.features || view.error) return lines;
  const place = `${answering.host}/${answering.port}`;
  const how = { ...parts, place, now: Math.floor(status.serverTime / 1000) };
  const shown = status.features.filter(({ used, users }) => !parts.activeOnly || used > 0 || users.length > 0);
  if (!parts.byVendor) {
    lines.push('Feature usage info:', '');
    for (const feature of shown) featureLines(feature, how, lines);
    return lines;
  }
  for (const vendor of parts.vendor ? [parts.vendor] : vendors) {
    lines.push(`Users of features served by ${vendor}:`, '');
    for (const feature of shown) if (feature.vendor === vendor) featureLines(feature, how, lines);
  }
  return lines;
}

/** The server whose view is printed: the master, else the one that answered. */
export function answeringServer(view: ClusterView): ServerView | undefined {
  const name = (view.status?.master || view.status?.server || '').toLowerCase();
  return view.servers.find((server) => server.name.toLowerCase() === name);
}

function serverLine(server: ServerView, nothingServed: boolean): string {
  if (!server.up) return `${server.host}: ${noAnswer().text}`;
  // A server without a quorum runs and serves nothing; monitoring counts every "UP" as one that serves.
  if (nothingServed) return `${server.host}: license server DOWN ${versionText(server)}`;
  return `${server.host}: license server UP${server.master ? ' (MASTER)' : ''} ${versionText(server)}`;
}

/** `v` and digits and dots: what reads lmstat knows no `-rc1`. */
function versionText({ version }: ServerView): string {
  return `v${/^\d+(?:\.\d+)+/.exec(version)?.[0] ?? '0.0'}`;
}
