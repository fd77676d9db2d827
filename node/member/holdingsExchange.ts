/** Tells the others what this member has on its disk: once, and again when it has changed. */
import type { HoldingsInit } from '../../proto/index.ts';
import type { Message } from '../consensus/index.ts';
import type { PeerTransport } from '../transport/index.ts';
import type { Peers } from './peers.ts';
import { SLOW_DISK_MS } from './preference.ts';

export class HoldingsExchange {
  private readonly peers: Peers;
  private readonly transport: () => PeerTransport;
  private readonly holdings: () => HoldingsInit;
  private version = 0;
  private readonly said = new Map<string, number>();
  /** Servers that were told of a slow disk (R23). */
  private readonly saidSlow = new Set<string>();

  constructor(peers: Peers, transport: () => PeerTransport, holdings: () => HoldingsInit) {
    this.peers = peers;
    this.transport = transport;
    this.holdings = holdings;
  }

  /** Sends messages to a server, with what it has not heard yet. */
  send(server: string, messages: readonly Message[]): void {
    const holdings = this.said.get(server) === this.version ? null : this.holdings();
    if (holdings !== null) {
      this.said.set(server, this.version);
      if (isSlow(holdings)) this.saidSlow.add(server);
      else this.saidSlow.delete(server);
    }
    this.transport().send(server, { messages, date: Date.now(), holdings });
  }

  /** Something has changed: everyone is told, without waiting for a message to ride on. */
  changed(): void {
    this.version += 1;
    this.tellAll();
  }

  /** Tells those that have come up meanwhile, and all when the disk has become slow or is no more. */
  tellAll(): void {
    const slow = isSlow(this.holdings());
    for (const peer of this.peers.others()) {
      if (this.saidSlow.has(peer.server) !== slow) this.said.delete(peer.server);
      if (peer.up && this.said.get(peer.server) !== this.version) this.send(peer.server, []);
    }
  }
}

function isSlow(holdings: HoldingsInit): boolean {
  return (holdings.diskPendingMilliseconds ?? 0) >= SLOW_DISK_MS;
}
