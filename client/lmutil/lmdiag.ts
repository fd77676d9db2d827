/** lmdiag: for each license of a file or server, whether it can be checked out from here, and if not why. */
import {
  exitStatus,
  FlexError,
  formatDate,
  hasStarted,
  isExpired,
  matches,
  matchesHostid,
  parseDate,
  parseSelector,
  pools,
  type SelectablePool,
  type Selector,
} from '../../license/index.ts';
import { connect } from '../connect.ts';
import type { Connection } from '../connection.ts';
import { LicenseError } from '../errors.ts';
import { hostFacts } from '../hostFacts.ts';
import { LocalLicense } from '../localLicense.ts';
import { findSources, formatServers, type LicenseSource, readLicenseFile } from '../sources.ts';
import { type ClusterView, viewCluster } from './clusterView.ts';
import { formatMoment } from './featureText.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

const rule = '-----------------------------------------------------';
/** FlexNet prints this for a license without START. */
const always = '1-jan-1990';

/** What is diagnosed: a pool of a license file, or of a server that was asked. */
interface Candidate extends SelectablePool {
  readonly vendor: string;
  /** ISO date; null = always. */
  readonly start: string | null;
  readonly uncounted: boolean;
}

/** Options of lmdiag. */
interface LmdiagOptions {
  c?: string;
  n?: boolean;
}

/** The exit code is 0 if every license looked at can be checked out, else that of the first that cannot. */
async function lmdiag(
  program: string,
  options: LmdiagOptions,
  operand: string | undefined,
  terminal: Terminal,
): Promise<number> {
  const selector = operand === undefined ? null : parseSelector(operand);
  if (operand !== undefined && selector === null) {
    const detail = `"${operand}" is not feature[:KEYWORD=value]; VERSION, HOSTID, EXPDATE, KEY, VENDOR_STRING, ISSUER`;
    throw new LicenseError({ code: FlexError.InvalidParameter, detail });
  }
  terminal.out(`${banner(program)}\nFlexible License Manager diagnostics on ${formatMoment(terminal.now())}\n\n`);
  const failures: LicenseError[] = [];
  let looked = 0;
  for (const source of findSources(options.c, { env: terminal.env, serverless: true })) {
    const diagnosis = new Diagnosis(source, terminal);
    const { count, failures: more } = await diagnosis.run(selector);
    looked += count;
    failures.push(...more);
  }
  if (looked === 0 && failures.length === 0) {
    const none = new LicenseError({ code: FlexError.NoSuchFeature, feature: selector?.feature ?? '' });
    terminal.out(`${none.text} ${operand ?? ''}\n`);
    failures.push(none);
  }
  return failures[0] === undefined ? 0 : exitStatus(failures[0].code);
}

/** Of one license server system, or of one file that needs none. */
class Diagnosis {
  readonly #source: LicenseSource;
  readonly #terminal: Terminal;
  readonly #failures: LicenseError[] = [];
  #connection: Connection | null = null;

  constructor(source: LicenseSource, terminal: Terminal) {
    this.#source = source;
    this.#terminal = terminal;
  }

