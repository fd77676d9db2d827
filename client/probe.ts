/** Finds out whether anything listens at an address, before gRPC is let loose on it. */
import { connect } from 'node:net';
import { FlexError } from '../license/index.ts';
import type { Address } from './address.ts';
import { LicenseError } from './errors.ts';

/**
 * Resolves once something accepts a connection. gRPC cannot take a connection attempt back: one to a host that
 * answers nothing would hang for two minutes, and keep a program from ending for as long.
 *
 * Rejects with LicenseError (-15) when nothing does within that many milliseconds, or with the signal's reason.
 */
export function probe(address: Address, milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ host: address.host, port: address.port });
  const give = (detail: string) => reject(new LicenseError({ code: FlexError.CannotConnect, detail, retry: true }));
  const limit = setTimeout(() => give(`no answer within ${milliseconds} ms`), milliseconds);
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  socket.once('connect', resolve);
  socket.once('error', (error) => give(error.message));
  if (signal.aborted) abort();
  return promise.finally(() => {
    clearTimeout(limit);
    signal.removeEventListener('abort', abort);
    socket.destroy();
  });
}
