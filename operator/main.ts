/** The command line of the operator. */
import pino from 'pino';
import { ApiClient, loadApiConfig } from './kube/index.ts';
import { Metrics } from './metrics.ts';
import { runOperator } from './operator.ts';
import { parseSettings } from './settings.ts';

const settings = parseSettings(process.argv.slice(2));
const logger = pino({ name: 'lmtriad-operator', level: settings.logLevel });
const stop = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.once(name, () => {
    logger.info({ signal: name }, 'stopping');
    stop.abort();
  });
}

try {
  await runOperator(settings, new ApiClient(loadApiConfig()), new Metrics(), logger, stop.signal);
  process.exitCode = 0;
} catch (error) {
  logger.fatal({ err: error }, 'the operator ends');
  // Kept-alive connections must not keep a former leader running.
  process.exit(1);
}
