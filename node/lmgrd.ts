/** lmgrd: one license server. Parses the command line and starts the member; see daemon.ts. */
import { Command, InvalidArgumentError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { TIME_STYLES } from './logs/index.ts';
import { runMember, type StartOptions } from './member/start.ts';

const { version } = packageJson;

function ranged(low: number, high: number, factor: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isFinite(value) || value < low || value > high) {
      throw new InvalidArgumentError(`expected a number from ${low} to ${high}`);
    }
    return value * factor;
  };
}

const program = new Command('lmgrd')
  .description('One of three license servers that stand in for each other.')
  .version(version, '-v, --version')
  .option('-c <list>', 'license file; several, or a folder of *.lic, with : between them', 'license.dat')
  .option('-z', 'stay in the foreground, as it always does (so does -app)')
  .option('-l <file>', 'FLEXlm debug log; +FILE appends')
  .option('--server <name>', 'which SERVER line this is; found by host name or pod otherwise')
  .option('--data <dir>', 'log, snapshots and identity of this server (default: lmtriad-data beside the license file)')
  .option('--certs <dir>', 'certificates (default: certs beside the license file, if it is there)')
  .option(
    '--listen <host:port>',
    'address for clients, administrators and the other servers (default: all, SERVER port)',
  )
  .option('--metrics <host:port>', 'address for /metrics, /livez, /readyz, /startupz')
  .option('--config <file>', "the operator's cluster.json")
  .option('--lease <seconds>', 'how long a silent client keeps its licenses, 10 to 3600', ranged(10, 3600, 1000))
  .option('--election-timeout <ms>', 'silence after which a master is replaced, 200 to 10000', ranged(200, 10_000, 1))
  .option('--rejoin', 'set damaged data aside and take part again as a new member')
  .addOption(
    new Option(
      '--form-new-cluster [from]',
      "two disks are lost: form a new cluster from this server's data, or from nothing (empty)",
    )
      .choices(['data', 'empty'])
      .preset('data')
      .conflicts('rejoin'),
  )
  .addOption(
    new Option('--log-level <level>', 'of the program log (default: info; warn on a terminal without -l)').choices([
      'trace',
      'debug',
      'info',
      'warn',
      'error',
      'fatal',
    ]),
  )
  .addOption(
    new Option('--log-time <style>', 'time of the debug log: H:MM:SS, or M/D HH:MM as before version 6')
      .choices([...TIME_STYLES])
      .default('clock'),
  )
  .option(
    '--log-rollover <megabytes>',
    'size at which logs begin a new file, 0 to 100000; 0: never',
    ranged(0, 100_000, 1),
    100,
  )
  .addHelpText(
    'after',
    `
Exit codes:
   0  ended by SIGTERM or lmdown
  64  the command line is wrong
  74  the disk failed: nothing unacknowledged counts as written (SIGKILL by itself if the disk hangs)
  78  the license file, the configuration or the data folder cannot be used: a person has to mend that first

--form-new-cluster, when the disks of two servers are lost for good:
  Stop all three. Start this one once with the flag, the two others with empty data folders and
  without it; then start this one without it. The old data is moved to set-aside/ in the data folder.
  What only the two lost servers knew is gone. Nothing is granted for one lease, so that programs
  whose checkouts are forgotten have given up by then; licenses that were borrowed and are forgotten
  stay in use until they end, beside those granted anew. It is refused while another server that has
  its data answers.

Examples:
  lmgrd -c license.dat                         this machine is named by a SERVER line
  lmgrd -c license.dat:/etc/licenses           and what stands in the *.lic of a folder
  lmgrd -c license.dat --server fitis          several servers on one machine`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 64));

// FlexNet's own option has one dash and three letters, which commander reads as three.
program.parse(process.argv.map((word) => (word === '-app' ? '-z' : word)));
const flags = program.opts();
const options: StartOptions = {
  version,
  licensePath: flags['c'],
  debugLogPath: flags['l'] ?? null,
  server: flags['server'],
  dataFolder: flags['data'] ?? null,
  certsFolder: flags['certs'] ?? null,
  listen: flags['listen'] ?? null,
  metrics: flags['metrics'] ?? null,
  configPath: flags['config'] ?? null,
  leaseMilliseconds: flags['lease'] ?? null,
  electionTimeoutMilliseconds: flags['electionTimeout'] ?? null,
  rejoin: flags['rejoin'] === true,
  formNewCluster: flags['formNewCluster'] ?? null,
  logLevel: flags['logLevel'] ?? null,
  logTime: flags['logTime'],
  logRolloverMegabytes: flags['logRollover'],
  podName: process.env['POD_NAME'],
};
await runMember(options);
