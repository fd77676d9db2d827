import { FlexError } from './codes.ts';
import { type Diagnostic, DiagnosticList, diagnosticError, errorsOf } from './diagnostics.ts';
import { parseFeatureLine, parseUpgradeLine } from './featureLine.ts';
import { latin1Text } from './latin1.ts';
import { LineCursor, shown } from './lineCursor.ts';
import type { LicenseFile, LicenseLine, ServerLine, TextRun } from './model.ts';
import { parsePackageLine } from './packageLine.ts';
import { rawLines, readWords } from './scanner.ts';
import { parseServerLine } from './serverLine.ts';
import { parseVendorLine } from './vendorLine.ts';

/** Longer than any real line by far; keeps the memory for the words of one line small. */
const LONGEST_LINE = 1 << 20;
const BOM_AS_LATIN1 = '\u00ef\u00bb\u00bf';

type ParsedLine = Exclude<LicenseLine, TextRun>;

const PARSERS: ReadonlyMap<string, (cursor: LineCursor) => ParsedLine | null> = new Map<
  string,
  (cursor: LineCursor) => ParsedLine | null
>([
  ['SERVER', parseServerLine],
  ['VENDOR', parseVendorLine],
  ['DAEMON', parseVendorLine],
  ['USE_SERVER', (cursor) => ({ kind: 'useServer', line: cursor.line, raw: cursor.raw })],
  ['FEATURE', parseFeatureLine],
  ['INCREMENT', parseFeatureLine],
  ['UPGRADE', parseUpgradeLine],
  ['PACKAGE', parsePackageLine],
]);

