import { Command, InvalidArgumentError, Option } from 'commander';

/** How the operator was asked to run. */
export interface Settings {
  /** Namespaces to watch; one empty string for all. */
  readonly namespaces: readonly string[];
  /** Where the operator itself runs: its Lease is there. */
  readonly namespace: string;
  /** Unique to this process. */
  readonly identity: string;
  readonly image: string;
  readonly imagePullPolicy: 'Always' | 'IfNotPresent' | 'Never' | undefined;
  /** Names of Secrets to pull it with. */
  readonly imagePullSecrets: readonly string[];
  readonly leaderElection: boolean;
  readonly leaseName: string;
  readonly readNodes: boolean;
  readonly networkPolicies: boolean;
  readonly listen: { readonly host: string; readonly port: number };
  readonly logLevel: string;
}

interface Flags {
  readonly watchNamespace?: string;
  readonly namespace: string;
  readonly identity: string;
  readonly licenseImage: string;
  readonly licenseImagePullPolicy?: Settings['imagePullPolicy'];
  readonly licenseImagePullSecrets?: string;
  readonly leaderElection: string;
  readonly leaseName: string;
  readonly readNodes: string;
  readonly networkPolicies: string;
  readonly listen: Settings['listen'];
  readonly logLevel: string;
}

/** Reads flags and, where they are missing, the environment. */
export function parseSettings(argv: readonly string[], program = new Command()): Settings {
  const onOff = ['true', 'false'];
  program
    .name('lmtriad-operator')
    .description('Keeps LicenseClusters as they are declared.')
    .addOption(
      new Option('--watch-namespace <names>', "namespaces, separated by commas; '*' for all; its own by default").env(
        'WATCH_NAMESPACE',
      ),
    )
    .addOption(new Option('--namespace <name>', 'namespace of the operator').env('POD_NAMESPACE').default('default'))
    .addOption(
      new Option('--identity <name>', 'name of this replica')
        .env('POD_NAME')
        .default(`lmtriad-operator-${process.pid}`),
    )
    .addOption(
      new Option('--license-image <image>', 'image of the license servers').env('LICENSE_IMAGE').makeOptionMandatory(),
    )
    .addOption(
      new Option('--license-image-pull-policy <policy>', 'pull policy of that image')
        .env('LICENSE_IMAGE_PULL_POLICY')
        .choices(['Always', 'IfNotPresent', 'Never']),
    )
    .addOption(
      new Option('--license-image-pull-secrets <names>', 'Secrets to pull that image with, separated by commas').env(
        'LICENSE_IMAGE_PULL_SECRETS',
      ),
    )
    .addOption(
      new Option('--leader-election <on>', 'take turns with other replicas')
        .env('LEADER_ELECTION')
        .choices(onOff)
        .default('true'),
    )
    .addOption(new Option('--lease-name <name>', 'Lease for that').env('LEASE_NAME').default('lmtriad-operator'))
    .addOption(
      new Option('--read-nodes <on>', 'watch nodes, for better messages')
        .env('READ_NODES')
        .choices(onOff)
        .default('false'),
    )
    .addOption(
      new Option('--network-policies <on>', 'give each cluster a NetworkPolicy')
        .env('NETWORK_POLICIES')
        .choices(onOff)
        .default('false'),
    )
    .addOption(
      new Option('--listen <host:port>', 'metrics and probes')
        .env('LISTEN')
        .argParser(parseAddress)
        .default({ host: '::', port: 8080 }, '[::]:8080'),
    )
    .addOption(new Option('--log-level <level>', 'trace to fatal').env('LOG_LEVEL').default('info'));
  program.parse(argv, { from: 'user' });
  const flags = program.opts<Flags>();
  return {
    namespaces: namespacesOf(flags.watchNamespace, flags.namespace),
    namespace: flags.namespace,
    identity: flags.identity,
    image: flags.licenseImage,
    imagePullPolicy: flags.licenseImagePullPolicy,
    imagePullSecrets: listOf(flags.licenseImagePullSecrets),
    leaderElection: flags.leaderElection === 'true',
    leaseName: flags.leaseName,
    readNodes: flags.readNodes === 'true',
    networkPolicies: flags.networkPolicies === 'true',
    listen: flags.listen,
    logLevel: flags.logLevel,
  };
}

function namespacesOf(text: string | undefined, own: string): string[] {
  const names = listOf(text);
  if (names.length === 0) return [own];
  return names.includes('*') ? [''] : [...new Set(names)];
}

function listOf(text = ''): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function parseAddress(text: string): Settings['listen'] {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d+)$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) throw new InvalidArgumentError('expected host:port, as in [::]:8080');
  return { host: match[1] ?? (match[2] || '::'), port };
}
