import { attributeName, attributeRecord, findAttribute } from './attributes.ts';
import { FlexError } from './codes.ts';
import { type GrantLine, grantOf, type LinePlace } from './grantLine.ts';
import { isSignedLine, type LicenseFile, type SignedLine } from './model.ts';
import { normalisedLine } from './normalise.ts';
import type { UsablePackage } from './packages.ts';
import type { IgnoredLine, PoolOptions, RefusedLine, SignatureVerdict, VendorPolicy } from './poolModel.ts';
import { checkSignature, signatureOf } from './sign.ts';
import { type Supersedable, supersededBefore } from './supersede.ts';
import type { UsableUpgrade } from './upgrades.ts';

/** The lines that may be used, and those that may not. */
export interface JudgedLines {
  readonly grants: readonly GrantLine[];
  readonly upgrades: readonly UsableUpgrade[];
  readonly packages: readonly UsablePackage[];
  readonly refused: readonly RefusedLine[];
  readonly ignored: readonly IgnoredLine[];
}

interface Accepted extends LinePlace {
  readonly line: SignedLine;
  readonly verdict: SignatureVerdict;
  readonly supersedable: Supersedable;
}

type Refusal = readonly [code: number, reason: string];

/** Checks the signature of every line, then leaves out doubles (R15) and what is superseded. */
export function judgeLines(
  files: readonly LicenseFile[],
  options: PoolOptions,
  policyOf: (vendor: string) => VendorPolicy,
): JudgedLines {
  const refused: RefusedLine[] = [];
  const ignored: IgnoredLine[] = [];
  const accepted: Accepted[] = [];
  const vendors = new Set(files.flatMap((file) => file.vendors.map(({ vendor }) => vendor)));
  const otherHostids = options.serverHostids ?? files.find(hasServers)?.servers.map(({ hostid }) => hostid) ?? [];
  const counted = new Map<string, Accepted>();
  for (const [fileIndex, file] of files.entries()) {
    const hostids = hasServers(file) ? file.servers.map(({ hostid }) => hostid) : otherHostids;
    for (const line of file.lines) {
      if (!isSignedLine(line)) continue;
      const place = { file: file.name, line: line.line, feature: nameOf(line) };
      const text = normalisedLine(line, hostids);
      const verdict = vendors.has(line.vendor)
        ? judge(line, text, policyOf(line.vendor), options)
        : ([FlexError.VendorDown, `no VENDOR line for ${line.vendor}`] as const);
      if (typeof verdict !== 'string') {
        refused.push({ ...place, vendor: line.vendor, code: verdict[0], reason: verdict[1] });
        continue;
      }
      const usable = { file: file.name, fileIndex, line, verdict, supersedable: supersedableOf(line) };
      if (verdict === 'valid') {
        const earlier = counted.get(text);
        if (earlier !== undefined) {
          const reason = `a signed line counts once: the same as ${earlier.file}:${earlier.line.line}`;
          ignored.push({ ...place, reason });
          continue;
        }
        counted.set(text, usable);
      }
      accepted.push(usable);
    }
  }
  return { ...split(withoutSuperseded(accepted, ignored)), refused, ignored };
}

function judge(line: SignedLine, text: string, policy: VendorPolicy, options: PoolOptions): SignatureVerdict | Refusal {
  const locked = line.attributes.some(({ name }) => attributeName(name) === 'HOSTID');
  if (line.kind !== 'package' && line.uncounted && !locked) {
    return [FlexError.InvalidSyntax, 'an uncounted line needs HOSTID'];
  }
  const user = options.inUseElsewhere?.get(signatureOf(line) ?? '');
  if (user !== undefined) return [FlexError.FeatureRemoved, `the signed line is in use by ${user}, and counts once`];
  const { publicKey } = policy;
  if (typeof publicKey !== 'string') {
    if (!policy.allowUnsigned) {
      return findAttribute(line, 'SIGN') === null
        ? [FlexError.SignatureMissing, 'the line has no SIGN']
        : [FlexError.BadSignature, `no public key of ${line.vendor} to check SIGN with`];
    }
    return findAttribute(line, 'SIGN') === null ? 'unsigned' : 'unchecked';
  }
  const check = checkSignature(line, text, publicKey, options.verify);
  switch (check) {
    case 'valid':
      return 'valid';
    case 'missing':
      return policy.allowUnsigned ? 'unsigned' : [FlexError.SignatureMissing, 'the line has no SIGN'];
    case 'malformed':
      return [FlexError.BadSignature, 'SIGN is no signature of 128 hexadecimal digits'];
    case 'wrong':
      return [FlexError.BadSignature, 'SIGN does not fit: the line or a SERVER host id was changed after signing'];
  }
}

function withoutSuperseded(accepted: readonly Accepted[], ignored: IgnoredLine[]): Accepted[] {
  const dateFor = supersededBefore(accepted.map(({ supersedable }) => supersedable));
  return accepted.filter(({ file, line, supersedable }) => {
    const date = dateFor(supersedable);
    if (date === null) return true;
    ignored.push({ file, line: line.line, feature: nameOf(line), reason: `superseded by a line issued on ${date}` });
    return false;
  });
}

function split(accepted: readonly Accepted[]): Pick<JudgedLines, 'grants' | 'upgrades' | 'packages'> {
  const grants: GrantLine[] = [];
  const upgrades: UsableUpgrade[] = [];
  const packages: UsablePackage[] = [];
  for (const { file, fileIndex, line, verdict } of accepted) {
    if (line.kind === 'feature') grants.push(grantOf(line, { file, fileIndex }, verdict));
    else if (line.kind === 'upgrade') upgrades.push({ file, fileIndex, line, verdict });
    else packages.push({ file, fileIndex, line, verdict });
  }
  return { grants, upgrades, packages };
}

function supersedableOf(line: SignedLine): Supersedable {
  return { vendor: line.vendor, feature: nameOf(line), attributes: attributeRecord(line) };
}

function nameOf(line: SignedLine): string {
  return line.kind === 'package' ? line.name : line.feature;
}

function hasServers(file: LicenseFile): boolean {
  return file.servers.length > 0;
}
