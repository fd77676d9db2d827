/** AdminService: status for everyone, the rest for administrators. */
import type { handleUnaryCall, ServerWritableStream, sendUnaryData } from '@grpc/grpc-js';
import { AdminService, type RemoveRequest } from '../../proto/index.ts';
import { FlexCode, failure, type Held, type Waiting } from '../licensing/index.ts';
import { isAdministrator, isTransportError, requireAdministrator } from '../transport/index.ts';
import { asRpcError, onMaster } from './licenseService.ts';
import { rpcError } from './rpcError.ts';
import { type Serving, submitted } from './serving.ts';
import { statusBytes } from './statusBytes.ts';
import { switchLog } from './switchLog.ts';

/** A watcher gets at most ten a second, */
const WATCH_INTERVAL_MS = 100;
/** and so few that making them takes no more than this part of the time. */
const WATCH_SHARE = 0.1;
/** How long lmremove waits at most, whatever it asks for. */
const MAX_WAIT_MS = 3_600_000;
const NOT_ADMINISTRATOR = -63;

type UnaryCall = Parameters<handleUnaryCall<Buffer, Buffer>>[0];

export function adminService(serving: Serving) {
  function administrator(call: UnaryCall): string {
    try {
      const caller = serving.callerOf(call);
      requireAdministrator(caller);
      return caller.name === '' ? caller.address : caller.name;
    } catch (error) {
      if (!isTransportError(error)) throw error;
      throw rpcError(failure(NOT_ADMINISTRATOR, 301, error.message));
    }
  }

  /** A call that any member answers for itself. */
  function local(work: (bytes: Buffer, call: UnaryCall) => Promise<Buffer>): handleUnaryCall<Buffer, Buffer> {
    return (call, callback: sendUnaryData<Buffer>) => {
      work(call.request, call).then(
        (answer) => callback(null, answer),
        (error) => callback(asRpcError(error)),
      );
    };
  }

  async function getStatus(bytes: Buffer, call: UnaryCall): Promise<Buffer> {
    const { users, feature } = AdminService.getStatus.requestDeserialize(bytes);
    const sessions = isAdministrator(serving.callerOf(call));
    return statusBytes(serving, { users, feature, sessions });
  }

  function watchStatus(call: ServerWritableStream<Buffer, Buffer>): void {
    const { users, feature } = AdminService.watchStatus.requestDeserialize(call.request);
    const wanted = { users, feature, sessions: isAdministrator(serving.callerOf(call)) };
    let interval = WATCH_INTERVAL_MS;
    let timer: NodeJS.Timeout | null = null;
    let ended = false;
    /** The last status is on its way; something has changed since. */
    let writing = false;
    let stale = false;
    const tell = () => {
      timer = null;
      stale = writing;
      // One that does not read gets the newest when it does, not all that it has missed.
      if (writing || ended) return;
      writing = true;
      void write().catch((error) => call.emit('error', asRpcError(error)));
    };
    const write = async () => {
      const since = serving.monotonic();
      const status = await statusBytes(serving, wanted);
      interval = Math.max(WATCH_INTERVAL_MS, (serving.monotonic() - since) / WATCH_SHARE);
      if (ended) return;
      call.write(status, () => {
        writing = false;
        if (stale && !ended) changed();
      });
    };
    const changed = () => {
      timer ??= setTimeout(tell, interval);
    };
    const ends = [serving.onNews(changed), serving.onMembers(changed), serving.onEvents(changed)];
    const close = () => {
      ended = true;
      if (timer !== null) clearTimeout(timer);
      for (const end of ends) end();
    };
    call.on('cancelled', close);
    call.on('error', close);
    call.on('close', close);
    tell();
  }

  async function remove(bytes: Buffer, call: UnaryCall): Promise<Buffer> {
    const who = administrator(call);
    const request = AdminService.remove.requestDeserialize(bytes);
    const state = serving.replica?.state;
    const named = [...(state?.held.values() ?? [])].filter((held) => matchesRequest(held, request));
    // By its handle a lease goes with all that share its seats, as in FlexNet.
    const removed: number[] = [];
    const meant = request.lease === 0 ? named : named.flatMap((held) => state?.sharersOf(held) ?? []);
    const matches = meant.filter((held) => held.lingerUntil === 0 && held.borrowedUntil === 0);
    const [borrowed] = meant.filter((held) => held.borrowedUntil > 0);
    if (matches.length === 0 && borrowed !== undefined) {
      const until = new Date(borrowed.borrowedUntil * 1000).toISOString();
      const detail = `lease ${borrowed.lease} is borrowed until ${until}; only lmborrow -return on that machine frees it`;
      throw rpcError(failure(FlexCode.CannotRemoveLinger, 310, detail, { feature: request.feature }));
    }
    if (matches.length === 0 && meant.length > 0) {
      const detail = 'nobody uses these seats any more: they are free when their LINGER time is over';
      throw rpcError(failure(FlexCode.CannotRemoveLinger, 311, detail, { feature: request.feature }));
    }
    const queued = [...(state?.waiting.values() ?? [])].filter((waiting) => matchesWaiting(waiting, request));
    for (const { lease } of queued) {
      await submitted(serving, { revoke: { lease, reason: `lmremove by ${who}` } });
      removed.push(lease);
    }
    if (matches.length + queued.length === 0) {
      const detail = `nobody holds ${request.feature} like that; lmstat -a shows who does`;
      throw rpcError(failure(FlexCode.NotCheckedOut, 302, detail, { feature: request.feature }));
    }
    const waiting = new Set(matches.map((held) => held.lease));
    const freed = waitForReturn(serving, waiting, removed, request.waitMilliseconds || MAX_WAIT_MS);
    try {
      const reason = `lmremove by ${who}`;
      await Promise.all(matches.map(({ lease }) => submitted(serving, { revoke: { lease, reason } })));
    } catch (error) {
      freed.giveUp();
      throw error;
    }
    await freed.done;
    return AdminService.remove.responseSerialize({ removed, waiting: [...waiting] });
  }

  async function reread(_bytes: Buffer, call: UnaryCall): Promise<Buffer> {
    administrator(call);
    await serving.reread();
    return AdminService.reread.responseSerialize({
      license: serving.status({ users: false, feature: '', sessions: false }).license,
    });
  }

  async function down(bytes: Buffer, call: UnaryCall): Promise<Buffer> {
    const who = administrator(call);
    const borrowed = serving.replica?.state.borrowed.size ?? 0;
    if (borrowed > 0 && !AdminService.down.requestDeserialize(bytes).force) {
      const detail = `borrowed leases: ${borrowed}; lmdown --force shuts down all the same, and keeps them borrowed`;
      throw rpcError(failure(FlexCode.Borrowed, 309, detail));
    }
    const { name, address } = serving.callerOf(call);
    // The answer goes out first.
    setImmediate(() => serving.stop(`lmdown by ${who}`, { user: name || 'administrator', host: address }));
    return AdminService.down.responseSerialize({ server: serving.serverName });
  }

  async function transferMaster(bytes: Buffer, call: UnaryCall): Promise<Buffer> {
    administrator(call);
    const { server, holdSeconds } = AdminService.transferMaster.requestDeserialize(bytes);
    await serving.transferMaster(server, holdSeconds);
    return AdminService.transferMaster.responseSerialize({ master: serving.news() });
  }

  async function changeLog(bytes: Buffer, call: UnaryCall): Promise<Buffer> {
    administrator(call);
    switchLog(serving.logSwitch, AdminService.switchLog.requestDeserialize(bytes));
    return AdminService.switchLog.responseSerialize({ server: serving.serverName });
  }

  return {
    getStatus: local(getStatus),
    watchStatus,
    remove: onMaster(serving, AdminService.remove.path, remove),
    reread: local(reread),
    down: local(down),
    transferMaster: onMaster(serving, AdminService.transferMaster.path, transferMaster),
    switchLog: local(changeLog),
  };
}

