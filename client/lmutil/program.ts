/** The command line of lmutil and of its tools under their own names. */
import { Command, CommanderError } from 'commander';
import { exitStatus } from '../../license/index.ts';
import { LicenseError } from '../errors.ts';
import { clientVersion } from '../identity.ts';
import { normalize } from './arguments.ts';
import { certsTool } from './certs.ts';
import { checkoutTool } from './checkout.ts';
import { completionTool } from './completion.ts';
import { installLinksTool } from './installLinks.ts';
import { lmborrowTool } from './lmborrow.ts';
import { lmcksumTool } from './lmcksum.ts';
import { lmdiagTool } from './lmdiag.ts';
import { lmdownTool } from './lmdown.ts';
import { lmhostidTool } from './lmhostid.ts';
import { lminstallTool } from './lminstall.ts';
import { lmpathTool } from './lmpath.ts';
import { lmremoveTool } from './lmremove.ts';
import { lmrereadTool } from './lmreread.ts';
import { lmstatTool } from './lmstat.ts';
import { lmswitchTools } from './lmswitch.ts';
import { lmverTool } from './lmver.ts';
import { reportTool } from './report.ts';
import type { Terminal } from './terminal.ts';
import { listOption, type Tool, type ToolContext, toolGroups } from './tool.ts';
import { transferTool } from './transfer.ts';

/** All tools, as `lmutil --help` lists them within their groups. */
export const tools: readonly Tool[] = [
  lmstatTool,
  lmdiagTool,
  lmdownTool,
  lmremoveTool,
  lmrereadTool,
  ...lmswitchTools,
  reportTool,
  transferTool,
  lmhostidTool,
  lmpathTool,
  lmcksumTool,
  lminstallTool,
  lmverTool,
  certsTool,
  completionTool,
  installLinksTool,
  checkoutTool,
  lmborrowTool,
];

const examples = `
Examples:
  lmutil lmstat -a -c license.dat                   who uses what
  lmutil lmdiag -c 2830@a,2831@b,2832@c studio      why a license cannot be had
  lmutil checkout studio -- ./simulate              hold a license while a command runs
Options may have one hyphen (-all) or two (--all). Exit codes: 0, or the FlexNet code as an unsigned byte (-15: 241).
`;

/**
 * Runs one tool.
 * @param args the arguments without the program's name
 * @param argv0 the name that the program was called by
 * @returns the exit code
 */
export async function lmutil(args: readonly string[], argv0: string | undefined, terminal: Terminal): Promise<number> {
  const linked = tools.filter((tool) => tool.linked).map(({ name }) => name);
  const called = linked.find((name) => name === argv0);
  const program = called ?? 'lmutil';
  let code = 0;
  const done = (result: number) => {
    code = result;
  };
  const command = build({ program, terminal, linked, done });
  try {
    await command.parseAsync(normalize(args, called, command), { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatus(-42);
    if (!(error instanceof LicenseError)) throw error;
    terminal.err(`${program}: ${error.text}${error.detail ? ` ${error.detail}` : ''}\n`);
    return exitStatus(error.code);
  }
}

function build(context: ToolContext): Command {
  const { terminal } = context;
  const program = new Command('lmutil')
    .description('Tools of the lmtriad license servers; those that begin with lm may be called by their own names.')
    .helpOption('--help', 'show this')
    .helpCommand(false)
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
    .version(`lmutil v${clientVersion}`, '-v, --version', 'show the version');
  program.addHelpText('after', examples);
  const inOrder = tools.toSorted((a, b) => toolGroups.indexOf(a.group) - toolGroups.indexOf(b.group));
  for (const tool of inOrder) {
    const command = program
      .command(tool.name)
      .description(tool.description)
      .helpGroup(tool.group)
      .helpOption('--help', 'show this');
    if (!tool.local) command.addOption(listOption());
    tool.define(command, context);
  }
  return program;
}
