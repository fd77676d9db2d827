import { type Frame, FrameCodec, type FrameInit, PeerService, type RaftMessageInit } from '../../proto/index.ts';
import { MAX_MESSAGE_BYTES } from './listener.ts';

/** Major version of the peer protocol; members of another one are refused. */
export const PEER_PROTOCOL = 1;

export function encodeFrame(frame: FrameInit): Buffer {
  const bytes = FrameCodec.encode(frame);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Frames ready to write, and how many messages are in none because they are too large by themselves. */
export interface EncodedFrames {
  readonly frames: readonly Buffer[];
  readonly tooLarge: number;
}

/** Nearly always one frame; more when the messages of one turn together are longer than a peer takes in. */
export function encodeFrames(frame: FrameInit, limit = MAX_MESSAGE_BYTES): EncodedFrames {
  const whole = encodeFrame(frame);
  if (whole.length <= limit) {
    return { frames: [whole], tooLarge: 0 };
  }
  const messages: readonly RaftMessageInit[] = frame.messages ?? [];
  if (messages.length <= 1) {
    return { frames: [], tooLarge: messages.length };
  }
  const half = messages.length >>> 1;
  const first = encodeFrames({ ...frame, messages: messages.slice(0, half) }, limit);
  const second = encodeFrames({ date: frame.date, messages: messages.slice(half) }, limit);
  return { frames: [...first.frames, ...second.frames], tooLarge: first.tooLarge + second.tooLarge };
}

/** Stands for a frame of which the bytes make no sense: gRPC would end the stream without a word to us. */
export const UNREADABLE: Frame = FrameCodec.decode(new Uint8Array(0));

/** PeerService with frames that cannot be decoded given on as `UNREADABLE`, so that they are refused and counted. */
export const peerServiceDefinition: typeof PeerService = {
  ...PeerService,
  exchange: {
    ...PeerService.exchange,
    requestDeserialize: (bytes: Buffer) => {
      try {
        return PeerService.exchange.requestDeserialize(bytes);
      } catch {
        return UNREADABLE;
      }
    },
  },
};