function matchesWaiting({ lease, session, request: { feature } }: Waiting, request: RemoveRequest): boolean {
  return matchesRequest({ lease, session, feature }, request);
}

function matchesRequest(held: Pick<Held, 'lease' | 'session' | 'feature'>, request: RemoveRequest): boolean {
  if (request.lease !== 0) return held.lease === request.lease;
  const { user, host, display } = held.session.identity;
  return (
    held.feature === request.feature && user === request.user && host === request.host && display === request.display
  );
}

/**
 * `done` resolves when all of them are free, the time is over, or another is master; moves those that are free
 * from `waiting` to `removed`.
 */
function waitForReturn(
  serving: Serving,
  waiting: Set<number>,
  removed: number[],
  milliseconds: number,
): { done: Promise<void>; giveUp: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const finish = () => {
    clearTimeout(timer);
    end();
    endNews();
    resolve();
  };
  const timer = setTimeout(finish, Math.min(milliseconds, MAX_WAIT_MS));
  const end = serving.onEvents((events) => {
    for (const event of events) {
      if (event.kind === 'returned' && waiting.delete(event.held.lease)) removed.push(event.held.lease);
    }
    if (waiting.size === 0) finish();
  });
  const endNews = serving.onNews(() => {
    if (serving.replica?.isMaster !== true) finish();
  });
  return { done: promise, giveUp: finish };
}
