/** The lmutil program; bin/lmutil starts it, under its own name or a tool's. */
import { lmutil } from './lmutil/program.ts';
import { closeTerminal, endWithReader, processTerminal } from './lmutil/terminal.ts';

endWithReader();
const code = await lmutil(process.argv.slice(2), process.env['LMUTIL_ARGV0'], processTerminal);
await closeTerminal();
// A connection attempt to a host that answers nothing cannot be taken back, and would keep the process for minutes.
process.exit(code);
