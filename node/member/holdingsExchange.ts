/** Tells the others what this member has on its disk: once, and again when it has changed. */
import type { HoldingsInit } from '../../proto/index.ts';
import type { Message } from '../consensus/index.ts';
import type { PeerTransport } from '../transport/index.ts';
import type { Peers } from './peers.ts';

export class HoldingsExchange {
  private readonly peers: Peers;
  private readonly transport: () => PeerTransport;
  private readonly holdings: () => HoldingsInit;
  private version = 0;
  private readonly said = new Map<string, number>();

  constructor(peers: Peers, transport: () => PeerTransport, holdings: () => HoldingsInit) {
    this.peers = peers;
    this.transport = transport;
    this.holdings = holdings;
  }

  /** Sends messages to a server, with what it has not heard yet. */
  send(server: string, messages: readonly Message[]): void {
    const news = this.said.get(server) !== this.version;
    if (news) this.said.set(server, this.version);
    this.transport().send(server, { messages, date: Date.now(), holdings: news ? this.holdings() : null });
  }

  /** Something has changed: everyone is told, without waiting for a message to ride on. */
  changed(): void {
    this.version += 1;
    this.tellAll();
  }

  /** Tells those that have come up meanwhile. */
  tellAll(): void {
    for (const peer of this.peers.others()) {
      if (peer.up && this.said.get(peer.server) !== this.version) this.send(peer.server, []);
    }
  }
}
