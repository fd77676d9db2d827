/** LicenseService: sessions and unary calls. A member that is not the master passes them on (R12). */
import type { handleUnaryCall, ServerDuplexStream, sendUnaryData } from '@grpc/grpc-js';
import { LicenseService } from '../../proto/index.ts';
import { FlexCode, failure, Minor } from '../licensing/index.ts';
import type { CallerSource } from '../transport/index.ts';
import { provideKey, withToken } from './borrowTokens.ts';
import { rpcError } from './rpcError.ts';
import { type Serving, submitted, unavailable } from './serving.ts';
import { observe, refuseStream, SessionStream } from './sessionStream.ts';
import { MAX_STREAMS, StreamLimit } from './streamLimit.ts';
import { checkCheckout, checkIdentity, checkRoom, checkSessionId } from './validate.ts';

/** Unary checkins have numbers of their own, far above those that a client's stream counts up. */
const UNARY_SEQUENCES = 2 ** 40;

/** The handlers, with bytes in place of messages: see transport/forward.ts. */
export function licenseService(serving: Serving) {
  /** Streams on this master by session: the newest counts. */
  const streams = new Map<string, SessionStream>();
  serving.onEvents((events) => {
    for (const event of events) {
      if (event.kind === 'revoking') streams.get(event.held.session.id)?.revoking(event.held.lease);
      else if (event.kind === 'answered') streams.get(event.session.id)?.settle(event.sequence, event.result);
    }
  });

  const limit = new StreamLimit();

  const attached = (stream: SessionStream) => {
    const before = streams.get(stream.session);
    if (before !== undefined && before !== stream) before.close();
    streams.set(stream.session, stream);
  };

  function session(call: ServerDuplexStream<Buffer, Buffer>): void {
    call.once('error', () => undefined);
    const connection = call.getPeer();
    // Another server passes the streams of many programs on over one connection.
    if (serving.callerOf(call).forwardedBy === '') {
      if (!limit.take(connection)) {
        const detail = `this connection has ${MAX_STREAMS} streams open already`;
        call.emit('error', rpcError(failure(FlexCode.Busy, 220, detail, { retry: true })));
        return;
      }
      const give = once(() => limit.give(connection));
      for (const end of ['close', 'finish', 'cancelled', 'error']) call.once(end, give);
    }
    call.once('data', (first: Buffer) => {
      call.pause();
      if (isObserver(first)) {
        observe(call, serving);
      } else if (serving.replica?.isMaster === true) {
        const stream = new SessionStream(call, serving, serving.callerOf(call).address, attached);
        const forget = () => {
          if (streams.get(stream.session) === stream) streams.delete(stream.session);
        };
        call.on('close', forget);
        call.on('end', forget);
        call.on('cancelled', forget);
        stream.receive(first);
      } else if (serving.masterElsewhere()) {
        serving.forwarder.stream(LicenseService.session.path, call, serving.callerOf(call), [first]);
      } else {
        refuseStream(call, serving);
        return;
      }
      call.resume();
    });
  }

  async function checkout(bytes: Buffer, call: CallerSource): Promise<Buffer> {
    const request = LicenseService.checkout.requestDeserialize(bytes);
    const { id } = request;
    const wrong =
      checkSessionId(id) ??
      checkIdentity(request.identity) ??
      checkCheckout(request.checkout) ??
      checkRoom(serving.replica?.state ?? null, id);
    if (wrong !== null) throw rpcError(wrong);
    if (request.checkout?.queue === true) {
      const detail = 'a unary call cannot wait in the queue: use a session';
      throw rpcError(failure(FlexCode.InvalidParameter, Minor.QueueUnsupported, detail));
    }
    const lease = serving.replica?.state.leaseMilliseconds ?? 0;
    if (request.ageMilliseconds > lease) {
      const detail = `the request is ${request.ageMilliseconds} ms old, its answer is not known any more; ask under a new id`;
      throw rpcError(failure(FlexCode.InvalidParameter, Minor.SequenceForgotten, detail));
    }
    await new Promise<void>((resolve) => serving.whenLicensed(resolve));
    if (request.checkout?.borrow != null) provideKey(serving.replica);
    const identity = { ...request.identity, address: serving.callerOf(call).address };
    const opened = submitted(serving, { openSession: { session: id, identity, single: true } });
    const checkout = { session: id, sequence: 1, checkout: request.checkout };
    const [{ attached }, result] = await Promise.all([opened, submitted(serving, { checkout })]);
    const { granted } = serving.replica === null ? result : withToken(result, serving.replica.state);
    const leaseMilliseconds = attached?.leaseMilliseconds ?? lease;
    return LicenseService.checkout.responseSerialize({ lease: granted, session: id, leaseMilliseconds });
  }

  async function checkin(bytes: Buffer): Promise<Buffer> {
    const { session, lease } = LicenseService.checkin.requestDeserialize(bytes);
    requireKnowable(session);
    const { checkedIn } = await submitted(serving, { checkin: { session, sequence: UNARY_SEQUENCES + lease, lease } });
    return LicenseService.checkin.responseSerialize({ index: checkedIn?.index });
  }

  async function renew(bytes: Buffer): Promise<Buffer> {
    const { session: id, idleSeconds } = LicenseService.renew.requestDeserialize(bytes);
    requireKnowable(id);
    const { replica } = serving;
    if (replica === null || replica.office === null) throw rpcError(unavailable(serving));
    if (!replica.office.clock.heard(id, serving.monotonic(), idleSeconds)) {
      await submitted(serving, { renew: { session: id } });
    } else if (!(await new Promise<boolean>((resolve) => replica.confirm(resolve)))) {
      throw rpcError(unavailable(serving));
    }
    const session = replica.state.session(id);
    if (session === null) {
      throw rpcError(
        failure(FlexCode.NotCheckedOut, Minor.UnknownSession, 'the session has ended; its seats are free'),
      );
    }
    const revoking = replica.state.revokingOf(session);
    return LicenseService.renew.responseSerialize({ leaseMilliseconds: session.leaseMilliseconds, revoking });
  }

  return {
    session,
    checkout: onMaster(serving, LicenseService.checkout.path, checkout),
    checkin: onMaster(serving, LicenseService.checkin.path, checkin),
    renew: onMaster(serving, LicenseService.renew.path, renew),
  };
}

