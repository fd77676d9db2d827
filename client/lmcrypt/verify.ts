/** lmcrypt verify: says of each line of a vendor whether it is as it was signed. */
import {
  errorsOf,
  FlexError,
  formatDiagnostic,
  isLicenseError,
  isSignedLine,
  normalisedLine,
  parseLicense,
  parseVendorDefinition,
  type SignedLine,
  type VendorDefinition,
  verifyLine,
} from '../../license/index.ts';
import { verifyEd25519 } from '../ed25519.ts';
import { LicenseError } from '../errors.ts';
import { invalid, type Output, readInput } from './files.ts';

/** Options of lmcrypt verify. */
export interface VerifyOptions {
  d: string;
}

/** Names each line; the result is 0, or the code of the worst that was found: -8, then -114, then -2. */
export function verify(path: string, options: VerifyOptions, output: Output): number {
  const definition = readDefinition(options.d);
  const { publicKey, vendor } = definition;
  if (publicKey === null) throw invalid(`${options.d} has no public key to check with`);
  const { file, diagnostics } = parseLicense(readInput(path), path);
  const errors = errorsOf(diagnostics).filter(({ code }) => code !== 'NoVendor' && code !== 'NoFeatures');
  for (const error of errors) output.err(`lmcrypt: ${formatDiagnostic(error)}\n`);
  const hostids = file.servers.map(({ hostid }) => hostid);
  const seen = new Map<string, number>();
  const codes = new Set<number>(errors.map(({ flexCode }) => flexCode));
  let checked = 0;
  for (const line of file.lines) {
    if (!isSignedLine(line)) continue;
    const name = `${path}:${line.line}: ${nameOf(line)}`;
    if (line.vendor !== vendor) {
      output.out(`${name}: not checked: a line of ${line.vendor}\n`);
      continue;
    }
    checked += 1;
    const check = verifyLine(line, hostids, publicKey, verifyEd25519);
    if (check === 'valid') {
      const text = normalisedLine(line, hostids);
      const first = seen.get(text);
      output.out(`${name}: ok${first === undefined ? '' : `, but counts once: the same as line ${first}`}\n`);
      seen.set(text, first ?? line.line);
    } else if (check === 'missing') {
      output.out(`${name}: unsigned${definition.allowUnsigned ? ', which the vendor allows' : ' (-114)'}\n`);
      if (!definition.allowUnsigned) codes.add(FlexError.SignatureMissing);
    } else {
      output.out(`${name}: edited (-8)\n`);
      codes.add(FlexError.BadSignature);
    }
  }
  if (checked === 0 && codes.size === 0) {
    throw new LicenseError({ code: FlexError.NoSuchFeature, detail: `${path}: no line of vendor ${vendor}` });
  }
  const worst = [FlexError.BadSignature, FlexError.SignatureMissing].find((code) => codes.has(code));
  return worst ?? [...codes][0] ?? 0;
}

function nameOf(line: SignedLine): string {
  if (line.kind === 'package') return `PACKAGE ${line.name}`;
  return `${line.kind === 'upgrade' ? 'UPGRADE' : line.keyword} ${line.feature} ${line.version}`;
}

function readDefinition(path: string): VendorDefinition {
  try {
    return parseVendorDefinition(readInput(path), path);
  } catch (error) {
    if (!isLicenseError(error)) throw error;
    throw new LicenseError({ code: error.flexCode, detail: error.message, cause: error });
  }
}
