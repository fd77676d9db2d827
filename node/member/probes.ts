/** What the kubelet's probes are told (R26). */
import type { Daemon } from '../daemon.ts';
import type { ProbeResult } from '../logs/index.ts';

/** Live unless the disk has not answered for so long; want of peers is no reason to be restarted. */
const STUCK_MS = 30_000;

export function memberProbes(daemon: Daemon): {
  live: () => ProbeResult;
  ready: () => ProbeResult;
  started: () => ProbeResult;
} {
  return {
    live: () => {
      const pending = daemon.diskPending();
      return pending < STUCK_MS
        ? { ok: true, reason: 'ok' }
        : { ok: false, reason: `the disk has not answered for ${Math.floor(pending)} ms` };
    },
    ready: () => daemon.readiness(),
    // Forming waits for the others, which may not even be scheduled yet: that is no fault of this process.
    started: () => ({ ok: true, reason: 'ok' }),
  };
}
