/** lmstat: who is up, what is licensed, who uses it. */
import { exitStatus, type FeatureLine, formatDate } from '../../license/index.ts';
import type { Status } from '../../proto/index.ts';
import { LicenseError } from '../errors.ts';
import { findSources, type LicenseSource, readLicenseFile } from '../sources.ts';
import { type ClusterView, viewCluster } from './clusterView.ts';
import { versionText } from './lmver.ts';
import { notesOf } from './notes.ts';
import { answeringServer, banner, type StatusParts, statusHeader, statusLines } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

/** Options as the command line gives them; `true` stands for an option without its value. */
export interface LmstatOptions {
  a?: boolean;
  asec?: boolean;
  A?: boolean;
  c?: string;
  f?: string | true;
  i?: string | true;
  s?: string | true;
  S?: string | true;
  t?: string;
  v?: boolean;
  pid?: boolean;
  shared?: boolean;
  userInfo?: boolean;
  json?: boolean;
}

/** Prints the status; the exit code is 0 while every system asked for serves, else that of the error. */
export async function lmstat(program: string, options: LmstatOptions, terminal: Terminal): Promise<number> {
  const sources = findSources(options.c, { env: terminal.env, serverless: options.i !== undefined });
  if (options.i !== undefined) return licenseFileReport(program, options, sources, terminal);
  const parts = partsOf(options);
  const seconds = options.t === undefined ? 2 : Number(options.t);
  if (!(seconds > 0)) throw new LicenseError({ code: -42, detail: `-t takes seconds, not "${options.t}"` });
  const feature = typeof options.f === 'string' ? options.f : '';
  const asked = await Promise.all(
    sources.map((source) => viewCluster({ source, timeoutMs: seconds * 1000 }, { users: parts.users, feature })),
  );
  const views = typeof options.s === 'string' ? withServer(asked, options.s) : asked;
  if (options.json) {
    terminal.out(`${JSON.stringify(views.length === 1 ? jsonOf(views[0]) : views.map(jsonOf), null, 2)}\n`);
  } else {
    const lines = [banner(program), statusHeader(terminal.now())];
    for (const [at, view] of views.entries()) {
      lines.push(...(at > 0 ? ['-'.repeat(76), ''] : ['']));
      lines.push(...statusLines(view, parts, pathOf(view, sources[asked.indexOf(view)])));
    }
    terminal.out(`${lines.join('\n').trimEnd()}\n`);
    const notes = views.flatMap(({ status }) => (status === null ? [] : notesOf(status)));
    for (const note of notes) terminal.err(`${program}: note: ${note}\n`);
  }
  const missing = feature && views.every(({ status }) => !status?.features.some((one) => one.feature === feature));
  const error = views.find((view) => view.error)?.error;
  if (error) return exitStatus(error.code);
  if (!missing) return 0;
  if (!options.json) terminal.out(`\n${new LicenseError({ code: -5, feature }).text}\n`);
  return exitStatus(-5);
}

function partsOf(options: LmstatOptions): StatusParts {
  const features = [options.a, options.A, options.asec, options.f, options.S].some((option) => option !== undefined);
  return {
    daemons: options.s === undefined || features,
    features,
    users: features && options.userInfo !== false,
    activeOnly: options.A ?? false,
    vendor: typeof options.S === 'string' ? options.S : '',
    byVendor: options.S !== undefined,
    pids: options.pid ?? false,
    shared: options.shared ?? false,
  };
}

/** The systems that have a server of that host, by its whole name or the first part. Throws LicenseError (-14). */
function withServer(views: readonly ClusterView[], name: string): ClusterView[] {
  const wanted = name.toLowerCase();
  const found = views.filter(({ servers }) =>
    servers.some(({ host }) => [host.toLowerCase(), host.toLowerCase().split('.')[0]].includes(wanted)),
  );
  if (found.length > 0) return found;
  throw new LicenseError({ code: -14, detail: `no license server system that was asked has a server ${name}` });
}

function pathOf(view: ClusterView, source: LicenseSource | undefined): string {
  return view.status?.license?.path || source?.file || '';
}

function jsonOf(view: ClusterView | undefined): unknown {
  if (!view) return null;
  const { error, status } = view;
  return {
    serving: error === null,
    error: error && { code: error.code, text: error.text, detail: error.detail },
    answering: answeringServer(view)?.name ?? null,
    notes: status === null ? [] : notesOf(status),
    servers: view.servers.map(({ status: own, ...server }) => ({ ...server, answered: own !== null })),
    status: status && (status satisfies Status),
  };
}

const licenseFileNote = `NOTE: lmstat -i does not give information from the server,
      but only reads the license file.  For this reason,
      lmstat -a is recommended instead.
`;

function licenseFileReport(
  program: string,
  options: LmstatOptions,
  sources: readonly LicenseSource[],
  terminal: Terminal,
): number {
  const wanted = typeof options.i === 'string' ? options.i : '';
  const lines = [banner(program), statusHeader(terminal.now()), '', licenseFileNote];
  lines.push(
    'Feature                         Version     #licenses    Vendor        Expires',
    '_______                         _________   _________    ______        ________',
  );
  let found = false;
  for (const { file } of sources) {
    if (file === undefined) throw new LicenseError({ code: -1, detail: 'lmstat -i needs a license file: -c FILE' });
    for (const feature of readLicenseFile(file).features) {
      if (wanted && feature.feature !== wanted) continue;
      found = true;
      lines.push(licenseFileLine(feature));
    }
  }
  terminal.out(`${lines.join('\n')}\n`);
  if (found || !wanted) return 0;
  terminal.out(`\n${new LicenseError({ code: -5, feature: wanted }).text}\n`);
  return exitStatus(-5);
}

function licenseFileLine(line: FeatureLine): string {
  const count = line.uncounted ? 'uncounted' : String(line.count);
  const expires = line.expiry === null ? 'permanent(no expiration date)' : formatDate(line.expiry);
  const columns = [line.feature.padEnd(31), line.version.padEnd(11), count.padEnd(12), line.vendor.padEnd(13), expires];
  return columns.join(' ');
}

export const lmstatTool: Tool = {
  name: 'lmstat',
  description: 'status of the servers, what is licensed, and who uses it',
  group: 'Look:',
  linked: true,
  define: (command, { program, terminal, done }) =>
    command
      .option('-a', 'everything')
      .option('--asec', 'as -a')
      .option('-A', 'only features that are in use')
      .option('-f [feature]', 'one feature (or all) with its users')
      .option('-i [feature]', 'what the license file says, without asking a server')
      .option('-s [server]', 'only the servers; of the systems that have this one')
      .option('-S [vendor]', "one vendor's features with their users")
      .option('-t <seconds>', 'limit of time for each server', '2')
      .option('--pid', 'with process ids')
      .option('--shared', 'also checkouts that share the seats of another (DUP_GROUP)')
      .option('--no-user-info', 'without users')
      .option('--json', 'as JSON')
      .option('--lm', 'accepted')
      .option('--vd', 'accepted')
      .option('--proj', 'accepted')
      .option('--old', 'accepted')
      .option('-v', 'show the version')
      .action(async (options: LmstatOptions) => {
        if (options.v) terminal.out(versionText(program, 'lmstat'));
        else done(await lmstat(program, options, terminal));
      }),
};
