/** Mastership handed over by an administrator, for a drain, or for a rollout (R19). */
import { FlexCode, failure } from '../licensing/index.ts';
import type { Peers } from '../member/peers.ts';
import type { Preference } from '../member/preference.ts';
import type { Replica } from '../member/replica.ts';
import { rpcError } from './rpcError.ts';
import { type Serving, submitted } from './serving.ts';

/** How long a new master may take. */
const MOVED_WITHIN_MS = 3_000;

export interface TransferParts {
  readonly replica: Replica;
  readonly preference: Preference;
  readonly peers: Peers;
  readonly order: readonly string[];
}

/**
 * Hands over to that server, or to the best if it is empty, and holds mastership there for so many seconds.
 * An empty server and no seconds lift a hold. Rejects with the error of a call.
 */
export async function transferMaster(
  serving: Serving,
  parts: TransferParts,
  server: string,
  holdSeconds: number,
): Promise<void> {
  const { replica, preference } = parts;
  const to = server.toLowerCase();
  if (to === '' && holdSeconds === 0) {
    await submitted(serving, { setHold: { server: '' } });
    return;
  }
  if (to !== '' && !parts.order.includes(to)) {
    throw rpcError(failure(FlexCode.InvalidParameter, 303, `no server is called ${server}`));
  }
  if (holdSeconds > 0) {
    const untilLeaseTime = replica.leaseTime() + holdSeconds * 1_000;
    await submitted(serving, { setHold: { server: to || serving.serverName, untilLeaseTime } });
  }
  if (to === serving.serverName) return;
  const now = serving.monotonic();
  if (to !== '') preference.to(parts.peers.get(to).incarnation, now);
  else if (!preference.leave(now)) {
    throw rpcError(failure(FlexCode.ServerDown, 304, 'no other server can take over', { retry: true }));
  }
  await moved(serving, to);
}

function moved(serving: Serving, to: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      end();
      const detail = `${to || 'nobody'} did not take over; is it up and caught up?`;
      reject(rpcError(failure(FlexCode.ServerDown, 305, detail, { retry: true })));
    }, MOVED_WITHIN_MS);
    const end = serving.onNews(() => {
      const { server } = serving.news();
      if (server === '' || (to === '' ? server === serving.serverName : server !== to)) return;
      clearTimeout(timer);
      end();
      resolve();
    });
  });
}