/** A file and what was found in it. With an error among the findings a server must not take the file up. */
export interface ParsedLicense {
  readonly file: LicenseFile;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a license file of any bytes; never throws. Give the bytes rather than a decoded text: files are
 * Latin-1 at best, and signatures cover bytes. Lines that cannot be read are kept as text and reported, as
 * are unknown keywords (once each). Takes time and memory linear in the size.
 */
export function parseLicense(text: string | Uint8Array, fileName = 'license.dat'): ParsedLicense {
  const whole = typeof text === 'string' ? text : latin1Text(text);
  const diagnostics = new DiagnosticList(fileName);
  const lines: LicenseLine[] = [];
  // Comments, blank lines and what else is only carried along are one piece of text up to the next line.
  let textStart = 0;
  let textLine = 1;
  for (const { line, height, start, end } of rawLines(whole)) {
    const parsed = parseLine(whole.slice(start, end), line, diagnostics);
    if (parsed === null) continue;
    if (textStart < start) lines.push({ kind: 'text', line: textLine, raw: whole.slice(textStart, start) });
    lines.push(parsed);
    textStart = end;
    textLine = line + height;
  }
  if (textStart < whole.length) lines.push({ kind: 'text', line: textLine, raw: whole.slice(textStart) });
  const file = gather(fileName, lines);
  checkFile(file, diagnostics);
  return { file, diagnostics: diagnostics.all() };
}

/**
 * The file, if it can be used. A client's file needs no VENDOR and no FEATURE lines: the server has them.
 * Throws the first error as a LicenseError.
 */
export function requireUsable(parsed: ParsedLicense, use: 'server' | 'client' = 'server'): LicenseFile {
  const errors = errorsOf(parsed.diagnostics).filter(
    ({ code }) => use === 'server' || (code !== 'NoVendor' && code !== 'NoFeatures'),
  );
  const [first] = errors;
  if (first !== undefined) throw diagnosticError(first);
  return parsed.file;
}

/** The text of a file; what was not changed comes back byte for byte. */
export function printLicense(file: LicenseFile): string {
  return file.lines.map((line) => line.raw).join('');
}

function parseLine(raw: string, line: number, diagnostics: DiagnosticList): ParsedLine | null {
  // Offsets stay as they are: a byte order mark counts as three blanks.
  const clean = line === 1 && raw.startsWith(BOM_AS_LATIN1) ? `   ${raw.slice(3)}` : raw;
  if (raw.length > LONGEST_LINE) {
    diagnostics.error('Syntax', FlexError.InvalidSyntax, line, 1, 'line is too long', `at most ${LONGEST_LINE} bytes`);
    return null;
  }
  const words = readWords(clean);
  const [first] = words;
  if (first === undefined) return null;
  const cursor = new LineCursor(raw, line, words, diagnostics);
  const parser = PARSERS.get(cursor.keyword);
  if (parser !== undefined) return cursor.reportOpenWord() ? null : parser(cursor);
  if (diagnostics.first(`keyword ${cursor.keyword}`)) {
    const expected = 'SERVER, VENDOR, USE_SERVER, FEATURE, INCREMENT, PACKAGE or UPGRADE';
    const message = `unknown keyword ${shown(first.text)}`;
    cursor.warnAt(first.offset, 'UnknownKeyword', message, expected, FlexError.UnknownFormat);
  }
  return null;
}

function gather(name: string, lines: readonly LicenseLine[]): LicenseFile {
  const servers = lines.filter((line) => line.kind === 'server');
  return {
    name,
    lines,
    servers,
    vendors: lines.filter((line) => line.kind === 'vendor'),
    features: lines.filter((line) => line.kind === 'feature'),
    upgrades: lines.filter((line) => line.kind === 'upgrade'),
    packages: lines.filter((line) => line.kind === 'package'),
    useServer: lines.find((line) => line.kind === 'useServer')?.line ?? null,
    primaryIsMaster: servers.some((server) => server.primaryIsMaster),
    heartbeatInterval: servers.find((server) => server.heartbeatInterval !== null)?.heartbeatInterval ?? null,
  };
}

/** What is wrong with the file as a whole. */
function checkFile(file: LicenseFile, diagnostics: DiagnosticList): void {
  checkServers(file.servers, diagnostics);
  // What is missing is missed where it is needed, or where the file ends without it.
  const end = file.lines.at(-1)?.line ?? 1;
  if (file.vendors.length === 0) {
    const expected = 'a line such as: VENDOR usoft';
    const needed = file.features[0]?.line ?? end;
    diagnostics.error('NoVendor', FlexError.InvalidSyntax, needed, 1, 'no VENDOR or DAEMON line', expected);
  }
  if (file.features.length === 0) {
    const expected = 'at least one FEATURE or INCREMENT line';
    diagnostics.error('NoFeatures', FlexError.NoSuchFeature, end, 1, 'the file names no features', expected);
  }
}

function checkServers(servers: readonly ServerLine[], diagnostics: DiagnosticList): void {
  if (servers.length === 2 || servers.length > 3) {
    const why = servers.length === 2 ? 'two servers are two points of failure' : `${servers.length} SERVER lines`;
    const line = servers[servers.length === 2 ? 1 : 3]?.line ?? 0;
    diagnostics.error('Servers', FlexError.InvalidSyntax, line, 1, why, '1 or 3 SERVER lines');
  }
  const seen = new Set<string>();
  for (const [at, server] of servers.entries()) {
    const { line } = server;
    const address = `${server.host.toLowerCase()} ${server.port ?? 0}`;
    if (seen.has(address)) {
      const message = `a second SERVER line for ${shown(server.host)}`;
      diagnostics.error('Servers', FlexError.InvalidSyntax, line, 1, message, 'three different servers');
    }
    seen.add(address);
    if (servers.length === 3 && server.port === null) {
      const message = `SERVER line for ${shown(server.host)} without a port`;
      diagnostics.error('Servers', FlexError.NoPort, line, 1, message, 'a port on each of three SERVER lines');
    }
    if (at > 0 && (server.primaryIsMaster || server.heartbeatInterval !== null)) {
      const message = 'flags of all servers on a later SERVER line';
      diagnostics.warning('Ignored', FlexError.InvalidSyntax, line, 1, message, 'flags on the first SERVER line');
    }
  }
}
