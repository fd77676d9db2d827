/** One Session stream of a client on the master: operations in, results out, one write for each turn. */
import type { ServerDuplexStream } from '@grpc/grpc-js';
import {
  type CommandInit,
  type FailureInit,
  LicenseService,
  type Operation,
  type ResultInit,
} from '../../proto/index.ts';
import { FlexCode, failure, Minor } from '../licensing/index.ts';
import { leaseOfToken, provideKey, withToken } from './borrowTokens.ts';
import { rpcError } from './rpcError.ts';
import { type Serving, unavailable } from './serving.ts';
import { checkAttach, checkCheckout, checkRoom, MAX_OPERATIONS } from './validate.ts';

const { requestDeserialize, responseSerialize } = LicenseService.session;

/** Messages that wait for a client that does not read before no more is taken from it. */
const MAX_UNREAD = 256;

export class SessionStream {
  /** Session of this stream; empty until it has attached. */
  session = '';
  private readonly call: ServerDuplexStream<Buffer, Buffer>;
  private readonly serving: Serving;
  private readonly ends: (() => void)[] = [];
  private results: ResultInit[] = [];
  private closed = false;
  /** Operations that were not answered yet, and whether the client has said that no more will come. */
  private pending = 0;
  private halfClosed = false;
  /** IP address that the client is seen at. */
  private readonly address: string;
  private readonly onAttached: (stream: SessionStream) => void;

  constructor(
    call: ServerDuplexStream<Buffer, Buffer>,
    serving: Serving,
    address: string,
    onAttached: (stream: SessionStream) => void,
  ) {
    this.call = call;
    this.serving = serving;
    this.address = address;
    this.onAttached = onAttached;
    this.ends.push(serving.onNews(() => this.masterChanged()));
    call.on('data', (bytes: Buffer) => this.receive(bytes));
    call.on('end', () => {
      this.halfClosed = true;
      this.closeIfDone();
    });
    call.on('cancelled', () => this.close());
    call.on('error', () => this.close());
  }

  /** One message of the client. */
  receive(bytes: Buffer): void {
    if (this.closed) return;
    let operations: Operation[];
    try {
      operations = requestDeserialize(bytes).operations;
    } catch {
      this.refuse(failure(FlexCode.InvalidParameter, 211, 'the message cannot be decoded'));
      return;
    }
    if (operations.length > MAX_OPERATIONS) {
      this.refuse(failure(FlexCode.InvalidParameter, 212, `more than ${MAX_OPERATIONS} operations in one message`));
      return;
    }
    for (const operation of operations) {
      if (this.closed) return;
      this.pending += 1;
      this.run(operation);
    }
  }

  /** Says what the client has not asked for: seats that are being taken back. */
  revoking(lease: number): void {
    this.say({ sequence: 0, renewed: { nonce: 0, revoking: [lease] } });
  }

  /** What came of an operation that was put into a queue. */
  settle(sequence: number, result: ResultInit): void {
    this.answer({ ...result, sequence });
  }

  /** Ends the stream from our side. */
  close(): void {
    if (this.closed) return;
    this.flush();
    this.closed = true;
    for (const end of this.ends) end();
    this.call.end();
  }

  private run(operation: Operation): void {
    if (operation.operation === 'attach') this.attach(operation);
    else if (this.session === '') {
      this.refuse(failure(FlexCode.InvalidParameter, 213, 'the first operation of a stream must be attach'));
    } else if (operation.operation === 'renew')
      this.renew(operation.renew?.nonce ?? 0, operation.renew?.idleSeconds ?? 0);
    else this.runNumbered(operation);
  }

  private runNumbered(operation: Operation): void {
    const { sequence } = operation;
    if (!Number.isSafeInteger(sequence) || sequence < 1) {
      this.fail(sequence, failure(FlexCode.InvalidParameter, 214, 'the sequence must be 1 or more'));
      return;
    }
    const wrong = operation.operation === 'checkout' ? checkCheckout(operation.checkout) : null;
    if (operation.operation === 'returnBorrow') {
      this.returnBorrow(operation);
      return;
    }
    const command = wrong === null ? this.commandOf(operation) : null;
    if (command !== null && operation.operation === 'checkout') {
      const borrows = operation.checkout?.borrow != null;
      this.serving.whenLicensed(() => {
        if (borrows) provideKey(this.serving.replica);
        this.submit(sequence, command);
      });
    } else if (command !== null) this.submit(sequence, command);
    else this.fail(sequence, wrong ?? failure(FlexCode.InvalidParameter, 215, 'the operation is not known'));
  }

  private commandOf(operation: Operation): CommandInit | null {
    const { session } = this;
    const { sequence, answeredBelow } = operation;
    const common = { session, sequence, answeredBelow };
    switch (operation.operation) {
      case 'checkout':
        return { checkout: { ...common, checkout: operation.checkout } };
      case 'checkin':
        return { checkin: { ...common, lease: operation.checkin?.lease ?? 0 } };
      case 'cancel':
        return { cancel: { ...common, cancelledSequence: operation.cancel?.cancelledSequence ?? 0 } };
      case 'end':
        return { endSession: { session, sequence } };
      default:
        return null;
    }
  }

