/** lmstat's blocks of features: who uses, who waits, what is kept for whom. */
import type { FeatureStatus, PoolStatus, ReservationStatus, UserStatus } from '../../proto/index.ts';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** How features are printed. */
export interface FeatureParts {
  /** Of each feature: who holds it. */
  readonly users: boolean;
  /** Append `, PID: n`. */
  readonly pids: boolean;
  /** Also checkouts that share the seats of another by their DUP_GROUP: FlexNet does not list them. */
  readonly shared: boolean;
  /** The server whose view it is, as `host/port`. */
  readonly place: string;
  /** Unix time in seconds by that server's clock. */
  readonly now: number;
}

/** Local time as `Fri 10/20 16:40`: no leading zeros but in the minutes. */
export function formatStart(date: Date): string {
  return `${weekdays[date.getDay()]} ${date.getMonth() + 1}/${date.getDate()} ${clock(date)}`;
}

/** Local time as `Thu 11/23/2017 15:08`. */
export function formatMoment(date: Date): string {
  return `${weekdays[date.getDay()]} ${date.getMonth() + 1}/${date.getDate()}/${date.getFullYear()} ${clock(date)}`;
}

function clock(date: Date): string {
  return `${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** Appends the block of one feature. */
export function featureLines(feature: FeatureStatus, parts: FeatureParts, lines: string[]): void {
  lines.push(usersOf(feature), '');
  if (!parts.users) return;
  const users = Map.groupBy(
    feature.users.filter(({ shared }) => parts.shared || !shared),
    (user) => user.pool,
  );
  for (const pool of feature.pools) {
    const kept = feature.reservations.filter((each) => each.pool === pool.pool && idle(each) > 0);
    const ofPool = users.get(pool.pool) ?? [];
    users.delete(pool.pool);
    if (kept.length === 0 && ofPool.length === 0) continue;
    lines.push(...poolLines(feature, pool), '');
    for (const each of kept) lines.push(reservationLine(each, parts.place));
    for (const user of ofPool) lines.push(userLine(user, parts));
    lines.push('');
  }
  // Who waits in no particular pool, or holds seats of a line that is gone.
  const rest = [...users.values()].flat();
  if (rest.length > 0) lines.push(...rest.map((user) => userLine(user, parts)), '');
}

function usersOf({ feature, uncounted, issued, used }: FeatureStatus): string {
  if (uncounted) return `Users of ${feature}:  (Uncounted, node-locked)`;
  return `Users of ${feature}:  (Total of ${plural(issued)} issued;  Total of ${plural(used)} in use)`;
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

/** Seats that are kept and that nobody uses. */
function idle({ count, used }: ReservationStatus): number {
  return Math.max(0, count - used);
}

function reservationLine(reservation: ReservationStatus, place: string): string {
  const count = idle(reservation);
  const seats = `${count} RESERVATION${count === 1 ? '' : 's'}`;
  return `    ${seats} for ${reservation.type} ${reservation.name} (${place})`;
}

/** `    user host display [extra] (vVER) (serverhost/port handle), start Www M/D H:MM[, N licenses][  (linger: a / b)][, PID: n]` */
function userLine(user: UserStatus, parts: FeatureParts): string {
  // What FlexNet has no word for stands where it puts the data of a checkout.
  const extra = `${user.revoking ? ' revoking' : ''}${user.shared ? ' shared' : ''}`;
  const who = `    ${user.user} ${user.host} ${user.display}${extra} (v${user.version}) (${parts.place} ${user.lease})`;
  if (user.queued) return `${who} queued for ${plural(user.count)}`;
  let line = `${who}, start ${formatStart(new Date(user.start * 1000))}`;
  if (user.count > 1) line += `, ${user.count} licenses`;
  const left = user.borrowedUntil > 0 ? Math.max(0, user.borrowedUntil - parts.now) : user.lingerSeconds;
  const whole = user.borrowedUntil > 0 ? user.borrowedUntil - user.start : user.lingerSeconds;
  if (whole > 0) line += `  (linger: ${left} / ${whole})`;
  if (parts.pids && user.pid > 0) line += `, PID: ${user.pid}`;
  return line;
}

function plural(count: number): string {
  return `${count} license${count === 1 ? '' : 's'}`;
}