/** A unary call that the master answers: here, or by passing it on. */
export function onMaster(
  serving: Serving,
  path: string,
  work: (bytes: Buffer, call: Parameters<handleUnaryCall<Buffer, Buffer>>[0]) => Promise<Buffer>,
): handleUnaryCall<Buffer, Buffer> {
  return (call, callback: sendUnaryData<Buffer>) => {
    if (serving.replica?.isMaster === true) {
      work(call.request, call).then(
        (answer) => callback(null, answer),
        (error) => callback(asRpcError(error)),
      );
    } else if (serving.masterElsewhere()) {
      serving.forwarder.unary(path, call, callback, serving.callerOf(call));
    } else {
      callback(rpcError(unavailable(serving)));
    }
  };
}

/** Anything thrown as an error of a call; what is not ours is malformed input. */
export function asRpcError(error: unknown): ReturnType<typeof rpcError> {
  if (error !== null && typeof error === 'object' && 'code' in error && 'metadata' in error) {
    return error as ReturnType<typeof rpcError>;
  }
  const detail = error instanceof Error ? error.message : String(error);
  return rpcError(failure(FlexCode.InvalidParameter, 216, detail));
}

/** Throws for what cannot be the id of any session: it would stand in the log all the same, however long it is. */
function requireKnowable(session: string): void {
  if (checkSessionId(session) !== null) {
    throw rpcError(failure(FlexCode.NotCheckedOut, Minor.UnknownSession, 'there is no such session'));
  }
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}

function isObserver(first: Buffer): boolean {
  try {
    return LicenseService.session.requestDeserialize(first).operations[0]?.attach?.observe === true;
  } catch {
    // The session stream says what is wrong with it.
    return false;
  }
}
