import type { ServerDuplexStream } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { Frame, FrameInit, Handshake, RaftMessage } from '../../proto/index.ts';
import { type Message, MessageType, type NodeId } from '../consensus/index.ts';
import type { Caller } from './caller.ts';
import { isTransportError, TransportErrorCode } from './errors.ts';
import { PEER_PROTOCOL, UNREADABLE } from './frames.ts';
import { fromWire } from './peerCodec.ts';
import { type IncomingFrame, type LocalIdentity, type Refusal, RefusalReason } from './peerTypes.ts';
import { SnapshotAssembler } from './snapshotPieces.ts';

export interface IncomingOptions {
  readonly local: () => LocalIdentity;
  readonly maxSnapshotBytes: number;
  /** Limit for the handshake, in milliseconds. */
  readonly handshakeMilliseconds: number;
  readonly admit: (handshake: Handshake, caller: Caller) => Refusal | null;
  /** Admitted: the stream is the one of its peer from now on. */
  readonly onOpen: (stream: IncomingStream) => void;
  readonly onFrame: (stream: IncomingStream, frame: IncomingFrame) => void;
  /** Once, only after onOpen. */
  readonly onEnd: (stream: IncomingStream) => void;
  readonly onRefused: (server: string, address: string, refusal: Refusal) => void;
}

/** One stream that a peer opened: checked by its handshake, then read until it ends. */
export class IncomingStream {
  readonly #call: ServerDuplexStream<Frame, FrameInit>;
  readonly #caller: Caller;
  readonly #options: IncomingOptions;
  readonly #assembler: SnapshotAssembler;
  readonly #limit: NodeJS.Timeout;
  #handshake: Handshake | null = null;
  #ended = false;
  #lastHeard = performance.now();

  constructor(call: ServerDuplexStream<Frame, FrameInit>, caller: Caller, options: IncomingOptions) {
    this.#call = call;
    this.#caller = caller;
    this.#options = options;
    this.#assembler = new SnapshotAssembler(options.maxSnapshotBytes);
    this.#limit = setTimeout(
      () => this.#refuse(RefusalReason.Handshake, 'no handshake came', status.DEADLINE_EXCEEDED),
      options.handshakeMilliseconds,
    );
    call.on('data', (frame: Frame) => this.#take(frame));
    for (const event of ['cancelled', 'end', 'error', 'close']) {
      call.on(event, () => this.#end());
    }
    if (call.cancelled) {
      this.#end();
    } else if (caller.kind !== 'server' || caller.forwardedBy !== '') {
      const who = caller.verified ? `"${caller.name}" is ${caller.kind}` : 'not a server of this cluster';
      this.#refuse(RefusalReason.Caller, who, status.PERMISSION_DENIED);
    }
  }

  /** Name as it stands in the handshake; '' before it came. */
  get server(): string {
    return this.#handshake?.server ?? '';
  }

  get incarnation(): NodeId {
    return this.#handshake?.incarnation ?? 0;
  }

  get version(): string {
    return this.#handshake?.version ?? '';
  }

  /** Monotonic time in milliseconds. */
  get lastHeard(): number {
    return this.#lastHeard;
  }

  /** Called about once a second: tells the peer that we hear it, ends a stream that is silent. */
  tick(now: number, silenceMilliseconds: number): void {
    if (now - this.#lastHeard > silenceMilliseconds) {
      this.end(`nothing heard for ${Math.round(now - this.#lastHeard)} ms`);
    } else if (this.#call.writableLength === 0) {
      this.#call.write({});
    }
  }

  /** This process itself was stopped for a while: the peer's silence is not its fault. */
  forgiveSilence(now: number): void {
    this.#lastHeard = now;
  }

  /** Ends the stream; the peer dials anew. */
  end(detail: string): void {
    if (!this.#ended) {
      this.#end();
      this.#call.emit('error', { code: status.UNAVAILABLE, details: detail });
    }
  }

  #take(frame: Frame): void {
    if (this.#ended) {
      return;
    }
    if (frame === UNREADABLE) {
      this.#refuse(RefusalReason.Malformed, 'a frame that cannot be decoded', status.INVALID_ARGUMENT);
      return;
    }
    this.#lastHeard = performance.now();
    if (this.#handshake === null && !this.#open(frame.handshake)) {
      return;
    }
    if (frame.messages.length === 0 && frame.holdings === null) {
      return;
    }
    let messages: readonly Message[];
    try {
      messages = this.#messages(frame.messages);
    } catch (error) {
      const tooLarge = isTransportError(error, TransportErrorCode.SnapshotTooLarge);
      const code = tooLarge ? status.RESOURCE_EXHAUSTED : status.INVALID_ARGUMENT;
      this.#refuse(RefusalReason.Malformed, error instanceof Error ? error.message : String(error), code);
      return;
    }
    this.#options.onFrame(this, { messages, date: frame.date, holdings: frame.holdings });
  }

  #open(handshake: Handshake | null): boolean {
    if (handshake === null) {
      return this.#refuse(RefusalReason.Handshake, 'the first frame has none', status.INVALID_ARGUMENT);
    }
    if (handshake.protocol !== PEER_PROTOCOL) {
      const detail = `protocol ${handshake.protocol}, ours is ${PEER_PROTOCOL}`;
      return this.#refuse(RefusalReason.Protocol, detail, status.FAILED_PRECONDITION, handshake.server);
    }
    const { name, verified } = this.#caller;
    if (verified && name !== handshake.server.toLowerCase()) {
      const detail = `the certificate is "${name}"'s, the handshake says "${handshake.server}"`;
      return this.#refuse(RefusalReason.Caller, detail, status.PERMISSION_DENIED, handshake.server);
    }
    const refusal = this.#options.admit(handshake, this.#caller);
    if (refusal !== null) {
      return this.#refuse(refusal.reason, refusal.detail, status.FAILED_PRECONDITION, handshake.server);
    }
    clearTimeout(this.#limit);
    this.#handshake = handshake;
    this.#call.write({
      handshake: { protocol: PEER_PROTOCOL, ...this.#options.local(), toIncarnation: handshake.incarnation },
    });
    this.#options.onOpen(this);
    // Taking it up may have ended it, when its peer was taken from the list.
    return !this.#ended;
  }

  #messages(wires: readonly RaftMessage[]): readonly Message[] {
    const own = this.#options.local().incarnation;
    const messages: Message[] = [];
    for (const wire of wires) {
      const message = wire.snapshot === null ? fromWire(wire) : this.#assembler.take(wire);
      if (message === null) {
        continue;
      }
      // A follower passes a TransferLeader on under the name of the node that is to lead.
      const foreign = message.from !== this.incarnation && message.type !== MessageType.TransferLeader;
      if (foreign || message.to !== own) {
        const detail = `a message from ${message.from} to ${message.to}`;
        this.#options.onRefused(this.server, this.#caller.address, { reason: RefusalReason.Incarnation, detail });
        continue;
      }
      messages.push(message);
    }
    return messages;
  }

  #refuse(reason: RefusalReason, detail: string, code: status, server = this.server): false {
    if (!this.#ended) {
      this.#options.onRefused(server, this.#caller.address, { reason, detail });
      this.#end();
      this.#call.emit('error', { code, details: `${reason}: ${detail}` });
    }
    return false;
  }

  #end(): void {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    clearTimeout(this.#limit);
    if (this.#handshake !== null) {
      this.#options.onEnd(this);
    }
    // Answers the end of the peer's half with ours; after an error status it does nothing.
    setImmediate(() => this.#call.end());
  }
}
