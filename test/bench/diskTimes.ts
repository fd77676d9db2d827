/** How long servers waited for their disks, by their own metrics. */

/** Writes of a server's log so far that took longer than each bound in seconds. */
export type DiskTimes = ReadonlyMap<number, number>;

/** `address`: host and port of a server's metrics. */
export async function diskTimes(address: string): Promise<DiskTimes> {
  const text = await (await fetch(`http://${address}/metrics`)).text();
  const all = Number(/^lmtriad_fsync_seconds_count (\d+)$/m.exec(text)?.[1] ?? 0);
  const buckets = text.matchAll(/^lmtriad_fsync_seconds_bucket\{le="([\d.]+)"\} (\d+)$/gm);
  return new Map([...buckets].map(([, bound, within]) => [Number(bound), all - Number(within)]));
}

/** The highest bound in seconds that a write between the two moments exceeded; 0 if none did. */
export function slowestBetween(before: DiskTimes, after: DiskTimes): number {
  const exceeded = [...after].filter(([bound, count]) => count > (before.get(bound) ?? 0)).map(([bound]) => bound);
  return Math.max(0, ...exceeded);
}
