/** Opening a connection. */
import { Connection } from './connection.ts';
import { LicenseError } from './errors.ts';
import type { ConnectOptions } from './options.ts';
import { findSources } from './sources.ts';
import { CredentialSource, findTlsFiles } from './tls.ts';

/** With several license server systems to try, none of them may hold up the others for long. */
const timeoutOfMany = 2000;

/**
 * Connects with the first license server system that has a master, and opens a session there.
 *
 * Rejects with LicenseError: -1, -2, -13, -30 if the servers cannot be told from the file, -15 if no server
 * could be reached, -96 with the reason if there is no quorum; or with the signal's reason.
 */
export async function connect(options: ConnectOptions = {}): Promise<Connection> {
  const sources = findSources(options.servers);
  let first: unknown;
  for (const [at, source] of sources.entries()) {
    const credentials = new CredentialSource(findTlsFiles(options.tls, { licenseFile: source.file }));
    const connection = new Connection(source, credentials, options);
    const asked = options.timeoutMs ?? 5000;
    const timeoutMs = at < sources.length - 1 ? Math.min(asked, timeoutOfMany) : asked;
    try {
      await connection.ready({ timeoutMs, signal: options.signal });
      return connection;
    } catch (error) {
      await connection.close();
      if (!(error instanceof LicenseError)) throw error;
      first ??= error;
    }
  }
  throw first;
}
