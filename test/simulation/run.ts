/** The simulator's command line; see HELP. */
import { simulate } from './simulation.ts';

const seed = Number(process.argv[2] ?? 1);
const n = Number(process.argv[3] ?? 1);
const trace = process.argv[4] === 'trace';
const t0 = performance.now();
let sim = 0,
  ev = 0;
for (let s = seed; s < seed + n; s++) {
  const o = simulate(s, trace);
  sim += o.simulated;
  ev += o.events;
  if (trace) process.stdout.write(`${o.trace.join('\n')}\n`);
  if (o.violation !== null) process.stdout.write(`seed ${s}: ${o.violation}\n`);
  if (n < 4) process.stdout.write(`${JSON.stringify(o.counts)} ${o.digest}\n`);
}
const real = performance.now() - t0;
process.stdout.write(
  `ratio ${(sim / real).toFixed(0)} events/s ${((ev / real) * 1000).toFixed(0)} real ${real.toFixed(0)}\n`,
);
