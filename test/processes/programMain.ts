/**
 * A program that uses licenses, for tests: reads commands as JSON lines, answers with JSON lines. Times are
 * milliseconds by its own clock. It runs where the test puts it: in a namespace, on the host, beside a pod.
 */
import { createInterface } from 'node:readline';
import { connect, historyFile, type Lease, LicenseError } from '../../client/index.ts';

const [, , servers, historyPath] = process.argv;
const connection = await connect({
  ...(servers === undefined ? {} : { servers }),
  ...(historyPath === undefined ? {} : { observe: historyFile(historyPath) }),
  stateFolder: false,
});
const leases = new Map<number, Lease>();

function say(message: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function run(command: { do: string; feature?: string; count?: number; lease?: number; timeout?: number }) {
  if (command.do === 'checkout') {
    const lease = await connection.checkout({
      feature: command.feature ?? '',
      count: command.count ?? 1,
      ...(command.timeout === undefined ? {} : { timeoutMs: command.timeout }),
    });
    leases.set(lease.id, lease);
    lease.on('lost', () => say({ event: 'lost', lease: lease.id }));
    return { lease: lease.id, index: lease.index };
  }
  if (command.do === 'checkin') {
    await leases.get(command.lease ?? 0)?.checkin();
    return {};
  }
  if (command.do === 'held') return { held: leases.get(command.lease ?? 0)?.held ?? false };
  if (command.do === 'status') {
    const status = await connection.status();
    return { master: status.master, term: status.term, features: status.features };
  }
  throw new Error(`unknown command ${command.do}`);
}

say({ event: 'connected' });
for await (const line of createInterface({ input: process.stdin })) {
  const started = performance.now();
  try {
    say({ ok: true, ...(await run(JSON.parse(line))), milliseconds: performance.now() - started });
  } catch (error) {
    const code = error instanceof LicenseError ? error.code : 0;
    const text = error instanceof Error ? error.message : String(error);
    say({ ok: false, code, text, milliseconds: performance.now() - started });
  }
}
await connection.close();
// gRPC's own attempt to reach a host that went away cannot be taken back; it would keep this process for minutes.
process.exit(0);
