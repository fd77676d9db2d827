/** `make trio`: three servers on this machine from deploy/samples/license.dat, until Ctrl-C. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startTrio } from '../processes/trio.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'out/trio');

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

const started = performance.now();
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
try {
  const trio = await startTrio({
    folder: FOLDER,
    licensePath: join(ROOT, 'deploy/samples/license.dat'),
    signal: stop.signal,
    onExit: (server, code) => process.stdout.write(`${server} has ended (${code})\n`),
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const { master } = await trio.status();
  process.stdout.write(`three servers are up after ${seconds} s, master is ${master}\n`);
  for (const member of trio.members) {
    process.stdout.write(`  ${member.port}@${member.host}  pid ${member.pid}  logs in ${member.folder}\n`);
  }
  process.stdout.write(`
Try, from another terminal:
  bin/lmutil lmstat -a -c ${trio.servers}
  bin/lmutil checkout usoft_studio -c ${trio.servers} -- sleep 60
  kill -9 ${trio.members[0]?.pid}
Ctrl-C ends all three.
`);
  await new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve(), { once: true }));
  await trio.stop();
} catch (error) {
  if (!stop.signal.aborted) {
    process.stderr.write(`make trio: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
