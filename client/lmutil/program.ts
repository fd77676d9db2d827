/** The command line of lmutil and of its tools under their own names. */
import { Command, CommanderError, Option } from 'commander';
import { exitStatus } from '../../license/index.ts';
import { LicenseError } from '../errors.ts';
import { clientVersion } from '../identity.ts';
import { type LmdownOptions, type LmremoveOptions, lmdown, lmremove, lmreread, transfer } from './administration.ts';
import { normalize } from './arguments.ts';
import { type CertsOptions, certsInit } from './certs.ts';
import { type HoldOptions, hold } from './hold.ts';
import { type HostidOptions, lmhostid } from './hostid.ts';
import { type LmstatOptions, lmstat, versionLine } from './lmstat.ts';
import { banner } from './statusText.ts';
import type { Terminal } from './terminal.ts';

/** What may be called under its own name. */
export const toolNames = ['lmstat', 'lmdown', 'lmremove', 'lmreread', 'lmver', 'lmhostid'] as const;

const whereFrom = 'license file or port@host,port@host,port@host (else <VENDOR>_LICENSE_FILE, LM_LICENSE_FILE)';

/**
 * Runs one tool.
 * @param args the arguments without the program's name
 * @param argv0 the name that the program was called by
 * @returns the exit code
 */
export async function lmutil(args: readonly string[], argv0: string | undefined, terminal: Terminal): Promise<number> {
  const called = toolNames.find((name) => name === argv0) ?? 'lmutil';
  let code = 0;
  const program = build(called, terminal, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(normalize(args, argv0, toolNames), { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatus(-42);
    if (!(error instanceof LicenseError)) throw error;
    terminal.err(`${called}: ${error.text}${error.detail ? ` ${error.detail}` : ''}\n`);
    return exitStatus(error.code);
  }
}

function build(called: string, terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command('lmutil')
    .description('Tools of the lmtriad license servers. Each may also be called by its own name, through a link.')
    .helpOption('--help', 'show this')
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
    .version(`lmutil v${clientVersion}`, '-v, --version', 'show the version');
  const tool = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .helpOption('--help', 'show this')
      .addOption(new Option('-c <list>', whereFrom));

  tool('lmstat', 'status of the servers, what is licensed, and who uses it')
    .option('-a', 'everything')
    .option('-A', 'only features that are in use')
    .option('-f [feature]', 'one feature (or all) with its users')
    .option('-i [feature]', 'what the license file says, without asking a server')
    .option('-s [server]', 'only the servers')
    .option('-S [vendor]', "one vendor's features with their users")
    .option('-t <seconds>', 'limit of time for each server', '2')
    .option('--pid', 'with process ids')
    .option('--no-user-info', 'without users')
    .option('--json', 'as JSON')
    .option('-v', 'show the version')
    .action(async (options: LmstatOptions) => {
      if (options.v) {
        terminal.out(`${banner(called)}\n${versionLine('lmstat', clientVersion)}\n`);
        return;
      }
      done(await lmstat(called, options, terminal));
    });

  tool('lmdown', 'shuts servers down; of three it asks which')
    .option('-q', 'do not ask whether that is meant')
    .option('--all', 'all servers')
    .option('--force', 'also when licenses are borrowed')
    .option('--vendor <name>', 'accepted; a server serves all its vendors')
    .action(async (options: LmdownOptions) => done(await lmdown(called, options, terminal)));

  tool('lmremove', 'takes seats back: feature user host display, or -h feature host port handle')
    .option('-h', 'by handle, as lmstat -a prints it')
    .argument('<operands...>')
    .action(async (operands: string[], options: LmremoveOptions) => {
      done(await lmremove(called, options, operands, terminal));
    });

  tool('lmreread', 'has the servers read license and options files anew')
    .option('--vendor <name>', 'only this vendor')
    .option('--all', 'accepted; all servers always read their files')
    .action(async (options: { c?: string; vendor?: string }) => done(await lmreread(called, options, terminal)));

  tool('lmver', 'version of these programs')
    .argument('[binary]', 'accepted; all programs of lmtriad have one version')
    .action(() => terminal.out(`${banner(called)}\n${versionLine('lmutil', clientVersion)}\n`));

  tool('lmhostid', 'what this machine can be named by in a license')
    .option('--ether', 'hardware addresses (default)')
    .option('--internet', 'IPv4 addresses')
    .option('--hostname', 'host name')
    .option('--user', 'login name')
    .option('--display', 'display')
    .option('--uuid', 'UUID of the virtual machine')
    .option('--long', 'accepted')
    .option('--utf8', 'accepted')
    .option('-n', 'only the id')
    .action((options: HostidOptions) => done(lmhostid(called, options, terminal)));

  tool('checkout', 'holds a license while a command runs: lmutil checkout FEATURE -- COMMAND...')
    .argument('<feature>')
    .argument('[command...]', 'without one the license is held until a signal comes')
    .option('--version <version>', 'lowest version wanted')
    .option('--count <number>', 'seats', '1')
    .option('--vendor <name>', 'vendor daemon')
    .option('--queue', 'wait in the queue if all seats are taken')
    .option('--timeout <seconds>', 'how long to wait for a master', '5')
    .option('--kill-on-lost', 'end the command when the license is lost or taken back')
    .option('--history <file>', 'append a record of every operation, as NDJSON')
    .action(async (feature: string, command: string[], options: HoldOptions) => {
      done(await hold(feature, command, options, terminal));
    });

  tool('transfer', 'hands mastership over')
    .argument('[server]', 'name in the SERVER line; the best one if left out')
    .option('--hold <seconds>', 'for so long nothing is taken back by order of preference')
    .action(async (server: string | undefined, options: { c?: string; hold?: string }) => {
      done(await transfer(options, server, terminal));
    });

  const certs = program.command('certs').description('certificates for hosts').helpOption('--help', 'show this');
  certs
    .command('init')
    .description('makes an authority and a certificate for each server, administrators and programs')
    .helpOption('--help', 'show this')
    .addOption(new Option('-c <list>', whereFrom))
    .option('-d <folder>', 'where to', undefined)
    .option('--days <number>', 'how long they are good', '3650')
    .action(async (options: CertsOptions) => done(await certsInit(options, terminal)));
  return program;
}
