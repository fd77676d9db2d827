import { type GrantLine, grantOf } from './grantLine.ts';
import type { UpgradeLine } from './model.ts';
import { weaker } from './packages.ts';
import type { IgnoredLine, SignatureVerdict } from './poolModel.ts';
import { compareVersions } from './versions.ts';

/** An UPGRADE line that may be used. */
export interface UsableUpgrade {
  readonly file: string;
  readonly fileIndex: number;
  readonly line: UpgradeLine;
  readonly verdict: SignatureVerdict;
}

/**
 * Each UPGRADE takes up to its number of licenses from the closest line before it with from <= version < to,
 * and gives them out again at `to`: INCREMENT 1.0 with 5 and UPGRADE 1.0 to 2.0 with 2 are 3 and 2. The new
 * ones keep what the old line said (its node lock, say) unless the UPGRADE says it itself.
 */
export function applyUpgrades(
  grants: readonly GrantLine[],
  upgrades: readonly UsableUpgrade[],
  ignored: IgnoredLine[],
): GrantLine[] {
  if (upgrades.length === 0) return [...grants];
  const byName = Map.groupBy([...grants].sort(byPlace), ({ vendor, feature }) => `${vendor} ${feature}`);
  const inOrder = [...upgrades].sort((a, b) => a.fileIndex - b.fileIndex || a.line.line - b.line.line);
  for (const upgrade of inOrder) {
    const { line, file } = upgrade;
    const lines = byName.get(`${line.vendor} ${line.feature}`) ?? [];
    const at = lines.findLastIndex((grant) => fits(grant, upgrade));
    const base = lines[at];
    if (base === undefined) {
      const reason = `no line before it has a version from ${line.fromVersion} to below ${line.version}`;
      ignored.push({ file, line: line.line, feature: line.feature, reason });
      continue;
    }
    const moved = line.uncounted ? 0 : Math.min(line.count, base.count);
    const rest = { ...base, count: base.count - moved };
    lines.splice(at, 1, ...(line.uncounted || rest.count === 0 ? [] : [rest]));
    insert(lines, upgraded(base, upgrade, moved));
  }
  return [...byName.values()].flat();
}

function fits(grant: GrantLine, { line, fileIndex }: UsableUpgrade): boolean {
  const before = grant.fileIndex < fileIndex || (grant.fileIndex === fileIndex && grant.line < line.line);
  return (
    before &&
    grant.uncounted === line.uncounted &&
    compareVersions(line.fromVersion, grant.version) <= 0 &&
    compareVersions(grant.version, line.version) < 0
  );
}

function upgraded(base: GrantLine, upgrade: UsableUpgrade, count: number): GrantLine {
  const own = grantOf(upgrade.line, { file: upgrade.file, fileIndex: upgrade.fileIndex }, upgrade.verdict);
  // The overdraft stays with the old line: it must not be given twice.
  const { OVERDRAFT: _, ...kept } = base.attributes;
  const attributes = { ...kept, ...own.attributes };
  return { ...own, count, attributes, verdict: weaker(base.verdict, own.verdict) };
}

/** Keeps the lines in the order in which they stand, so that a later UPGRADE finds the closest. */
function insert(lines: GrantLine[], grant: GrantLine): void {
  const at = lines.findLastIndex((line) => byPlace(line, grant) <= 0);
  lines.splice(at + 1, 0, grant);
}

function byPlace(a: GrantLine, b: GrantLine): number {
  return a.fileIndex - b.fileIndex || a.line - b.line;
}
