/** The kubectl-lmtriad program; bin/kubectl-lmtriad starts it, kubectl runs that as `kubectl lmtriad`. */
import { kubectlLmtriad } from './kubectl/program.ts';
import { closeTerminal, endWithReader, processTerminal } from './lmutil/terminal.ts';

endWithReader();
const code = await kubectlLmtriad(process.argv.slice(2), processTerminal);
await closeTerminal();
// Forwarded ports and connections to them may take their time to end.
process.exit(code);
