/** lmutil report: sums up report logs, in tables and plots. */
import { stat, writeFile } from 'node:fs/promises';
import { InvalidArgumentError, Option } from 'commander';
import { LicenseError } from '../errors.ts';
import { chartsOf } from '../report/chart.ts';
import { missing } from '../report/coverage.ts';
import { localTime } from '../report/days.ts';
import { asCsv, asJson, asTable } from '../report/format.ts';
import { type Merged, mergeReports } from '../report/merge.ts';
import { ReportFile } from '../report/reportFile.ts';
import { SECTIONS, type SectionName, summarise } from '../report/summary.ts';
import { SVG_COLUMNS, svgPlot } from '../report/svgPlot.ts';
import { Tally } from '../report/tally.ts';
import { AXIS_WIDTH, terminalPlot } from '../report/terminalPlot.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

/** Options of lmutil report. */
export interface ReportOptions {
  from?: number;
  to?: number;
  feature?: string;
  format: 'table' | 'csv' | 'json';
  show?: readonly SectionName[];
  top: number;
  plot?: boolean;
  svg?: string;
  width?: number;
}

const PLOTS_IN_TERMINAL = 5;
const PLOTS_IN_SVG = 8;
const FALLBACK_WIDTH = 80;
const PROGRESS_MS = 500;

export const reportTool: Tool = {
  name: 'report',
  description: 'sums up report logs: peaks, denials, use by user and by day, as tables and plots',
  group: 'Look:',
  local: true,
  define(command, { terminal, done }) {
    command
      .argument('<files...>', "report logs of one cluster: all servers', also rotated ones (.1), also packed (.gz)")
      .option('--from <time>', 'only from then on: 2026-11-24, or "2026-11-24 08:00"', (text) => parseTime(text, false))
      .option('--to <time>', 'only until then; a day counts whole', (text) => parseTime(text, true))
      .option('--feature <name>', 'only this feature')
      .addOption(new Option('--format <format>', 'of the tables').choices(['table', 'csv', 'json']).default('table'))
      .option(
        '--show <tables>',
        `which tables, with commas: ${SECTIONS.join(', ')} (default: all but user-days)`,
        parseSections,
      )
      .option('--top <rows>', 'rows of a table at most; 0: all', whole, 20)
      .option('--plot', 'plots the features that are used most in the terminal')
      .option('--svg <file>', 'plots them into a picture; - is standard output, without tables')
      .option('--width <columns>', 'of the plot in the terminal (default: that of the terminal)', whole)
      .addHelpText(
        'after',
        `
Examples:
  lmutil report report-*.ndjson                                the files of all three servers
  lmutil report --feature usoft_studio --plot report.ndjson*
  lmutil report --from 2026-11-01 --to 2026-11-30 --format csv --show users report-*.ndjson > november.csv`,
      )
      .action(async (files: string[], options: ReportOptions) => done(await report(files, options, terminal)));
  },
};

/** Prints the report of those files. */
export async function report(paths: readonly string[], options: ReportOptions, terminal: Terminal): Promise<number> {
  const window = { from: options.from ?? Number.NEGATIVE_INFINITY, to: options.to ?? Number.POSITIVE_INFINITY };
  if (window.from >= window.to) throw wrong('--from must be before --to');
  const files = await openAll(paths);
  const tally = new Tally(window, options.feature ?? null);
  const merged = await read(files, tally, terminal);
  if (Number.isNaN(tally.first)) throw wrong(`no records of a report log in ${paths.join(' ')}`);
  if (options.feature !== undefined && !tally.features.has(options.feature)) {
    throw wrong(`nothing about a feature "${options.feature}" in these files and times`);
  }
  const gaps = missing(files.map(({ coverage }) => coverage));
  warn(files, terminal);
  if (options.svg !== '-') print(files, tally, merged, gaps, window, options, terminal);
  if (options.svg !== undefined) await draw(options.svg, files, tally, merged, window, terminal);
  return 0;
}

type Window = { readonly from: number; readonly to: number };
type Gaps = ReturnType<typeof missing>;

async function openAll(paths: readonly string[]): Promise<ReportFile[]> {
  const files: ReportFile[] = [];
  for (const path of new Set(paths)) {
    try {
      files.push(await ReportFile.open(path));
    } catch (error) {
      throw unreadable(path, error);
    }
  }
  return files;
}

