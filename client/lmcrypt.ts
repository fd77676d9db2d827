/** The lmcrypt program; bin/lmcrypt starts it. */
import { lmcrypt, processOutput } from './lmcrypt/program.ts';

// Not process.exit: what goes into a pipe has yet to be written.
process.exitCode = lmcrypt(process.argv.slice(2), processOutput);
