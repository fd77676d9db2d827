import { lookup } from 'node:dns/promises';
import { isIPv4, isIPv6 } from 'node:net';
import { TransportError, TransportErrorCode } from './errors.ts';

/** Where something listens. IPv6 addresses stand without brackets. */
export interface HostPort {
  readonly host: string;
  /** 0 to 65535; 0 lets the system choose when listening. */
  readonly port: number;
}

/**
 * Reads `HOST:PORT`, `[IPV6]:PORT` or `:PORT` (all addresses: host `::`).
 *
 * @throws {TransportError} InvalidAddress
 */
export function parseHostPort(text: string): HostPort {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  if (match === null) {
    throw invalid(text, isIPv6(text) ? 'an IPv6 address needs brackets and a port' : 'expected HOST:PORT');
  }
  const port = Number(match[3]);
  if (port > 65_535) {
    throw invalid(text, 'a port is 0 to 65535');
  }
  const bracketed = match[1];
  if (bracketed !== undefined) {
    if (!isIPv6(bracketed)) {
      throw invalid(text, 'brackets hold an IPv6 address');
    }
    return { host: bracketed, port };
  }
  const host = match[2] ?? '';
  if (/\s/.test(host)) {
    throw invalid(text, 'a host name has no blanks');
  }
  return { host: host === '' ? '::' : host, port };
}

/** The text that `parseHostPort` reads. */
export function formatHostPort(address: HostPort): string {
  return isIPv6(address.host) ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** The target for a gRPC channel: addresses as they are, names resolved by DNS. */
export function grpcTarget(address: HostPort): string {
  if (isIPv4(address.host)) {
    return `ipv4:${formatHostPort(address)}`;
  }
  return `${isIPv6(address.host) ? 'ipv6' : 'dns'}:${formatHostPort(address)}`;
}

/** One spelling for one address: IPv4 in IPv6 is unwrapped, zones are cut, letters are lower case. */
export function normaliseAddress(address: string): string {
  const bare = address.split('%', 1)[0]?.toLowerCase() ?? '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare);
  return mapped?.[1] ?? bare;
}

/** True for the addresses that only programs on this host can call from. */
export function isLoopback(address: string): boolean {
  const bare = normaliseAddress(address);
  return bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'));
}

/** The address in what gRPC calls a peer (`ADDRESS:PORT`, IPv6 without brackets), normalised; '' if unknown. */
export function peerAddress(peer: string): string {
  const colon = peer.lastIndexOf(':');
  const address = normaliseAddress(colon < 0 ? peer : peer.slice(0, colon).replace(/^\[|\]$/g, ''));
  return isIPv4(address) || isIPv6(address) ? address : '';
}

/** Looks up all addresses of a host. */
export type Lookup = (host: string) => Promise<readonly string[]>;

const systemLookup: Lookup = async (host) => {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
};

/**
 * The addresses that the hosts of the SERVER lines stand for, kept up to date: on hosts without certificates
 * they tell peers from others. A host that cannot be resolved keeps the addresses it had.
 */
export class ServerAddresses {
  #hosts: readonly string[] = [];
  readonly #byHost = new Map<string, readonly string[]>();
  #all: ReadonlySet<string> = new Set();
  #anyLoopback = false;
  readonly #lookup: Lookup;
  readonly #timer: NodeJS.Timeout;

  /** `refreshMilliseconds`: how often names are resolved anew, default 10,000. */
  constructor(options: { refreshMilliseconds?: number; lookup?: Lookup } = {}) {
    this.#lookup = options.lookup ?? systemLookup;
    this.#timer = setInterval(() => void this.refresh(), options.refreshMilliseconds ?? 10_000);
    this.#timer.unref();
  }

  /** Sets the hosts and resolves them. Never rejects. */
  async setHosts(hosts: readonly string[]): Promise<void> {
    this.#hosts = [...new Set(hosts)];
    for (const host of this.#byHost.keys()) {
      if (!this.#hosts.includes(host)) {
        this.#byHost.delete(host);
      }
    }
    await this.refresh();
  }

  /** Resolves the hosts anew. Never rejects. */
  async refresh(): Promise<void> {
    await Promise.all(
      this.#hosts.map(async (host) => {
        try {
          const addresses = await this.#lookup(host);
          if (this.#hosts.includes(host)) {
            this.#byHost.set(host, addresses.map(normaliseAddress));
          }
        } catch {
          // A name server that is away must not turn peers into strangers: what was known stays.
        }
      }),
    );
    this.#all = new Set([...this.#byHost.values()].flat());
    this.#anyLoopback = [...this.#all].some(isLoopback);
  }

  /**
   * True for an address of a server. From loopback a call comes from 127.0.0.1, whichever loopback address the
   * calling server listens at: there one is as good as another.
   */
  has(address: string): boolean {
    return this.#all.has(normaliseAddress(address)) || (this.#anyLoopback && isLoopback(address));
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

function invalid(text: string, why: string): TransportError {
  return new TransportError(TransportErrorCode.InvalidAddress, `address "${text}": ${why}`);
}