  async run(selector: Selector | null): Promise<{ count: number; failures: readonly LicenseError[] }> {
    const { file, servers } = this.#source;
    this.#say(rule, `License file: ${file ?? formatServers(servers)}`, rule);
    const view = servers.length === 0 ? null : await this.#servers();
    const all = candidatesOf(this.#source, view);
    const candidates = selector === null ? all : all.filter((each) => matches(selector, each));
    try {
      for (const candidate of candidates) {
        this.#say(...describe(candidate, view));
        await this.#judge(candidate, view);
        this.#say(rule);
      }
    } finally {
      await this.#connection?.close();
    }
    return { count: candidates.length, failures: this.#failures };
  }

  /** Says of each server whether it answers; without any of them nothing below can work. */
  async #servers(): Promise<ClusterView> {
    const view = await viewCluster({ source: this.#source, timeoutMs: 2000 }, { users: false, feature: '' });
    for (const { host, port, up, master, version } of view.servers) {
      const state = up ? `answers${master ? ' and is the master' : ''}, v${version}` : 'cannot be reached';
      this.#say(`${port}@${host}: ${state}`);
    }
    if (view.error) {
      this.#failures.push(view.error);
      this.#say(`Nothing is served: ${reason(view.error)}`);
    }
    this.#say(rule);
    return view;
  }

  async #judge(candidate: Candidate, view: ClusterView | null): Promise<void> {
    try {
      if (candidate.uncounted && this.#source.file !== undefined) this.#judgeHere(candidate, this.#source.file);
      else if (view?.error) throw view.error;
      else await this.#checkOut(candidate);
      this.#say('This license can be checked out');
    } catch (error) {
      if (!(error instanceof LicenseError)) throw error;
      this.#failures.push(error);
      this.#say('This license cannot be checked out because:', `    ${reason(error)}`);
    }
  }

  /** An uncounted line needs no server: this machine and the date decide. */
  #judgeHere({ feature, vendor, hostids, expiry, start }: Candidate, file: string): void {
    const facts = hostFacts(this.#terminal.env);
    if (!hostids.some((hostid) => matchesHostid(hostid, facts))) {
      throw new LicenseError({
        code: -9,
        detail: `it is locked to ${hostids.join(' ')}; lmhostid prints what this is`,
      });
    }
    this.#say('This is the correct node for this node-locked license');
    const today = localDate(this.#terminal.now());
    if (isExpired({ expiry }, today)) throw new LicenseError({ code: -10 });
    if (!hasStarted({ start }, today)) throw new LicenseError({ code: -31 });
    new LocalLicense(file).check(feature, vendor);
  }

  /** Takes one seat and gives it back at once. */
  async #checkOut({ feature, version, vendor }: Candidate): Promise<void> {
    const { file, servers } = this.#source;
    // It looks at the servers: neither takes what is borrowed here nor borrows.
    const apart = { stateFolder: false, borrowFolder: false } as const;
    this.#connection ??= await connect({ servers: file ?? formatServers(servers), ...apart });
    const lease = await this.#connection.checkout({ feature, version, vendor });
    await lease.checkin();
  }

  #say(...lines: readonly string[]): void {
    this.#terminal.out(`${lines.join('\n')}\n`);
  }
}

/** Of the file if it has any before USE_SERVER, else what the servers have. */
function candidatesOf(source: LicenseSource, view: ClusterView | null): Candidate[] {
  const file = source.file === undefined ? null : readLicenseFile(source.file);
  if (file !== null && file.useServer === null && file.features.length > 0) {
    // Whether the signature is right shows when the license is checked out.
    return pools(file, { allowUnsigned: true, verify: () => true }).pools.filter(({ isSuite }) => !isSuite);
  }
  return (view?.status?.features ?? []).flatMap(({ feature, vendor, pools: list }) =>
    list.map((pool) => ({
      ...{ feature, vendor, version: pool.version, hostids: pool.hostids, vendorString: pool.vendorString },
      ...{ uncounted: pool.uncounted, expiry: parseDate(pool.expiry), start: null, attributes: {} },
    })),
  );
}

function describe(
  { feature, version, vendor, uncounted, hostids, start, expiry }: Candidate,
  view: ClusterView | null,
) {
  const locked = hostids.filter((hostid) => hostid.toUpperCase() !== 'ANY');
  const kind = locked.length > 0 ? 'nodelocked license' : uncounted ? 'uncounted license' : 'floating license';
  const until = expiry === null ? 'no expiration date' : `expires: ${formatDate(expiry)}`;
  const servers = view === null ? [] : [`License server: ${view.servers.map(({ host }) => host).join(' ')}`];
  return [
    `"${feature}" v${version}, vendor: ${vendor}`,
    ...servers,
    `${kind}  starts: ${start === null ? always : formatDate(start)},   ${until}`,
    ...(locked.length > 0 ? [`locked to "${locked.join(' ')}"`] : []),
  ];
}

function reason(error: LicenseError): string {
  return error.detail ? `${error.text} ${error.detail}` : error.text;
}

/** The ISO date of the machine's own calendar. */
function localDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export const lmdiagTool: Tool = {
  name: 'lmdiag',
  description: 'whether each license can be checked out from here, and if not why',
  group: 'Look:',
  linked: true,
  define: (command, { program, terminal, done }) =>
    command
      .option('-n', 'accepted; nothing is ever asked')
      .argument('[feature]', 'feature[:KEYWORD=value]: VERSION, HOSTID, EXPDATE, KEY, VENDOR_STRING, ISSUER')
      .action(async (feature: string | undefined, options: LmdiagOptions) => {
        done(await lmdiag(program, options, feature, terminal));
      }),
};
