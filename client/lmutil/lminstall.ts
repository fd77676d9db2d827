/** lminstall: a license file written anew, its lines wrapped, in the words of an older format if need be. */
import {
  attributeName,
  exitStatus,
  FlexError,
  formatDiagnostic,
  isSignedLine,
  type LicenseFile,
  latin1Bytes,
  parseLicense,
  reflow,
} from '../../license/index.ts';
import { LicenseError } from '../errors.ts';
import { readInput, writeOutput } from '../lmcrypt/files.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

const formats = ['2', '3', '4', '5', '5.1', '6', '7.1', '8'] as const;
const usualLength = 80;

/** The first format that has an attribute; none of those that can be asked for has one of the last. */
const since: ReadonlyMap<string, number> = new Map([
  ['SIGN', 7.1],
  ['SIGN2', 7.1],
  ['BORROW', 8],
  ['SUPERSEDE_SIGN', 11.5],
  ['TZ', 11.7],
  ['VM_PLATFORMS', 11.7],
]);
/** Until then VENDOR was called DAEMON. */
const vendorSince = 6;

/** Options of lminstall. */
interface LminstallOptions {
  i?: string;
  o?: string;
  overfmt?: string;
  odecimal?: boolean;
  maxlen?: string;
}

function lminstall(options: LminstallOptions, terminal: Terminal): number {
  if (options.odecimal) {
    const detail = 'there is no decimal format here: signatures are too long for it';
    throw new LicenseError({ code: FlexError.InvalidParameter, detail });
  }
  const length = options.maxlen === undefined ? usualLength : Number(options.maxlen);
  if (!Number.isInteger(length) || length < 20 || length > 1_000_000) {
    const detail = `-maxlen takes a number of characters from 20 to 1000000, not "${options.maxlen}"`;
    throw new LicenseError({ code: FlexError.InvalidParameter, detail });
  }
  const { file, diagnostics } = parseLicense(readInput(options.i), options.i ?? 'standard input');
  for (const each of diagnostics) terminal.err(`lminstall: ${formatDiagnostic(each)}\n`);
  const format = options.overfmt === undefined ? null : formatOf(options.overfmt);
  if (format !== null && refuseWhatIsNewer(file, format, terminal)) return exitStatus(FlexError.UnknownFormat);
  const text = reflow(format !== null && format < vendorSince ? withDaemons(file) : file, length);
  if (options.o === undefined) terminal.out(latin1Bytes(text));
  else writeOutput(options.o, latin1Bytes(text));
  return 0;
}

function formatOf(text: string): number {
  if (formats.some((format) => format === text)) return Number(text);
  const detail = `-overfmt takes one of ${formats.join(', ')}, not "${text}"`;
  throw new LicenseError({ code: FlexError.InvalidParameter, detail });
}

function withDaemons(file: LicenseFile): LicenseFile {
  const lines = file.lines.map((line) =>
    line.kind === 'vendor' ? { ...line, raw: line.raw.replace(/VENDOR/i, 'DAEMON') } : line,
  );
  return { ...file, lines };
}

/** Names the lines that the format has no words for: a signed line cannot be said in others. */
function refuseWhatIsNewer(file: LicenseFile, format: number, terminal: Terminal): boolean {
  let refused = false;
  for (const line of file.lines.filter(isSignedLine)) {
    const newer = line.attributes
      .map(({ name }) => attributeName(name))
      .filter((name) => (since.get(name) ?? 0) > format);
    if (newer.length === 0) continue;
    refused = true;
    terminal.err(`lminstall: ${file.name}:${line.line}: format ${format} has no ${newer.join(', ')}\n`);
  }
  return refused;
}

export const lminstallTool: Tool = {
  name: 'lminstall',
  description: 'writes a license file anew, its lines wrapped, or checks that an older format can say it',
  group: 'Files and this machine:',
  linked: true,
  local: true,
  define: (command, { terminal, done }) =>
    command
      .option('-i <infile>', 'license file (else standard input)')
      .option('-o <outfile>', 'where to (else standard output)')
      .option('--overfmt <version>', `format of that version: ${formats.join(', ')}`)
      .option('--odecimal', 'decimal format: refused, there is none here')
      .option('--maxlen <n>', 'longest line', String(usualLength))
      .action((options: LminstallOptions) => done(lminstall(options, terminal))),
};
