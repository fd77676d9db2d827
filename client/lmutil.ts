/** The lmutil program; bin/lmutil starts it, under its own name or a tool's. */
import { lmutil } from './lmutil/program.ts';
import { closeTerminal, processTerminal } from './lmutil/terminal.ts';

process.exitCode = await lmutil(process.argv.slice(2), process.env['LMUTIL_ARGV0'], processTerminal);
closeTerminal();
