/**
 * Programs that never have enough: several connections in one process check seats out, keep them for a moment and
 * give them back, until standard input ends. Every operation goes to the history file, by whose name the programs
 * are called there.
 */
import { randomInt } from 'node:crypto';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, historyFile, LicenseError } from '../../client/index.ts';

const [, , servers = '', historyPath = '', feature = '', connections = '1'] = process.argv;
const observe = historyFile(historyPath);
const name = basename(historyPath, '.ndjson');
const ended = new AbortController();
process.stdin.on('end', () => ended.abort()).resume();

/** One program's life: holds up to three seats for a tenth of a second, again and again. */
async function use(client: string): Promise<void> {
  await using connection = await connect({ servers, observe, client, stateFolder: false, idleMs: Infinity });
  process.stdout.write(`${JSON.stringify({ event: 'connected', client })}\n`);
  while (!ended.signal.aborted) {
    try {
      const lease = await connection.checkout({ feature, count: randomInt(1, 4), timeoutMs: 1_000 });
      await pause(randomInt(20, 120));
      await lease.checkin();
    } catch (error) {
      // Refusals are what happens when nothing is left or nobody serves; anything else is an error of the test.
      if (!(error instanceof LicenseError)) throw error;
      await pause(20);
    }
  }
}

await Promise.all(Array.from({ length: Number(connections) }, (_, number) => use(`${name}-${number + 1}`)));
// As in programMain.ts: what gRPC still tries must not keep this process.
process.exit(0);
