/** Opening a connection. */
import { Borrows } from './borrow/borrows.ts';
import { borrowFolder } from './borrow/folder.ts';
import { systemClock } from './clock.ts';
import { Connection } from './connection.ts';
import { LicenseError } from './errors.ts';
import { identityOf } from './identity.ts';
import type { ConnectOptions } from './options.ts';
import { findSources, type LicenseSource } from './sources.ts';
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
  const sources = sourcesOrLenders(options);
  let first: unknown;
  for (const [at, source] of sources.entries()) {
    const credentials = new CredentialSource(findTlsFiles(options.tls, { licenseFile: source.file }));
    const connection = new Connection(source, credentials, options);
    // What is borrowed needs no server; one is looked for when something else is checked out.
    if (sources.length === 1 && connection.borrowed.length > 0) return connection;
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

/** Where no servers are named, those that lent what is borrowed here. */
function sourcesOrLenders(options: ConnectOptions): LicenseSource[] {
  try {
    return findSources(options.servers);
  } catch (error) {
    const folder = options.borrowFolder ?? borrowFolder();
    const identity = identityOf(options.identity);
    const [lender] = folder === false ? [] : new Borrows(folder, identity, options.clock ?? systemClock).usable();
    if (!lender || options.servers !== undefined) throw error;
    return findSources(lender.servers);
  }
}
