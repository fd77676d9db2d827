import type { LicenseCluster } from './licenseCluster.ts';

/** The ordinal of each server's pod, by the server's name. */
export type Ordinals = Readonly<Record<string, number>>;

/**
 * Which server has which ordinal: what was recorded once rules for ever, so that reordering the servers moves
 * no volume; where nothing is recorded, the declared order.
 */
export function assignOrdinals(cluster: LicenseCluster, recorded: readonly (string | undefined)[]): Ordinals {
  const names = cluster.spec.servers.map((server) => server.name);
  for (const text of recorded) {
    const ordinals = parseOrdinals(text);
    if (ordinals !== undefined && names.every((name) => name in ordinals)) {
      return Object.fromEntries(names.map((name) => [name, ordinals[name] ?? 0]));
    }
  }
  const members = cluster.status?.members ?? [];
  if (names.every((name) => members.some((member) => member.name === name))) {
    return Object.fromEntries(members.map((member) => [member.name, member.ordinal]));
  }
  return Object.fromEntries(names.map((name, index) => [name, index]));
}

/** As annotation text, in the order of the ordinals. */
export function printOrdinals(ordinals: Ordinals): string {
  return JSON.stringify(Object.fromEntries(Object.entries(ordinals).sort(([, a], [, b]) => a - b)));
}

function parseOrdinals(text: string | undefined): Ordinals | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed === null || typeof parsed !== 'object') return undefined;
    const values = Object.values(parsed);
    const complete = [0, 1, 2].every((ordinal) => values.includes(ordinal)) && values.length === 3;
    return complete ? (parsed as Ordinals) : undefined;
  } catch {
    return undefined;
  }
}