  /** Only what this cluster has signed goes into the log. */
  private returnBorrow({ sequence, answeredBelow, returnBorrow }: Operation): void {
    const { replica } = this.serving;
    if (replica === null || !replica.isMaster) {
      this.lost();
      return;
    }
    const lease = leaseOfToken(returnBorrow?.borrow ?? null, replica.state);
    if (typeof lease !== 'number') this.fail(sequence, lease);
    else this.submit(sequence, { returnBorrow: { session: this.session, sequence, answeredBelow, lease } });
  }

  private attach(operation: Operation): void {
    const attach = operation.attach;
    const wrong = checkAttach(attach) ?? checkRoom(this.serving.replica?.state ?? null, attach?.session ?? '');
    if (attach === null || wrong !== null) {
      this.refuse(wrong ?? failure(FlexCode.InvalidParameter, 202, 'attach is empty'));
      return;
    }
    const { session, replaces } = attach;
    const identity = { ...attach.identity, address: this.address };
    if (this.session !== '' && this.session !== session) {
      this.refuse(failure(FlexCode.InvalidParameter, 217, 'the stream is attached to another session'));
      return;
    }
    this.session = session;
    this.onAttached(this);
    this.serving.replica?.submit({ openSession: { session, identity, replaces } }, (result) => {
      if (result === null) {
        this.lost();
        return;
      }
      const { attached } = result;
      if (attached == null) {
        this.answer(result);
        return;
      }
      const news = this.serving.news();
      const more = { server: this.serving.serverName, term: news.term, master: news };
      this.answer({ sequence: 0, attached: { ...attached, ...more } });
    });
  }

  /** A renewal is confirmed by a quorum's word that we still are the master, or by the log (R1, R3). */
  private renew(nonce: number, idleSeconds: number): void {
    const { replica } = this.serving;
    const office = replica?.office ?? null;
    if (replica === null || office === null) {
      this.lost();
      return;
    }
    const id = this.session;
    if (!office.clock.heard(id, this.serving.monotonic(), idleSeconds)) {
      replica.submit({ renew: { session: id } }, (result) => {
        if (result === null) {
          this.lost();
          return;
        }
        this.answer(result.renewed == null ? result : { sequence: 0, renewed: { ...result.renewed, nonce } });
      });
      return;
    }
    replica.confirm((confirmed) => {
      if (!confirmed) {
        this.lost();
        return;
      }
      const session = replica.state.session(id);
      if (session === null) {
        const detail = 'the session has ended; attach again';
        this.fail(0, failure(FlexCode.NotCheckedOut, Minor.UnknownSession, detail));
        return;
      }
      this.answer({ sequence: 0, renewed: { nonce, revoking: replica.state.revokingOf(session) } });
    });
  }

  private submit(sequence: number, command: CommandInit): void {
    const { replica } = this.serving;
    if (replica === null) {
      this.lost();
      return;
    }
    replica.submit(command, (result) => {
      // Not the master any more: the client sends it again, under its number, to the one who is.
      if (result === null) {
        this.lost();
        return;
      }
      this.answer({ ...withToken(result, replica.state), sequence });
    });
  }

  private fail(sequence: number, reason: FailureInit): void {
    this.answer({ sequence, failure: reason });
  }

  /** The answer to one operation. */
  private answer(result: ResultInit): void {
    // One in the queue is still waited for.
    if (result.queued == null) this.pending -= 1;
    this.say(result);
  }

  private say(result: ResultInit): void {
    if (this.closed) return;
    this.results.push(result);
    if (this.results.length === 1) {
      setImmediate(() => {
        this.flush();
        this.closeIfDone();
      });
    }
  }

  private flush(): void {
    if (this.closed || this.results.length === 0) return;
    const results = this.results;
    this.results = [];
    this.call.write(responseSerialize({ results }));
    if (this.call.writableLength >= MAX_UNREAD && !this.call.isPaused()) {
      this.call.pause();
      this.call.once('drain', () => this.call.resume());
    }
  }

  /** A client that says no more still gets the answers that it waits for. */
  private closeIfDone(): void {
    if (this.halfClosed && this.pending <= 0 && this.results.length === 0) this.close();
  }

  private masterChanged(): void {
    if (this.serving.replica?.isMaster !== true) this.lost();
  }

  /** Mastership is gone: says who has it, and ends the stream so that the client attaches there. */
  private lost(): void {
    if (this.closed) return;
    this.say({ sequence: 0, master: this.serving.news() });
    this.close();
  }

  private refuse(reason: FailureInit): void {
    if (this.closed) return;
    this.flush();
    this.closed = true;
    for (const end of this.ends) end();
    this.call.emit('error', rpcError(reason));
  }
}

/** A client's second, warm stream: it only hears who the master is (R11). */
export function observe(call: ServerDuplexStream<Buffer, Buffer>, serving: Serving): void {
  const tell = () => call.write(responseSerialize({ results: [{ sequence: 0, master: serving.news() }] }));
  const end = serving.onNews(tell);
  const close = () => {
    end();
    call.end();
  };
  call.on('data', () => undefined);
  call.on('end', close);
  call.on('cancelled', end);
  call.on('error', end);
  tell();
}

/** Ends a stream that cannot be served now, with the reason. */
export function refuseStream(call: ServerDuplexStream<Buffer, Buffer>, serving: Serving): void {
  call.write(responseSerialize({ results: [{ sequence: 0, master: serving.news() }] }));
  call.emit('error', rpcError(unavailable(serving)));
}
