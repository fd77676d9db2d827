/** The command line of lmcrypt. */
import { Command, CommanderError } from 'commander';
import { FlexError } from '../../license/index.ts';
import { LicenseError } from '../errors.ts';
import { clientVersion } from '../identity.ts';
import type { Output } from './files.ts';
import { type KeygenOptions, keygen } from './keygen.ts';
import { type SignOptions, sign } from './sign.ts';
import { type VerifyOptions, verify } from './verify.ts';

/** The output of this process. */
export const processOutput: Output = {
  out: (data) => void process.stdout.write(data),
  err: (text) => void process.stderr.write(text),
};

/**
 * Runs one command.
 * @returns the exit code: 0, or the FlexNet code without its sign
 */
export function lmcrypt(args: readonly string[], output: Output): number {
  let code = 0;
  const program = build(output, (result) => {
    code = result;
  });
  try {
    program.parse(args, { from: 'user' });
    return Math.abs(code);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : Math.abs(FlexError.InvalidParameter);
    if (!(error instanceof LicenseError)) throw error;
    output.err(`lmcrypt: ${error.message}\n`);
    return Math.abs(error.code);
  }
}

function build(output: Output, done: (code: number) => void): Command {
  const program = new Command('lmcrypt')
    .description('Makes and checks the signatures of license lines, for software vendors.')
    .helpOption('--help', 'show this')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.out(text), writeErr: (text) => output.err(text) })
    .version(`lmcrypt v${clientVersion}`, '-v, --version', 'show the version');
  const command = (name: string, description: string) =>
    program.command(name).description(description).helpOption('--help', 'show this');

  command('keygen', 'makes a key pair: VENDOR.key (private) and VENDOR.json (to hand out)')
    .requiredOption('--vendor <name>', 'name of the vendor daemon, as in VENDOR and FEATURE lines')
    .option('-o <folder>', 'where to (else here)')
    .action((options: KeygenOptions) => done(keygen(options, output)));

  command('sign', "adds or replaces SIGN= on the vendor's lines; all else stays byte for byte")
    .requiredOption('-k <file>', 'private key, as keygen makes it')
    .option('-i <file>', 'license file (else standard input)')
    .option('-o <file>', 'where to (else standard output); the same file to sign in place')
    .option('--vendor <name>', 'whose lines; needed if there are several vendors')
    .action((options: SignOptions) => done(sign(options, output)));

  command('verify', 'says of each line whether it is ok, edited (-8) or unsigned (-114)')
    .requiredOption('-d <file>', 'vendor definition, VENDOR.json')
    .argument('<file>', 'license file')
    .action((path: string, options: VerifyOptions) => done(verify(path, options, output)));
  return program;
}
