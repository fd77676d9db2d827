/** A checkout, check-in or denial as the debug log shows it. */
export interface DebugUse {
  /** Name of the vendor daemon. */
  readonly daemon: string;
  readonly feature: string;
  readonly user: string;
  readonly host: string;
  /** Seats; shown when more than one. */
  readonly count: number;
  /** Opaque checkout data; shown in brackets if there is any. */
  readonly checkoutData?: Uint8Array;
}

/** Why a checkout was refused. */
export interface DebugRefusal {
  /** FlexNet text, with or without the numbers in parentheses. */
  readonly text: string;
  readonly code: number;
  readonly minor: number;
}

/** What the start lines say. */
export interface StartBanner {
  /** Version of the program: digits and dots. */
  readonly version: string;
  readonly host: string;
  /** Paths as given. */
  readonly licenseFiles: readonly string[];
  readonly port: number;
  /** Names of the vendor daemons. */
  readonly daemons: readonly string[];
  readonly pid: number;
  /** Features by daemon. */
  readonly features: Readonly<Record<string, readonly string[]>>;
  /** True for three SERVER lines. */
  readonly redundant: boolean;
  /** True if administration needs a certificate; false: only this machine. */
  readonly secure: boolean;
}

/** The daemon name of what is not a vendor's. */
export const LMGRD = 'lmgrd';

/** How a line tells its time: `H:MM:SS`, or `M/D HH:MM` as versions before 6 wrote it. */
export const TIME_STYLES = ['clock', 'date'] as const;
export type TimeStyle = (typeof TIME_STYLES)[number];

/** `time (daemon) message` in local time, without a line end. With `clock` the hour is right-aligned in two columns. */
export function formatLine(time: Date, daemon: string, message: string, style: TimeStyle = 'clock'): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = two(time.getMinutes());
  const when =
    style === 'clock'
      ? `${String(time.getHours()).padStart(2, ' ')}:${minutes}:${two(time.getSeconds())}`
      : `${time.getMonth() + 1}/${time.getDate()} ${two(time.getHours())}:${minutes}`;
  return `${when} (${printable(daemon)}) ${printable(message)}`;
}

/** `M/D/YYYY` in local time. The lines have no date of their own; readers take it from these. */
export function formatDate(time: Date): string {
  return `${time.getMonth() + 1}/${time.getDate()}/${time.getFullYear()}`;
}

export function formatOut(use: DebugUse): string {
  return `OUT: ${quoted(use.feature)} ${who(use)}  ${data(use)}${seats(use)}`;
}

/** `reason`: SHUTDOWN and the like; none for a plain check-in. */
export function formatIn(use: DebugUse, reason = ''): string {
  return `IN: ${quoted(use.feature)} ${who(use)}  ${data(use)}${seats(use)}${reason === '' ? '' : `(${reason})`}`;
}

export function formatDenied(use: DebugUse, refusal: DebugRefusal): string {
  return `DENIED: ${quoted(use.feature)} ${who(use)}  ${data(use)}${seats(use)}(${withNumbers(refusal)})`;
}

export function formatUnsupported(use: DebugUse, refusal: DebugRefusal): string {
  return `UNSUPPORTED: ${quoted(use.feature)} (PORT_AT_HOST_PLUS   ) ${who(use)}  ${seats(use)}(${withNumbers(refusal)})`;
}

/** It waits in the queue for its seats. */
export function formatQueued(use: DebugUse): string {
  return `QUEUED: ${quoted(use.feature)} ${who(use)}  ${seats(use)}`;
}

/** It waits no longer: it was granted, or it has given up. */
export function formatDequeued(use: DebugUse): string {
  return `DEQUEUED: ${quoted(use.feature)} ${who(use)}  ${seats(use)}`;
}

/** The lines at the start: daemon and message each. */
export function formatStart(banner: StartBanner, time: Date): readonly (readonly [daemon: string, message: string])[] {
  const { version, host } = banner;
  const lmgrd = (message: string): readonly [string, string] => [LMGRD, message];
  return [
    ...NOTICE.map(lmgrd),
    lmgrd(`Server's System Date and Time: ${systemTime(time)}`),
    lmgrd(
      `FlexNet Licensing (v${version} lmtriad ${process.arch}) started on ${host} (${process.platform}) (${formatDate(time)})`,
    ),
    lmgrd(
      banner.secure
        ? "lmdown/lmreread need an administrator's certificate"
        : 'lmdown/lmreread only allowed on this machine',
    ),
    lmgrd(`License file(s): ${banner.licenseFiles.join(' ')}`),
    lmgrd(`lmgrd tcp-port ${banner.port}`),
    lmgrd(`(@lmgrd-SLOG@) Server Configuration: ${banner.redundant ? '3-Server Certificate' : 'Single Server'}`),
    lmgrd('Starting vendor daemons ... '),
    ...banner.daemons.flatMap((daemon) => [
      lmgrd(`Started ${daemon} (internet tcp_port ${banner.port} pid ${banner.pid})`),
      [daemon, `FlexNet Licensing version v${version} lmtriad ${process.arch}`] as const,
      ...featureLines(banner.features[daemon] ?? [], host).map((line) => [daemon, line] as const),
      lmgrd(`${daemon} using TCP-port ${banner.port}`),
    ]),
  ];
}

const RULE = '-----------------------------------------------';

/** Between rules, as readers skip it; the original's twenty lines are about its own vendor daemons. */
const NOTICE: readonly string[] = [
  RULE,
  '  Please Note:',
  '',
  '  This log is for finding faults: checkouts, denials and who is master.',
  '  It is written by the master for all three servers. A line has no date;',
  '  TIMESTAMP lines have. Programs should rather read the metrics and the',
  '  report log.',
  '',
  RULE,
  '',
];

/** The first feature stands in the line of the start, the others follow two by two. */
function featureLines(features: readonly string[], host: string): string[] {
  const lines = [`Server started on ${host} for:\t${features[0] ?? ''}\t\t`];
  for (let i = 1; i < features.length; i += 2) {
    lines.push(
      features
        .slice(i, i + 2)
        .map((feature) => `${feature}\t\t`)
        .join(''),
    );
  }
  return lines;
}

/** `Sun Jan 08 2017 17:17:45 EST` */
function systemTime(time: Date): string {
  const zone = /\S+$/.exec(time.toLocaleTimeString('en-US', { timeZoneName: 'short' }))?.[0] ?? '';
  return `${time.toDateString()} ${time.toTimeString().slice(0, 8)} ${zone}`;
}

function quoted(feature: string): string {
  return `"${feature}"`;
}

function who(use: DebugUse): string {
  return `${use.user}@${use.host}`;
}

function seats(use: DebugUse): string {
  return use.count > 1 ? `(${use.count} licenses) ` : '';
}

function data(use: DebugUse): string {
  return use.checkoutData === undefined || use.checkoutData.length === 0
    ? ''
    : `[${Buffer.from(use.checkoutData).toString('utf8')}] `;
}

function withNumbers({ text, code, minor }: DebugRefusal): string {
  return /\(-\d+,\d+[^()]*\)$/.test(text) ? text : `${text.replace(/\.?$/, '.')} (${code},${minor})`;
}

/** Clients choose some of these words: none of them may end a line or look like another one. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]/g, '?');
}
