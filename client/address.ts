/** Where a license server listens. */

/** Host and port of one server. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** As FlexNet writes it: `port@host`. */
export function formatAddress(address: Address): string {
  return `${address.port}@${address.host}`;
}

/** As gRPC takes it: `dns:host:port`, IPv6 in brackets. */
export function targetOf(address: Address): string {
  return address.host.includes(':') ? `ipv6:[${address.host}]:${address.port}` : `dns:${address.host}:${address.port}`;
}
