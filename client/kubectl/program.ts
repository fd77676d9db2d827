/** The command line of kubectl-lmtriad, which kubectl runs as `kubectl lmtriad`. */
import { Command, CommanderError } from 'commander';
import { exitStatus } from '../../license/index.ts';
import { LicenseError } from '../errors.ts';
import { clientVersion } from '../identity.ts';
import type { Terminal } from '../lmutil/terminal.ts';
import { administer } from './administer.ts';
import { type ClientConfigOptions, clientConfig } from './clientConfig.ts';
import { downCheck } from './downCheck.ts';
import { lmstatInPod } from './inPod.ts';
import { Kubectl, type KubeOptions } from './kubectl.ts';
import { type RecoverOptions, recover } from './recover.ts';
import { readCluster } from './resource.ts';
import { status } from './status.ts';

/**
 * Runs one command.
 * @returns the exit code: that of lmutil where one runs, else 0, or the FlexNet code as an unsigned byte
 */
export async function kubectlLmtriad(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  const program = build(terminal, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatus(-42);
    if (!(error instanceof LicenseError)) throw error;
    terminal.err(`kubectl lmtriad: ${error.detail || error.text}\n`);
    return exitStatus(error.code);
  }
}

function build(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command('kubectl lmtriad')
    .description('License servers in Kubernetes: what a LicenseCluster does, and what it would survive.')
    .helpOption('--help', 'show this')
    .helpCommand(false)
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
    .version(`kubectl-lmtriad v${clientVersion}`, '-v, --version', 'show the version');
  addKubeOptions(program);
  const command = (name: string, description: string) =>
    addKubeOptions(program.command(name).description(description).helpOption('--help', 'show this'));
  // They may stand before the command or behind it.
  const kubectlOf = (options: KubeOptions) => new Kubectl({ ...program.opts<KubeOptions>(), ...options });

  command('status', 'the resource, its servers, and what they serve')
    .argument('<name>', 'LicenseCluster')
    .action(async (name: string, options: KubeOptions) => done(await status(kubectlOf(options), name, terminal)));

  command('lmstat', 'lmstat, run in one of the pods: kubectl lmtriad lmstat NAME -- -a')
    .argument('<name>', 'LicenseCluster')
    .argument('[options...]', 'of lmstat, behind --; -a if none is given')
    .action(async (name: string, words: string[], options: KubeOptions) => {
      const kubectl = kubectlOf(options);
      const asked = words.length > 0 ? words : ['-a'];
      const result = await lmstatInPod(kubectl, await readCluster(kubectl, name), asked);
      terminal.out(result.stdout);
      terminal.err(result.stderr);
      done(result.code);
    });

  command('down-check', 'whether licenses are served without a server or a node; 0 yes, 1 no')
    .argument('<name>', 'LicenseCluster')
    .argument('[what]', 'server or node (else each of the nodes that have a server)')
    .action(async (name: string, what: string | undefined, options: KubeOptions) => {
      done(await downCheck(kubectlOf(options), name, what, terminal));
    });

  command('transfer', 'hands mastership over')
    .argument('<name>', 'LicenseCluster')
    .argument('[server]', 'the best one if left out')
    .option('--hold <seconds>', 'for so long nothing is taken back by order of preference')
    .action(async (name: string, server: string | undefined, options: KubeOptions & { hold?: string }) => {
      const hold = options.hold === undefined ? [] : ['--hold', options.hold];
      const words = ['transfer', ...hold, ...(server === undefined ? [] : [server])];
      done(await administer(kubectlOf(options), name, words, terminal));
    });

  command('lmremove', 'takes seats back: kubectl lmtriad lmremove NAME -- feature user host display')
    .argument('<name>', 'LicenseCluster')
    .argument('<operands...>', 'as of lmutil lmremove, behind --')
    .action(async (name: string, operands: string[], options: KubeOptions) => {
      done(await administer(kubectlOf(options), name, ['lmremove', ...operands], terminal));
    });

  command('recover', 'forms a new cluster after two disks were lost for good')
    .argument('<name>', 'LicenseCluster')
    .option('--from <server>', 'the server that still has its data')
    .option('--empty', 'from nothing: no server has its data')
    .option('--yes', 'do not ask whether that is meant')
    .option('--timeout <seconds>', 'how long to wait until it serves', '180')
    .action(async (name: string, options: KubeOptions & RecoverOptions) => {
      done(await recover(kubectlOf(options), name, options, terminal));
    });

  command('client-config', 'writes the certificates of clients to ~/.lmtriad, and prints LM_LICENSE_FILE')
    .alias('certificate')
    .argument('<name>', 'LicenseCluster')
    .option('-d <folder>', 'where to (else ~/.lmtriad)')
    .option('--administrator', 'the certificate of administrators')
    .option('--force', "replace another cluster's certificates")
    .action(async (name: string, options: KubeOptions & ClientConfigOptions) => {
      done(await clientConfig(kubectlOf(options), name, options, terminal));
    });

  command('hostid', 'the host id by which a license is bound to this Kubernetes').action(
    async (options: KubeOptions) => {
      const kubeSystem = await kubectlOf(options).get<{ metadata: { uid: string } }>('namespace', 'kube-system');
      terminal.out(`K8S_UID=${kubeSystem.metadata.uid}\n`);
    },
  );
  return program;
}

function addKubeOptions(command: Command): Command {
  return command
    .option('-n, --namespace <name>', 'of the LicenseCluster (else that of the context)')
    .option('--context <name>', 'as kubectl has it')
    .option('--kubeconfig <file>', 'as kubectl has it');
}
