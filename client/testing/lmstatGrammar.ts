/**
 * Reads lmstat as the programs do that depend on it: exporters, monitoring, scripts. It takes nothing that they
 * would not: each line must be one that FlexNet prints too.
 */

export interface ReadUser {
  user: string;
  host: string;
  display: string;
  version: string;
  place: string;
  handle: number;
  count: number;
  queued: boolean;
}

export interface ReadFeature {
  feature: string;
  /** Null if uncounted. */
  issued: number | null;
  used: number | null;
  reserved: number;
  users: ReadUser[];
}

export interface ReadSystem {
  /** `port@host`, in the order printed. */
  servers: string[];
  /** By host: UP, MASTER, DOWN, or the text of one that does not answer. */
  states: [host: string, state: string][];
  daemons: [vendor: string, state: string][];
  features: ReadFeature[];
  error: string | null;
}

const word = '\\S+';
const version = 'v\\d+(?:\\.\\d+)+';
const who = `^ {4}(${word}) (${word}) (${word})(?: [\\w:=.,-]+)* \\(v([\\w.]+)\\) \\((${word}/\\d+) (\\d+)\\)`;
const start = '(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) (?:[1-9]|1[0-2])/[1-9]\\d? \\d{1,2}:\\d\\d';
const patterns = {
  status: /^License server status: (\d+@[^\s,_]+(?:,\d+@[^\s,_]+)*)$/,
  file: /^ {4}License file\(s\) on ([^\s:]+): (.*):$/,
  up: new RegExp(`^(${word}): license server UP( \\(MASTER\\))? ${version}$`),
  down: new RegExp(`^(${word}): license server DOWN ${version}$`),
  dead: /^(\S+): (Cannot connect to license server system\. \(-15,570:115 "Operation now in progress"\))$/,
  error: /^Error getting status: (.+ \(-\d+,\d+(?::\d+ ".*")?\))$/,
  vendors: /^Vendor daemon status \(on (\S+)\):$/,
  daemon: new RegExp(`^ {4}(\\w+): (UP|DOWN) ${version}$`),
  usage: /^(?:Feature usage info:|Users of features served by \w+:)$/,
  counted: /^Users of ([\w-]+): {2}\(Total of (\d+) (licenses?) issued; {2}Total of (\d+) (licenses?) in use\)$/,
  uncounted: /^Users of ([\w-]+): {2}\(Uncounted, node-locked\)$/,
  pool: /^ {2}"([\w-]+)" v([\w.]+), vendor: (\w+), expiry: (permanent\(no expiration date\)|\d{1,2}-[a-z]{3}-\d{1,4})$/,
  kind: /^ {2}(?:floating license|(?:uncounted )?nodelocked license,? locked to .+|vendor_string: .*)$/,
  reservation: /^ {4}(\d+) (RESERVATIONs?) for (\w+) (\S+) \((\S+\/\d+)\)$/,
  queued: new RegExp(`${who} queued for (\\d+) (licenses?)$`),
  user: new RegExp(`${who}, start ${start}(?:, (\\d+) licenses)?(?: {1,2}\\(linger: \\d+ / \\d+\\))?(?:, PID: \\d+)?$`),
};

/** The systems of an output. Throws on a line that is none of FlexNet's, and on one that stands where it may not. */
export function readLmstat(text: string): ReadSystem[] {
  const lines = text.split('\n');
  expectLine(/^(lmutil|lmstat) - /, lines.shift());
  expectLine(/^Flexible License Manager status on \w{3} \d+\/\d+\/\d{4} \d+:\d\d$/, lines.shift());
  return lines
    .join('\n')
    .split(/\n-{76}\n/)
    .map((part) => readSystem(part.split('\n')));
}

function expectLine(pattern: RegExp, line: string | undefined): void {
  if (line === undefined || !pattern.test(line)) throw new Error(`unexpected line ${JSON.stringify(line)}`);
}

function readSystem(lines: string[]): ReadSystem {
  const system: ReadSystem = { servers: [], states: [], daemons: [], features: [], error: null };
  for (const [at, line] of lines.entries()) {
    if (line === '') continue;
    if (!readServers(system, line) && !readDaemons(system, line, lines[at + 1]) && !readFeatures(system, line)) {
      const detail = /^ {4}\S/.test(line) && patterns.error.test(lines[at - 1] ?? '');
      if (!detail) throw new Error(`unexpected line ${JSON.stringify(line)}`);
    }
  }
  return system;
}

function readServers(system: ReadSystem, line: string): boolean {
  const status = patterns.status.exec(line);
  if (status) system.servers = (status[1] ?? '').split(',');
  const up = patterns.up.exec(line);
  if (up) system.states.push([up[1] ?? '', up[2] ? 'MASTER' : 'UP']);
  const down = patterns.down.exec(line);
  if (down) system.states.push([down[1] ?? '', 'DOWN']);
  const dead = patterns.dead.exec(line);
  if (dead) system.states.push([dead[1] ?? '', dead[2] ?? '']);
  const error = patterns.error.exec(line);
  if (error) system.error = error[1] ?? '';
  return Boolean(status || up || down || dead || error || patterns.file.test(line));
}

function readDaemons(system: ReadSystem, line: string, next: string | undefined): boolean {
  if (patterns.vendors.test(line)) {
    if (next !== undefined && next !== '') throw new Error('no blank line before the vendor daemons');
    return true;
  }
  const daemon = patterns.daemon.exec(line);
  if (daemon) system.daemons.push([daemon[1] ?? '', daemon[2] ?? '']);
  return daemon !== null || patterns.usage.test(line);
}

function readFeatures(system: ReadSystem, line: string): boolean {
  const feature = system.features.at(-1);
  const head = patterns.counted.exec(line);
  if (head) {
    checkPlural(Number(head[2]), head[3]);
    checkPlural(Number(head[4]), head[5]);
    const [name = '', issued, used] = [head[1], Number(head[2]), Number(head[4])];
    system.features.push({ feature: name, issued, used, reserved: 0, users: [] });
    return true;
  }
  const uncounted = patterns.uncounted.exec(line);
  if (uncounted) {
    system.features.push({ feature: uncounted[1] ?? '', issued: null, used: null, reserved: 0, users: [] });
    return true;
  }
  if (!feature) return false;
  const reservation = patterns.reservation.exec(line);
  if (reservation) {
    if ((reservation[1] === '1') !== (reservation[2] === 'RESERVATION')) throw new Error(`wrong number: ${line}`);
    feature.reserved += Number(reservation[1]);
  }
  const user = patterns.user.exec(line) ?? patterns.queued.exec(line);
  if (user) feature.users.push(readUser(user, line));
  return Boolean(reservation || user || patterns.pool.test(line) || patterns.kind.test(line));
}

function readUser(match: RegExpExecArray, line: string): ReadUser {
  const [, user = '', host = '', display = '', version = '', place = '', handle, count, noun] = match;
  const queued = noun !== undefined;
  if (queued) checkPlural(Number(count), noun);
  else if (count === '1') throw new Error(`one license is not said: ${line}`);
  return { user, host, display, version, place, handle: Number(handle), count: Number(count ?? 1), queued };
}

function checkPlural(count: number, noun: string | undefined): void {
  if ((count === 1) !== (noun === 'license')) throw new Error(`${count} ${noun}`);
}