async function read(files: readonly ReportFile[], tally: Tally, terminal: Terminal): Promise<Merged> {
  const sizes = await Promise.all(files.map(({ path }) => stat(path).then(({ size }) => size)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const tell = () => {
    const bytes = files.reduce((sum, file) => sum + file.bytesRead, 0);
    terminal.err(`\rreading: ${Math.floor((bytes / Math.max(total, 1)) * 100)} % of ${(total / 1e6).toFixed(0)} MB`);
  };
  const progress = terminal.width === null ? null : setInterval(tell, PROGRESS_MS);
  try {
    const merged = await mergeReports(files, (record) => tally.take(record));
    tally.finish();
    return merged;
  } catch (error) {
    if (error instanceof LicenseError) throw error;
    throw unreadable(files.map(({ path }) => path).join(' '), error);
  } finally {
    for (const file of files) file.close();
    if (progress !== null) {
      clearInterval(progress);
      terminal.err('\r\x1b[K');
    }
  }
}

function warn(files: readonly ReportFile[], terminal: Terminal): void {
  for (const { path, broken, unknown } of files) {
    if (broken > 0) terminal.err(`${path}: ${plural(broken, 'broken line')} passed over\n`);
    if (unknown > 0) terminal.err(`${path}: ${plural(unknown, 'line')} of a newer version passed over\n`);
  }
}

function print(
  files: readonly ReportFile[],
  tally: Tally,
  merged: Merged,
  gaps: Gaps,
  window: Window,
  options: ReportOptions,
  terminal: Terminal,
): void {
  const sections = summarise(tally, options.show ?? SECTIONS.slice(0, 4));
  const lost = gaps.map((gap) => gapText(gap, tally));
  if (options.format === 'json') {
    const times = { from: isoOrNull(begin(tally, window)), to: isoOrNull(end(tally, window)) };
    terminal.out(asJson(sections, { ...times, servers: serversOf(files), ...merged, missing: gaps }));
  } else if (options.format === 'csv') {
    for (const line of lost) terminal.err(`${line}\n`);
    terminal.out(asCsv(sections));
  } else {
    terminal.out(`${heading(files, tally, merged, window)}\n`);
    for (const line of lost) terminal.out(`${line}\n`);
    const most = options.top === 0 ? Number.POSITIVE_INFINITY : options.top;
    for (const section of sections) terminal.out(`\n${asTable(section, most)}`);
  }
  if (options.plot !== true) return;
  const columns = Math.max(20, (options.width ?? terminal.width ?? FALLBACK_WIDTH) - AXIS_WIDTH);
  // Beside CSV and JSON it must not stand in what another program reads.
  const out = options.format === 'table' ? terminal.out : terminal.err;
  for (const chart of chartsOf(tally, window, columns, PLOTS_IN_TERMINAL)) out(`\n${terminalPlot(chart)}`);
}

async function draw(
  path: string,
  files: readonly ReportFile[],
  tally: Tally,
  merged: Merged,
  window: Window,
  terminal: Terminal,
): Promise<void> {
  const picture = svgPlot(chartsOf(tally, window, SVG_COLUMNS, PLOTS_IN_SVG), {
    title: 'Use of licenses',
    subtitle: heading(files, tally, merged, window),
    about: (name) => aboutFeature(tally, name),
  });
  if (path === '-') {
    terminal.out(picture);
    return;
  }
  try {
    await writeFile(path, picture);
  } catch (error) {
    throw wrong(`${path} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}

function aboutFeature(tally: Tally, name: string): string {
  const feature = tally.features.get(name);
  if (feature === undefined) return '';
  const of = feature.ownedAtPeak === null ? '' : ` of ${feature.ownedAtPeak}`;
  const denied = feature.denied === 0 ? '' : ` · ${feature.denied} refused`;
  return `peak ${feature.peak}${of}${denied} · ${(feature.seatMilliseconds / 3_600_000).toFixed(0)} seat hours`;
}

function heading(files: readonly ReportFile[], tally: Tally, { events }: Merged, window: Window): string {
  const times = `${localTime(begin(tally, window))} to ${localTime(end(tally, window))}`;
  return `${times}, ${plural(events, 'event')} read, of ${serversOf(files).join(', ')}`;
}

function serversOf(files: readonly ReportFile[]): string[] {
  return [...new Set(files.map(({ server, path }) => server || path))].sort();
}

function begin(tally: Tally, window: Window): number {
  return Math.max(window.from, tally.first);
}

function end(tally: Tally, window: Window): number {
  return Math.max(begin(tally, window), Math.min(window.to, tally.last));
}

/** An index means little to a person: the dates around it say more. */
function gapText({ from, to }: Gaps[number], tally: Tally): string {
  const [since, until] = [tally.dates.get(from - 1), tally.dates.get(to)];
  const when = since === undefined || until === undefined ? '' : `, ${localTime(since)} to ${localTime(until)}`;
  return `Missing in all files: log index ${from} to ${to}${when}`;
}

function isoOrNull(time: number): string | null {
  return Number.isFinite(time) ? new Date(time).toISOString() : null;
}

/** Unix milliseconds of a local time; a day stands for its beginning, or as an end for the beginning of the next. */
function parseTime(text: string, asEnd: boolean): number {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  const time = day === null ? Date.parse(text.replace(' ', 'T')) : Date.parse(`${text}T00:00`);
  if (Number.isNaN(time)) throw new InvalidArgumentError('expected 2026-11-24, "2026-11-24 08:00", or ISO 8601');
  return day !== null && asEnd ? new Date(time).setDate(new Date(time).getDate() + 1) : time;
}

function parseSections(text: string): SectionName[] {
  return text.split(',').map((word) => {
    const section = SECTIONS.find((name) => name === word.trim());
    if (section === undefined) throw new InvalidArgumentError(`there are ${SECTIONS.join(', ')}`);
    return section;
  });
}

function whole(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('expected a whole number');
  return Number(text);
}

function wrong(detail: string): LicenseError {
  return new LicenseError({ code: -42, detail });
}

function unreadable(path: string, error: unknown): LicenseError {
  return new LicenseError({
    code: -42,
    detail: `${path} cannot be read: ${error instanceof Error ? error.message : error}`,
    cause: error,
  });
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
