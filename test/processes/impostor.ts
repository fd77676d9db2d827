/** Calls of PeerService by somebody who is no server of the cluster: bytes of the caller's own making. */
import { type ChannelCredentials, Client, credentials, type ServiceError } from '@grpc/grpc-js';
import type { Member } from './member.ts';

const SERVICE = '/lmtriad.peer.v1.PeerService';
const asIs = (bytes: Buffer): Buffer => bytes;

/** Who calls whom. */
export class Impostor {
  private readonly client: Client;

  constructor(member: Member, channel: ChannelCredentials = credentials.createInsecure()) {
    const options = {
      'grpc.ssl_target_name_override': `${member.host}.lmtriad.internal`,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.max_send_message_length': -1,
    };
    this.client = new Client(`${member.host}:${member.port}`, channel, options);
  }

  /** Opens a stream and sends frames; gives the code with which the server ended it, or null if it stays open. */
  exchange(frames: readonly Buffer[], patienceMilliseconds = 10_000): Promise<number | null> {
    return new Promise((resolve) => {
      const call = this.client.makeBidiStreamRequest(`${SERVICE}/Exchange`, asIs, asIs);
      const patience = setTimeout(() => {
        resolve(null);
        call.cancel();
      }, patienceMilliseconds);
      call.on('data', () => undefined);
      call.on('error', ({ code }: ServiceError) => {
        clearTimeout(patience);
        resolve(code);
      });
      for (const frame of frames) call.write(frame);
    });
  }

  /** One unary call; gives the code of its refusal, or null if it was answered. */
  call(method: 'Hello' | 'Agree' | 'Join', request: Buffer): Promise<number | null> {
    return new Promise((resolve) => {
      this.client.makeUnaryRequest(
        `${SERVICE}/${method}`,
        asIs,
        asIs,
        request,
        { deadline: Date.now() + 10_000 },
        (error) => resolve(error?.code ?? null),
      );
    });
  }

  close(): void {
    this.client.close();
  }
}
