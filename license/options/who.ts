import type { OptionsFile, WhoType } from './model.ts';

/** Who asks for a license. */
export interface Asker {
  readonly user: string;
  readonly host: string;
  readonly display: string;
  readonly project?: string;
  /** IP addresses that the program is known by. */
  readonly addresses?: readonly string[];
}

interface Members {
  readonly names: Set<string>;
  /** Members with a `*`; most groups have none. */
  readonly patterns: string[];
}

/** The groups of an options file, made for looking up. */
export interface Groups {
  readonly users: ReadonlyMap<string, Members>;
  readonly hosts: ReadonlyMap<string, Members>;
  /** GROUPCASEINSENSITIVE ON: for the members of groups, not for names elsewhere. */
  readonly caseInsensitive: boolean;
  /** FQDN_MATCHING lenient: `pc1` and `pc1.example.com` are one host. */
  readonly lenientHosts: boolean;
}

/** Gathers the groups of a file. Several lines of one group add up, wherever they stand. */
export function groupsOf(file: OptionsFile): Groups {
  const users = new Map<string, Members>();
  const hosts = new Map<string, Members>();
  let caseInsensitive = false;
  let lenientHosts = false;
  for (const { rule } of file.rules) {
    if (rule.kind === 'switch' && rule.keyword === 'GROUPCASEINSENSITIVE') caseInsensitive = rule.on;
    if (rule.kind === 'fqdnMatching') lenientHosts = rule.mode === 'lenient';
  }
  for (const { rule } of file.rules) {
    if (rule.kind !== 'group') continue;
    const table = rule.keyword === 'GROUP' ? users : hosts;
    const members = table.get(rule.name) ?? { names: new Set(), patterns: [] };
    table.set(rule.name, members);
    for (const member of rule.members) {
      const name = caseInsensitive ? member.toLowerCase() : member;
      if (name.includes('*')) members.patterns.push(name);
      else members.names.add(name);
    }
  }
  return { users, hosts, caseInsensitive, lenientHosts };
}

/**
 * True if a line with this type and name is about this asker. Names are case-sensitive; `*` stands for any
 * characters. A group that is nowhere defined has no members.
 */
export function matchesWho(type: WhoType, pattern: string, who: Asker, groups: Groups): boolean {
  switch (type) {
    case 'USER':
      return matchesText(pattern, who.user);
    case 'DISPLAY':
      return matchesText(pattern, who.display);
    case 'PROJECT':
      return matchesText(pattern, who.project ?? '');
    case 'HOST':
      return hostNames(who, groups).some((name) => matchesText(pattern, name));
    case 'INTERNET':
      return (who.addresses ?? []).some((address) => matchesText(pattern, address));
    case 'GROUP':
      return isMember(groups.users.get(pattern), [who.user], groups);
    case 'HOST_GROUP':
      return isMember(groups.hosts.get(pattern), hostNames(who, groups), groups);
  }
}

/** What a host goes by: its name, its short name if FQDN_MATCHING is lenient, and its addresses. */
function hostNames(who: Asker, groups: Groups): string[] {
  const names = [who.host, ...(who.addresses ?? [])];
  const dot = who.host.indexOf('.');
  if (groups.lenientHosts && dot > 0) names.push(who.host.slice(0, dot));
  return names;
}

function isMember(members: Members | undefined, names: readonly string[], groups: Groups): boolean {
  if (members === undefined) return false;
  return names.some((written) => {
    const name = groups.caseInsensitive ? written.toLowerCase() : written;
    return members.names.has(name) || members.patterns.some((pattern) => matchesText(pattern, name));
  });
}

/** True if the text is the pattern, in which `*` stands for any characters. Never worse than length times length. */
export function matchesText(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text;
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
