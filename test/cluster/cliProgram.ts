import { Command, InvalidArgumentError } from 'commander';
import type { Cut } from './cut.ts';

interface WaitFlag {
  readonly wait: boolean;
}

/** What the command line can be told to do. */
export interface Commands {
  up(options: { readonly apiOnly: boolean; readonly stockTimers: boolean }): Promise<void>;
  down(): Promise<void>;
  status(options: { readonly json: boolean }): Promise<void>;
  env(): Promise<void>;
  kubectl(args: readonly string[]): Promise<void>;
  helm(args: readonly string[]): Promise<void>;
  images(options: { readonly load: boolean; readonly push?: string }): Promise<void>;
  load(path: string): Promise<void>;
  powerOff(node: string): Promise<void>;
  powerOn(node: string, options: WaitFlag): Promise<void>;
  isolate(node: string): Promise<void>;
  join(node: string, options: WaitFlag): Promise<void>;
  freeze(node: string): Promise<void>;
  thaw(node: string, options: WaitFlag): Promise<void>;
  cut(node: string, cuts: readonly Cut[]): Promise<void>;
  heal(node: string, options: WaitFlag): Promise<void>;
  recycle(): Promise<void>;
  logs(component: string | undefined): Promise<void>;
}

const EXIT_TEXT = `
Exit codes: 0 done, 1 failed, 3 no cluster is running, 4 the node is not in a state for this,
64 wrong usage, 69 something is missing on this machine, 70 a build failed, 71 no free instance,
74 something was left behind, 75 not done in time.
Environment: LMTRIAD_CACHE (~/.cache/lmtriad), LMTRIAD_STATE (/var/lib/lmtriad/clusters),
LMTRIAD_CLUSTER (a name, for several clusters of one checkout).`;

/** The command line of the local cluster; parsing it calls one of `commands`. */
export function buildProgram(commands: Commands): Command {
  const program = new Command('cluster')
    .description('A real Kubernetes of five nodes on this machine: node1 to node4 in subnet a, node5 in subnet b.')
    .addHelpText('after', EXIT_TEXT)
    .enablePositionalOptions()
    .exitOverride();
  const command = (syntax: string, description: string): Command =>
    program.command(syntax).description(description).exitOverride();
  const back = (syntax: string, description: string): Command =>
    command(syntax, description).option('--no-wait', 'return without waiting until the node is Ready');
  const passThrough = (name: string, run: (args: readonly string[]) => Promise<void>): void => {
    command(`${name} [args...]`, `${name} as administrator of the cluster`)
      .allowUnknownOption()
      .passThroughOptions()
      .helpOption(false)
      .action((args: string[]) => run(args));
  };

  command('up', 'bring the cluster up; keep it if it is, with all nodes back to normal')
    .option('--api-only', 'etcd, API server and controller manager only', false)
    .option('--stock-timers', "Kubernetes' own timers for the loss of a node (about 50 s instead of 10 s)", false)
    .action((options: { apiOnly: boolean; stockTimers: boolean }) => commands.up(options));
  command('down', 'take the cluster down and delete its state').action(() => commands.down());
  command('status', 'show instance, addresses and nodes')
    .option('--json', 'as JSON', false)
    .action((options: { json: boolean }) => commands.status(options));
  command('env', 'print KUBECONFIG, PATH and more as shell exports: eval "$(... env)"').action(() => commands.env());
  passThrough('kubectl', commands.kubectl);
  passThrough('helm', commands.helm);
  command('images', "build the project's images and print the archives' paths")
    .option('--load', 'import them on all nodes as well', false)
    .option('--push <registry>', 'push them to HOST[:PORT][/PATH] and print their names there instead')
    .action((options: { load: boolean; push?: string }) => commands.images(options));
  command('load <archive>', 'import an image archive (docker or OCI) on every node').action((path: string) =>
    commands.load(path),
  );
  command('power-off <node>', "SIGKILL to the node's init: kubelet and all containers die at once").action(
    (node: string) => commands.powerOff(node),
  );
  back('power-on <node>', 'boot the node from its disk').action((node: string, options: WaitFlag) =>
    commands.powerOn(node, options),
  );
  command('isolate <node>', "take the node's link down").action((node: string) => commands.isolate(node));
  back('join <node>', "take the node's link up").action((node: string, options: WaitFlag) =>
    commands.join(node, options),
  );
  command('freeze <node>', 'stop all processes of the node').action((node: string) => commands.freeze(node));
  back('thaw <node>', 'let a frozen node go on').action((node: string, options: WaitFlag) =>
    commands.thaw(node, options),
  );
  command('cut <node>', "drop the node's packets in one direction, those of its pods too")
    .option('--in', 'packets that arrive', false)
    .option('--out', 'packets that leave', false)
    .option('--port <number>', "only to or from this port, as seen between nodes (a pod's port)", parsePort)
    .action((node: string, options: CutFlags, self: Command) => commands.cut(node, parseCuts(options, self)));
  back('heal <node>', 'end all cuts of the node').action((node: string, options: WaitFlag) =>
    commands.heal(node, options),
  );
  command('recycle', 'wipe volumes whose claim was deleted, and offer them again').action(() => commands.recycle());
  command('logs [component]', "print a component's log; without one, list them").action((component?: string) =>
    commands.logs(component),
  );
  return program;
}

interface CutFlags {
  readonly in: boolean;
  readonly out: boolean;
  readonly port?: number;
}

function parseCuts(options: CutFlags, command: Command): Cut[] {
  const port = options.port === undefined ? {} : { port: options.port };
  const cuts: Cut[] = [];
  if (options.in) cuts.push({ direction: 'in', ...port });
  if (options.out) cuts.push({ direction: 'out', ...port });
  if (cuts.length === 0) command.error('error: say --in, --out or both');
  return cuts;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535) throw new InvalidArgumentError('a port is 1 to 65535.');
  return port;
}
