import type { GrantLine } from './grantLine.ts';
import type { PackageLine } from './model.ts';
import type { IgnoredLine, SignatureVerdict } from './poolModel.ts';
import { compareVersions } from './versions.ts';

/** A PACKAGE line that may be used. */
export interface UsablePackage {
  readonly file: string;
  readonly fileIndex: number;
  readonly line: PackageLine;
  readonly verdict: SignatureVerdict;
}

/**
 * A FEATURE or INCREMENT line with the name (and version) of a package enables it: its components take its
 * place, each with its count times the component's. In a suite the line stays, because a checkout of a
 * component takes one of it as well. A package that no line enables gives nothing.
 */
export function expandPackages(
  grants: readonly GrantLine[],
  packages: readonly UsablePackage[],
  ignored: IgnoredLine[],
): GrantLine[] {
  const byName = Map.groupBy(packages, ({ line }) => `${line.vendor} ${line.name}`);
  const enabled = new Set<UsablePackage>();
  const result: GrantLine[] = [];
  for (const grant of grants) {
    const usable = byName.get(`${grant.vendor} ${grant.feature}`)?.find(({ line }) => fits(line, grant));
    if (usable === undefined) {
      result.push(grant);
      continue;
    }
    enabled.add(usable);
    for (const expanded of expand(grant, usable)) result.push(expanded);
  }
  for (const usable of packages) {
    if (enabled.has(usable)) continue;
    const { name, line } = usable.line;
    ignored.push({ file: usable.file, line, feature: name, reason: 'no FEATURE or INCREMENT line enables it' });
  }
  return result;
}

function fits(line: PackageLine, grant: GrantLine): boolean {
  return line.version === null || compareVersions(line.version, grant.version) === 0;
}

function* expand(grant: GrantLine, usable: UsablePackage): Generator<GrantLine> {
  const { line } = usable;
  const verdict = weaker(grant.verdict, usable.verdict);
  const suiteReserved = line.suite === 'SUITE_RESERVED';
  const common = { verdict, packageName: line.name, suiteReserved };
  const enabling: GrantLine = { ...grant, ...common, suite: 'ENABLING' };
  if (line.suite !== 'NONE') yield enabling;
  for (const component of line.components) {
    yield {
      ...grant,
      ...common,
      feature: component.feature,
      version: component.version ?? grant.version,
      count: grant.count * component.count,
      suite: line.suite === 'NONE' ? 'NONE' : 'COMPONENT',
      enabling: line.suite === 'NONE' ? null : enabling,
    };
  }
}

/** What is only partly checked counts as the part that is checked least. */
export function weaker(a: SignatureVerdict, b: SignatureVerdict): SignatureVerdict {
  const order: readonly SignatureVerdict[] = ['unsigned', 'unchecked', 'valid'];
  return order.indexOf(a) <= order.indexOf(b) ? a : b;
}
