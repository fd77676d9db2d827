/** Whom the lines of an options file are about, made for looking up: an asker is found without reading all lines. */
import { type Asker, type Groups, matchesText, matchesWho } from '../../license/index.ts';

/** The types of `license/options/model.ts`. */
type WhoType = Parameters<typeof matchesWho>[0];

interface Entry<T> {
  readonly order: number;
  readonly type: WhoType;
  readonly name: string;
  readonly value: T;
}

/** The names that an asker goes by in one options file, its groups among them. */
export interface AskerKeys {
  readonly asker: Asker;
  readonly groups: Groups;
  /** `TYPE name`. */
  readonly keys: readonly string[];
}

/** Lines of one kind and what they say, in the order of the file. */
export class WhoTable<T> {
  private readonly exact = new Map<string, Entry<T>[]>();
  /** Names with a `*`: looked through one by one. */
  private readonly patterns: Entry<T>[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(type: WhoType, name: string, value: T): void {
    const entry = { order: this.count, type, name, value };
    this.count += 1;
    if (name.includes('*') && type !== 'GROUP' && type !== 'HOST_GROUP') {
      this.patterns.push(entry);
      return;
    }
    const key = `${type} ${name}`;
    const entries = this.exact.get(key);
    if (entries === undefined) this.exact.set(key, [entry]);
    else entries.push(entry);
  }

  /** What the lines about this asker say, in the order of the file. */
  find({ asker, groups, keys }: AskerKeys): T[] {
    const found: Entry<T>[] = [];
    for (const key of keys) {
      const entries = this.exact.get(key);
      if (entries !== undefined) found.push(...entries);
    }
    for (const entry of this.patterns) if (matchesWho(entry.type, entry.name, asker, groups)) found.push(entry);
    if (found.length > 1) found.sort((a, b) => a.order - b.order);
    return found.map((entry) => entry.value);
  }

  /** True if any line is about this asker. */
  has({ asker, groups, keys }: AskerKeys): boolean {
    return (
      keys.some((key) => this.exact.has(key)) ||
      this.patterns.some((entry) => matchesWho(entry.type, entry.name, asker, groups))
    );
  }
}

/** The groups of one options file by their members. */
export class GroupIndex {
  readonly groups: Groups;
  private readonly users: MemberIndex;
  private readonly hosts: MemberIndex;

  constructor(groups: Groups) {
    this.groups = groups;
    this.users = memberIndex(groups.users);
    this.hosts = memberIndex(groups.hosts);
  }

  /** The names that lines of the file may have for this asker. */
  keysOf(asker: Asker): AskerKeys {
    const hosts = [asker.host, ...(asker.addresses ?? [])];
    const dot = asker.host.indexOf('.');
    if (this.groups.lenientHosts && dot > 0) hosts.push(asker.host.slice(0, dot));
    const keys = new Set([`USER ${asker.user}`, `DISPLAY ${asker.display}`, `PROJECT ${asker.project ?? ''}`]);
    for (const host of hosts) keys.add(`HOST ${host}`);
    for (const address of asker.addresses ?? []) keys.add(`INTERNET ${address}`);
    for (const group of this.groupsOf(this.users, [asker.user])) keys.add(`GROUP ${group}`);
    for (const group of this.groupsOf(this.hosts, hosts)) keys.add(`HOST_GROUP ${group}`);
    return { asker, groups: this.groups, keys: [...keys] };
  }

  private groupsOf(index: MemberIndex, names: readonly string[]): string[] {
    return names.flatMap((written) => {
      const name = this.groups.caseInsensitive ? written.toLowerCase() : written;
      const byPattern = index.patterns.filter(({ pattern }) => matchesText(pattern, name)).map(({ group }) => group);
      return [...(index.byName.get(name) ?? []), ...byPattern];
    });
  }
}

interface MemberIndex {
  readonly byName: ReadonlyMap<string, string[]>;
  readonly patterns: readonly { readonly pattern: string; readonly group: string }[];
}

function memberIndex(groups: Groups['users']): MemberIndex {
  const byName = new Map<string, string[]>();
  const patterns: { pattern: string; group: string }[] = [];
  for (const [group, members] of groups) {
    for (const name of members.names) {
      const list = byName.get(name);
      if (list === undefined) byName.set(name, [group]);
      else list.push(group);
    }
    for (const pattern of members.patterns) patterns.push({ pattern, group });
  }
  return { byName, patterns };
}
