/** lmstat's output: the lines that FlexNet prints, since many programs read them. */
import type { FeatureStatus, PoolStatus, UserStatus } from '../../proto/index.ts';
import type { ClusterView, ServerView } from './clusterView.ts';

/** The first line of every tool; scripts know it by its beginning. */
export function banner(program: string): string {
  return `${program} - lmtriad, three-server redundant floating licenses. Apache License 2.0.`;
}

/** The text of a server that does not answer: never another one. */
const noConnection = 'Cannot connect to license server system. (-15,570:115 "Operation now in progress")';
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** What is to be printed. */
export interface StatusParts {
  readonly daemons: boolean;
  readonly features: boolean;
  /** Of each feature: who holds it. */
  readonly users: boolean;
  /** Only features that are in use. */
  readonly activeOnly: boolean;
  /** Only this vendor's features; empty means all. */
  readonly vendor: string;
  /** Instead of `Feature usage info:`. */
  readonly vendorHeader: boolean;
  /** Append `, PID: n`. */
  readonly pids: boolean;
}

/** Local time as `Fri 10/20 16:40`: no leading zeros but in the minutes. */
export function formatStart(date: Date): string {
  const minutes = String(date.getMinutes()).padStart(2, '0');
  return `${weekdays[date.getDay()]} ${date.getMonth() + 1}/${date.getDate()} ${date.getHours()}:${minutes}`;
}

/** `Thu 11/23/2017 15:08` */
export function statusDate(date: Date): string {
  const day = `${weekdays[date.getDay()]} ${date.getMonth() + 1}/${date.getDate()}/${date.getFullYear()}`;
  return `${day} ${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** `Flexible License Manager status on Thu 11/23/2017 15:08` */
export function statusHeader(date: Date): string {
  return `Flexible License Manager status on ${statusDate(date)}`;
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
  const status = view.status;
  if (!status || !answering) return lines;
  if (parts.daemons) {
    lines.push('', `Vendor daemon status (on ${answering.host}):`, '');
    const state = view.error ? 'DOWN' : 'UP';
    const vendors = (status.license?.vendors ?? []).filter((vendor) => !parts.vendor || vendor === parts.vendor);
    for (const vendor of vendors) lines.push(`    ${vendor}: ${state} v${answering.version}`);
  }
  if (parts.features && !view.error) {
    lines.push(parts.vendorHeader ? `Users of features served by ${parts.vendor}:` : 'Feature usage info:', '');
    const place = `${answering.host}/${answering.port}`;
    for (const feature of status.features) {
      if (parts.vendor && feature.vendor !== parts.vendor) continue;
      if (parts.activeOnly && feature.used === 0 && feature.users.length === 0) continue;
      featureLines(feature, parts, place, lines);
    }
  }
  return lines;
}

/** The server whose view is printed: the master, else the one that answered. */
export function answeringServer(view: ClusterView): ServerView | undefined {
  const name = (view.status?.master || view.status?.server || '').toLowerCase();
  return view.servers.find((server) => server.name.toLowerCase() === name);
}

function serverLine(server: ServerView, nothingServed: boolean): string {
  if (!server.up) return `${server.host}: ${noConnection}`;
  // A server without a quorum runs and serves nothing; monitoring counts every "UP" as one that serves.
  if (nothingServed) return `${server.host}: license server DOWN v${server.version}`;
  return `${server.host}: license server UP${server.master ? ' (MASTER)' : ''} v${server.version}`;
}

function featureLines(feature: FeatureStatus, parts: StatusParts, place: string, lines: string[]): void {
  if (feature.uncounted) lines.push(`Users of ${feature.feature}:  (Uncounted, node-locked)`, '');
  else {
    const issued = `Total of ${plural(feature.issued)} issued`;
    lines.push(`Users of ${feature.feature}:  (${issued};  Total of ${plural(feature.used)} in use)`, '');
  }
  if (!parts.users) return;
  const users = Map.groupBy(feature.users, (user) => user.pool);
  for (const pool of feature.pools) {
    const ofPool = users.get(pool.pool);
    if (!ofPool) continue;
    lines.push(...poolLines(feature, pool), '');
    for (const user of ofPool) lines.push(userLine(user, place, parts.pids));
    lines.push('');
    users.delete(pool.pool);
  }
  // Who waits in no particular pool, or holds seats of a line that is gone.
  const rest = [...users.values()].flat();
  if (rest.length > 0) lines.push(...rest.map((user) => userLine(user, place, parts.pids)), '');
}

function poolLines(feature: FeatureStatus, pool: PoolStatus): string[] {
  const expiry = pool.expiry === 'permanent' ? 'permanent(no expiration date)' : pool.expiry;
  const lines = [`  "${feature.feature}" v${pool.version}, vendor: ${feature.vendor}, expiry: ${expiry}`];
  if (pool.vendorString) lines.push(`  vendor_string: ${pool.vendorString}`);
  const ids = pool.hostids.filter((id) => id.toUpperCase() !== 'ANY');
  const kind = pool.uncounted ? 'uncounted nodelocked license' : 'nodelocked license,';
  if (ids.length > 0) lines.push(`  ${kind} locked to "ID=${ids.join(' ')}"`);
  else if (pool.uncounted) lines.push('  uncounted nodelocked license locked to NOTHING (hostid=ANY)');
  else lines.push('  floating license');
  return lines;
}

function userLine(user: UserStatus, place: string, pids: boolean): string {
  const who = `    ${user.user} ${user.host} ${user.display} (v${user.version}) (${place} ${user.lease})`;
  if (user.queued) return `${who} queued for ${user.count} license${user.count === 1 ? '' : 's'}`;
  let line = `${who}, start ${formatStart(new Date(user.start * 1000))}`;
  if (user.count > 1) line += `, ${user.count} licenses`;
  if (user.revoking) line += ' (revoking)';
  if (pids && user.pid > 0) line += `, PID: ${user.pid}`;
  return line;
}

function plural(count: number): string {
  return `${count} license${count === 1 ? '' : 's'}`;
}
