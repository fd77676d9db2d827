/** Calls of the tools to the servers: to all of them for status, to one that answers for the rest. */
import {
  AdminService,
  type Decoded,
  type GetStatusRequestInit,
  type MethodDefinition,
  type Status,
} from '../../proto/index.ts';
import type { Address } from '../address.ts';
import { ServerChannel } from '../channel.ts';
import { LicenseError } from '../errors.ts';
import { findSources, type LicenseSource } from '../sources.ts';
import { CredentialSource, findTlsFiles } from '../tls.ts';
import type { Terminal } from './terminal.ts';

/** What one server said when asked for its status. */
export interface Answer {
  readonly address: Address;
  readonly status: Status | null;
  readonly error: LicenseError | null;
}

/** Where calls go, and how long each may take. */
export interface CallSettings {
  readonly source: LicenseSource;
  /** Milliseconds. */
  readonly timeoutMs: number;
}

function credentialsOf(source: LicenseSource): CredentialSource {
  return new CredentialSource(findTlsFiles(undefined, { licenseFile: source.file }));
}

/** One call to one server, over a connection of its own. Rejects with LicenseError. */
export async function callServer<Q, R>(
  address: Address,
  settings: CallSettings,
  method: MethodDefinition<Q, R>,
  request: Q,
): Promise<Decoded<R>> {
  const channel = new ServerChannel(address, credentialsOf(settings.source));
  try {
    return await channel.call(method, request, { timeoutMs: settings.timeoutMs });
  } finally {
    channel.close();
  }
}

/** Asks servers for their status, all at once. Never rejects. */
export function askServers(
  addresses: readonly Address[],
  settings: CallSettings,
  request: GetStatusRequestInit,
): Promise<Answer[]> {
  return Promise.all(
    addresses.map(async (address) => {
      try {
        return { address, status: await callServer(address, settings, AdminService.getStatus, request), error: null };
      } catch (error) {
        if (error instanceof LicenseError) return { address, status: null, error };
        throw error;
      }
    }),
  );
}

/**
 * One call to the system: whichever server is reached passes it on to the master. Rejects with LicenseError:
 * what the system refuses, or what kept the last server from being reached.
 */
export async function callSystem<Q, R>(
  settings: CallSettings,
  method: MethodDefinition<Q, R>,
  request: Q,
): Promise<Decoded<R>> {
  // A server that does not know its master is passed over; one that cannot be reached costs no waiting.
  const reached = await askServers(settings.source.servers, { ...settings, timeoutMs: 2000 }, {});
  const order = [...reached].filter(({ status }) => status).sort((a, b) => rank(a.status) - rank(b.status));
  let failure: unknown = reached[0]?.error;
  for (const { address } of order) {
    try {
      return await callServer(address, settings, method, request);
    } catch (error) {
      failure = error;
      if (!(error instanceof LicenseError) || !error.retry) throw error;
    }
  }
  throw failure;
}

function rank(status: Status | null): number {
  if (!status?.master) return 2;
  return status.master === status.server ? 0 : 1;
}

/** The first of the systems that a `-c` names, else of those of the environment. Throws LicenseError. */
export function firstSource(list: string | undefined, terminal: Terminal): LicenseSource {
  const [source] = findSources(list, { env: terminal.env });
  if (!source) throw new LicenseError({ code: -13 });
  return source;
}
