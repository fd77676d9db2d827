/** Brings a member up, step by step, and takes it down again. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { Daemon } from '../daemon.ts';
import { FlexCode, failure } from '../licensing/index.ts';
import {
  createLogger,
  createMetrics,
  DebugLog,
  type Logger,
  MemberLogs,
  RateLimitedWarnings,
  REPORT_LOG,
  ReportLog,
  startProbes,
  type TimeStyle,
  terminalStream,
} from '../logs/index.ts';
import { rpcError } from '../service/rpcError.ts';
import { startServer } from '../service/server.ts';
import type { Storage } from '../storage/index.ts';
import {
  certificateCredentials,
  Forwarder,
  formatHostPort,
  PeerCalls,
  PeerTransport,
  parseHostPort,
  plaintextCredentials,
  ServerAddresses,
} from '../transport/index.ts';
import { awakeClock } from './awakeClock.ts';
import { ExitCode, exitCodeOfStart } from './exitCodes.ts';
import { Formation } from './formation.ts';
import { hostFacts, wrongHost } from './hostBinding.ts';
import { homeFolder } from './licensePaths.ts';
import { LicenseWatch } from './licenseWatch.ts';
import type { FormFrom } from './newCluster.ts';
import { type DiskOptions, nextRecoveryStep, openDisk } from './openDisk.ts';
import { memberProbes } from './probes.ts';
import { endProcess } from './processEnd.ts';
import {
  type ClusterConfig,
  detectionMilliseconds,
  leaseMilliseconds,
  parseClusterConfig,
  SettingsError,
  serverAddresses,
  whoAmI,
} from './settings.ts';

export interface StartOptions {
  readonly version: string;
  /** A list of files and folders, as `licensePaths` takes it. */
  readonly licensePath: string;
  readonly debugLogPath: string | null;
  readonly server: string | undefined;
  readonly dataFolder: string | null;
  readonly certsFolder: string | null;
  readonly listen: string | null;
  readonly metrics: string | null;
  readonly configPath: string | null;
  readonly leaseMilliseconds: number | null;
  readonly electionTimeoutMilliseconds: number | null;
  readonly rejoin: boolean;
  /** Null: no new cluster is formed. */
  readonly formNewCluster: FormFrom | null;
  /** Null: info, or warn on a terminal. */
  readonly logLevel: string | null;
  readonly logTime: TimeStyle;
  /** Size at which logs begin a new file; 0: never. */
  readonly logRolloverMegabytes: number;
  readonly podName: string | undefined;
}

/** A peer stream on which nothing came for so long is torn down, at the least. */
const SILENCE_MS = 5_000;
/** How often the clock of what this process has lived is looked at. */
const AWAKE_MS = 100;

