/** Seats that stay out: sessions that have checked many out and do nothing but renew. */
import { Client, type ClientDuplexStream, credentials } from '@grpc/grpc-js';
import {
  LicenseService,
  type OperationInit,
  type SessionRequestInit,
  type SessionResponse,
} from '../../proto/index.ts';

const { path, requestSerialize, responseDeserialize } = LicenseService.session;
/** The most operations that a message may carry. */
const BATCH = 1_000;
/** Well below a quarter of the shortest lease. */
const RENEW_MS = 2_000;

/**
 * Takes that many seats in sessions of 1,000 each; resolves when all are granted, rejects if one is refused.
 * `checkoutData`: at most 256 bytes, logged with each.
 */
export async function holdSeats(
  master: { readonly host: string; readonly port: number },
  feature: string,
  seats: number,
  signal: AbortSignal,
  checkoutData = new Uint8Array(),
): Promise<void> {
  const client = new Client(`${master.host}:${master.port}`, credentials.createInsecure());
  signal.addEventListener('abort', () => client.close(), { once: true });
  for (let held = 0; held < seats; held += BATCH) {
    await holdBatch(
      client,
      `held-${process.pid}-${held}-0123456789`,
      feature,
      Math.min(BATCH, seats - held),
      checkoutData,
      signal,
    );
  }
}

function holdBatch(
  client: Client,
  session: string,
  feature: string,
  seats: number,
  checkoutData: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const call: ClientDuplexStream<SessionRequestInit, SessionResponse> = client.makeBidiStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
  );
  const renewals = setInterval(() => call.write({ operations: [{ renew: { nonce: 1 } }] }), RENEW_MS);
  signal.addEventListener('abort', () => clearInterval(renewals), { once: true });
  const identity = { user: session.slice(0, 20), host: `pc-${session.length}`, display: '/dev/tty' };
  const operations: OperationInit[] = [{ attach: { session, identity } }];
  for (let sequence = 1; sequence <= seats; sequence++) {
    operations.push({ sequence, answeredBelow: 1, checkout: { feature, count: 1, checkoutData } });
  }
  return new Promise<void>((resolve, reject) => {
    let granted = 0;
    call.on('data', (response: SessionResponse) => {
      for (const result of response.results) {
        if (result.failure !== null) reject(new Error(result.failure.text));
        if (result.granted === null) continue;
        granted += 1;
        if (granted === seats) resolve();
      }
    });
    call.on('error', (error: Error) => {
      if (signal.aborted) resolve();
      else reject(error);
    });
    call.write({ operations });
  });
}
