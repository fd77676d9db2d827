/** lmborrow: what is borrowed here, the wish to borrow, and early returns. */
import { exitStatus } from '../../license/index.ts';
import type { BorrowToken } from '../../proto/index.ts';
import { Borrows } from '../borrow/borrows.ts';
import { borrowFolder, type StoredBorrow } from '../borrow/folder.ts';
import { parseBorrowEnd } from '../borrow/request.ts';
import { systemClock } from '../clock.ts';
import { connect } from '../connect.ts';
import { LicenseError } from '../errors.ts';
import { identityOf } from '../identity.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';
import type { Tool } from './tool.ts';

/** Options of lmborrow. */
export interface LmborrowOptions {
  c?: string;
  status?: boolean;
  clear?: boolean;
  purge?: boolean;
  return?: boolean;
  d?: string;
  fqdn?: boolean;
  /** Where to look for a master, in seconds. */
  timeout?: string;
}

/** Runs lmborrow. Rejects with LicenseError. */
export async function lmborrow(
  program: string,
  options: LmborrowOptions,
  operands: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const asked = [options.status, options.clear, options.purge, options.return].filter(Boolean).length;
  const wanted = options.return ? 1 : asked > 0 ? 0 : 2;
  if (asked > 1 || operands.length !== wanted) {
    const detail = 'lmborrow takes -status, -clear, -purge, {vendor|all} dd-mmm-yyyy[:hh:mm], or -return feature';
    throw new LicenseError({ code: -42, detail });
  }
  terminal.out(`${banner(program)}\n`);
  const borrows = new Borrows(borrowFolder(terminal.env), identityOf(), systemClock);
  const [first = '', second = ''] = operands;
  if (options.status) status(borrows, terminal);
  else if (options.clear) clear(borrows, terminal);
  else if (options.purge) purge(borrows, terminal);
  else if (options.return) return giveBack(borrows, first, options, terminal);
  else wish(borrows, first, second, terminal);
  return 0;
}

function status(borrows: Borrows, terminal: Terminal): void {
  const request = borrows.request(undefined);
  if (request !== null) {
    const until = formatEnd(new Date(request.until));
    terminal.out(`Checkouts of today borrow from ${request.vendor} until ${until} (lmborrow -clear ends that)\n`);
  }
  const all = borrows.folder.all();
  if (all.length === 0) {
    terminal.out('Nothing is borrowed\n');
    return;
  }
  terminal.out(`\n${row('Vendor', 'Feature', 'Expiration')}\n${row('______', '________', '__________')}\n`);
  for (const borrow of all) {
    const { token } = borrow;
    terminal.out(
      `${row(token.vendor, token.feature, formatEnd(new Date(token.end * 1000)))}${remark(borrows, borrow)}\n`,
    );
  }
}

function remark(borrows: Borrows, borrow: StoredBorrow): string {
  if (borrow.returning) return '  (being returned: run lmborrow -return again when a server can be reached)';
  const refusal = borrows.refusal(borrow);
  if (refusal !== null) return `  (${refusal.text})`;
  const seats = borrow.token.count === 1 ? '' : `, ${borrow.token.count} licenses`;
  return borrows.isUsed(borrow) ? `${seats}  (in use)` : seats;
}

function clear(borrows: Borrows, terminal: Terminal): void {
  borrows.folder.write('request', null);
  terminal.out('Checkouts borrow no longer; what is borrowed stays so\n');
}

function purge(borrows: Borrows, terminal: Terminal): void {
  const over = borrows.folder.all().filter((borrow) => borrows.refusal(borrow)?.code === -118);
  for (const borrow of over) borrows.folder.remove(borrow);
  terminal.out(`${over.length} expired ${over.length === 1 ? 'borrow' : 'borrows'} removed\n`);
}

function wish(borrows: Borrows, vendor: string, date: string, terminal: Terminal): void {
  if (!/^\w{1,64}$/.test(vendor)) {
    throw new LicenseError({ code: -42, detail: `"${vendor}" is no vendor daemon's name; or say all` });
  }
  const until = parseBorrowEnd(date);
  const now = systemClock.wall();
  if (until <= now) throw new LicenseError({ code: -42, detail: `${date} is over; the end must be in the future` });
  borrows.folder.write('request', { vendor, until, asked: now });
  terminal.out(`Checkouts of today borrow from ${vendor} until ${formatEnd(new Date(until))}\n`);
}

async function giveBack(
  borrows: Borrows,
  feature: string,
  options: LmborrowOptions,
  terminal: Terminal,
): Promise<number> {
  const found = borrows.toReturn(feature, options.d);
  if (found.length === 0) {
    throw new LicenseError({ code: -41, detail: `${feature} is not borrowed here; lmborrow -status shows what is` });
  }
  const timeoutMs = Number(options.timeout ?? '5') * 1000;
  if (!(timeoutMs >= 0)) {
    throw new LicenseError({ code: -42, detail: `--timeout takes seconds, not "${options.timeout}"` });
  }
  const returned: BorrowToken[] = [];
  let failure: LicenseError | null = null;
  for (const { token, servers } of found) {
    try {
      // Those who lent it, unless others are named.
      await using connection = await connect({
        servers: options.c ?? servers,
        borrowFolder: borrows.folder.path,
        timeoutMs,
      });
      await connection.returnBorrow(feature, { lease: token.lease, timeoutMs });
      returned.push(token);
    } catch (error) {
      if (!(error instanceof LicenseError)) throw error;
      failure ??= error;
    }
  }
  for (const { lease, count } of returned) {
    terminal.out(`Returned ${feature}, ${count} license${count === 1 ? '' : 's'}, lease ${lease}\n`);
  }
  if (failure === null) return 0;
  terminal.err(`${feature} could not be returned: ${failure.text}${failure.detail ? ` ${failure.detail}` : ''}\n`);
  return exitStatus(failure.code);
}

function row(vendor: string, feature: string, expiration: string): string {
  return `${vendor.padEnd(10)} ${feature.padEnd(30)} ${expiration}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Local time as `29-Jan-2026 17:00`. */
export function formatEnd(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getDate()}-${months[date.getMonth()]}-${date.getFullYear()}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

export const lmborrowTool: Tool = {
  name: 'lmborrow',
  description: 'borrowed licenses; {vendor|all} dd-mmm-yyyy[:hh:mm] has the checkouts of today borrow until then',
  group: 'Use licenses:',
  linked: true,
  define: (command, { program, terminal, done }) =>
    command
      .argument('[operands...]')
      .option('--status', 'what is borrowed here')
      .option('--clear', 'checkouts borrow no longer')
      .option('--return', 'give a feature back before its end')
      .option('-d <display>', 'with --return: only what was borrowed from this display')
      .option('--fqdn', 'accepted')
      .option('--timeout <seconds>', 'with --return: how long to wait for a master', '5')
      .option('--purge', 'forget what is over')
      .action(async (operands: string[], options: LmborrowOptions) => {
        done(await lmborrow(program, options, operands, terminal));
      }),
};