/** Runs until SIGTERM, lmdown or a failure, and ends the process with the exit code that says which. */
export async function runMember(options: StartOptions): Promise<void> {
  const log = programLog(options, options.server ?? '');
  try {
    await start(options);
  } catch (error) {
    log.fatal({ err: error }, error instanceof Error ? error.message : String(error));
    process.stderr.write(`lmgrd: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(exitCodeOfStart(error));
  }
}

async function start(options: StartOptions): Promise<void> {
  const readConfig = async (): Promise<ClusterConfig | null> =>
    options.configPath === null
      ? null
      : parseClusterConfig(await readFile(options.configPath, 'utf8'), options.configPath);
  let config = await readConfig();
  const place = () => ({ facts: hostFacts(config), inKubernetes: config !== null });
  const watch = await LicenseWatch.open(options.licensePath, place, (file) =>
    serverAddresses(file.servers, config).map(({ server }) => server),
  );
  if (watch.current.file === null) {
    throw new SettingsError(`the license file cannot be used:\n${watch.current.errors.join('\n')}`);
  }
  let servers = serverAddresses(watch.current.file.servers, config);
  if (servers.length !== 3)
    throw new SettingsError(`${options.licensePath}: expected three SERVER lines, found ${servers.length}`);
  const self = whoAmI(servers, { server: options.server, podName: options.podName, config });
  watch.refuseIf((file) => wrongHost(file, self.host, hostFacts(config)));
  const logger = programLog(options, self.server);
  const folder = await homeFolder(options.licensePath);
  const dataFolder = options.dataFolder ?? join(folder, 'lmtriad-data');
  const metrics = createMetrics();
  const warnings = new RateLimitedWarnings(logger);

  const certs = options.certsFolder ?? join(folder, 'certs');
  const secure = options.certsFolder !== null || existsSync(join(certs, 'ca.crt'));
  const credentials = secure
    ? certificateCredentials({
        directory: certs,
        server: self.server,
        onReload: () => logger.info('certificates were renewed'),
        onProblem: (error) => logger.error({ err: error }, 'changed certificates cannot be used; the old ones stay'),
      })
    : plaintextCredentials();
  const standing: string[] = [];
  if (!secure) {
    standing.push(
      'no certificates: peers are told by address only, administration is open to this machine; run lmutil certs init',
    );
    logger.warn(standing[0]);
    metrics.plaintext.set(1);
  }
  const addresses = new ServerAddresses();
  await addresses.setHosts(servers.map((server) => server.host));

  const awake = awakeClock(() => performance.now());
  setInterval(awake, AWAKE_MS).unref();
  const electionTimeout = options.electionTimeoutMilliseconds ?? config?.electionTimeoutMilliseconds ?? 300;
  const detection = () => detectionMilliseconds(electionTimeout, watch.current.file?.heartbeatInterval ?? null);
  const lease = () => leaseMilliseconds(options.leaseMilliseconds ?? (config?.leaseSeconds ?? 30) * 1_000, detection());
  const silence = () => Math.max(SILENCE_MS, 2 * detection());
  const calls = new PeerCalls({ credentials });
  const disk: DiskOptions = {
    storage: { folder: dataFolder, server: self.server, monotonic: awake },
    rejoin: options.rejoin,
    form: options.formNewCluster,
    self,
    servers,
    leaseMilliseconds: lease(),
    calls,
    logger,
  };
  const opened = await openDisk(disk, config?.recover ?? null);

  const debugLog = DebugLog.open(options.debugLogPath, {
    time: options.logTime,
    rolloverMegabytes: options.logRolloverMegabytes,
    ...(onTerminal(options) ? { terminal: (text: string) => void process.stdout.write(text) } : {}),
    onError: (error) => warnings.warn('debug', { err: error }, 'debug log'),
    onLost: (lines) => metrics.lostLogLines.inc({ log: 'debug' }, lines),
  });
  const logFolder = join(dataFolder, 'logs');
  const report = new ReportLog({
    path: join(logFolder, REPORT_LOG),
    server: self.server,
    version: options.version,
    cluster: () => opened.storage.identity.clusterId,
    rolloverMegabytes: options.logRolloverMegabytes,
    onError: (error) => warnings.warn('report', { err: error }, 'report log'),
    onLost: (lines) => metrics.lostLogLines.inc({ log: 'report' }, lines),
  });
  const logs = new MemberLogs({ folder: logFolder, debug: debugLog, report, logger });
  const formation = new Formation({
    storage: opened.storage,
    self,
    servers: () => servers,
    expectedClusterId: () => config?.clusterId ?? '',
    leaseMilliseconds: lease(),
    calls,
    logger,
  });
  const forwarder = new Forwarder({
    credentials,
    server: self.server,
    unavailable: (detail) => rpcError(failure(FlexCode.ServerDown, 306, detail, { retry: true })),
  });
  const ending = new AbortController();
  let close = async (): Promise<void> => undefined;
  const exit = (code: number, reason: string) => {
    ending.abort(new SettingsError(reason));
    logger.info({ code }, 'ended');
    endProcess(code, () => close().catch((error) => logger.error({ err: error }, 'while closing')));
  };
  const daemon = new Daemon({
    self,
    version: options.version,
    electionTimeoutMilliseconds: electionTimeout,
    leaseMilliseconds: lease,
    servers: () => servers,
    license: () => watch.current,
    rereadLicense: () => watch.reread(),
    storage: opened.storage,
    awake,
    formation,
    transport: (events, callerOf) =>
      new PeerTransport({
        credentials,
        local: () => {
          const { clusterId, incarnation } = opened.storage.identity;
          return { clusterId, incarnation, server: self.server, version: options.version };
        },
        events,
        callerOf,
        warnings,
        metrics,
        // A stream that is torn down for silence counts as the death of its peer: not before the cluster's own time.
        silenceMilliseconds: silence(),
      }),
    forwarder,
    calls,
    security: { credentials, serverAddresses: addresses },
    logger,
    logs,
    metrics,
    rateLimited: warnings,
    warnings: standing,
    exit,
  });

  const at = parseHostPort(options.listen ?? `:${self.port}`);
  const grpc = await startServer(daemon, credentials.server, at, silence());
  const probes =
    options.metrics === null
      ? null
      : await startProbes({ ...parseHostPort(options.metrics), registry: metrics.registry, ...memberProbes(daemon) });
  logger.info({ listen: formatHostPort(at), data: dataFolder, incarnation: opened.identity.incarnation }, 'listening');
  sayStarted(debugLog, options, self, watch, secure);

  watch.onChange = (disk) => {
    metrics.licenseErrors.set(disk.errors.length);
    for (const text of disk.errors) logger.error(`license: ${text}`);
    for (const text of disk.warnings) logger.warn(`license: ${text}`);
    if (disk.file !== null) servers = serverAddresses(disk.file.servers, config);
    void addresses.setHosts(servers.map((server) => server.host));
    daemon.licenseChanged();
  };
  watch.onChange(watch.current);
  if (options.configPath !== null) {
    // In a pod the kubelet renews the mounted folders; nobody runs lmreread there.
    watch.poll(1_000, async () => {
      try {
        config = await readConfig();
      } catch (error) {
        warnings.warn('config', { err: error }, 'the configuration cannot be read; the last one stays');
      }
      if (config?.recover == null) return;
      const step = await nextRecoveryStep(disk, opened.storage.identity, config.recover);
      if (step.kind === 'refused') warnings.warn('recovery', {}, `no new cluster: ${step.reason}`);
      // What is to be done is done at the start; in a pod that comes at once.
      else if (step.kind !== 'none') exit(ExitCode.Ended, 'starting anew to recover');
    });
  }
  close = async () => {
    watch.close();
    // First, so that clients go elsewhere at once: the disk may take its time.
    grpc.close();
    await Promise.all([closeStorage(opened.storage), logs.close(), probes?.close()]);
  };
  onSignals(daemon, logger, logs);
  try {
    daemon.start(await formation.run(opened, ending.signal));
  } catch (error) {
    if (!ending.signal.aborted) throw error;
    // Told to end while it was forming: `exit` is at it.
  }
}

/** A person looks on: the debug log is shown, and of the program log what matters, in the same form. */
function onTerminal(options: StartOptions): boolean {
  return options.debugLogPath === null && process.stdout.isTTY === true;
}

function programLog(options: StartOptions, server: string): Logger {
  const settings = { service: 'lmgrd', server };
  if (!onTerminal(options)) return createLogger({ ...settings, level: options.logLevel ?? 'info' });
  const stream = terminalStream((text) => void process.stdout.write(text), options.logTime);
  return createLogger({ ...settings, level: options.logLevel ?? 'warn' }, stream);
}

function sayStarted(
  debugLog: DebugLog,
  options: StartOptions,
  self: { host: string; port: number },
  watch: LicenseWatch,
  secure: boolean,
): void {
  const file = watch.current.file;
  const daemons = file?.vendors.map(({ vendor }) => vendor) ?? [];
  const features = Object.fromEntries(
    daemons.map((daemon) => [
      daemon,
      [...new Set(file?.features.filter((line) => line.vendor === daemon).map((line) => line.feature))],
    ]),
  );
  debugLog.started({
    version: options.version,
    host: self.host,
    licenseFiles: options.licensePath.split(delimiter),
    port: self.port,
    daemons,
    pid: process.pid,
    features,
    redundant: true,
    secure,
  });
}

function onSignals(daemon: Daemon, logger: Logger, logs: MemberLogs): void {
  const numbers = { SIGTERM: 15, SIGINT: 2 } as const;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      logs.debug.exiting(numbers[signal]);
      daemon.stop(signal);
    });
  }
  process.on('SIGHUP', () => {
    try {
      logs.reopen();
    } catch (error) {
      logger.error({ err: error }, 'a log cannot be opened anew; the old file stays');
    }
  });
}

function closeStorage(storage: Storage): Promise<void> {
  return new Promise((resolve) => storage.close(() => resolve()));
}
