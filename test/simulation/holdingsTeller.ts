/**
 * Tells the others what this member has on its disk, as node/member/holdingsExchange.ts does over streams that
 * lose nothing: here lines lose what they carry, so each is asked until it has heard.
 */
import { SLOW_DISK_MS } from '../../node/member/preference.ts';
import type { MemberProcess } from './memberProcess.ts';
import type { Network } from './network.ts';

export class HoldingsTeller {
  private readonly process: MemberProcess;
  private readonly network: Network;
  private version = 1;
  private readonly heard = new Map<string, number>();
  private saidSlow = false;

  constructor(process: MemberProcess, network: Network) {
    this.process = process;
    this.network = network;
  }

  /** Something has changed. */
  changed(): void {
    this.version++;
  }

  /** A server's process may be another one by now: it has heard nothing. */
  forget(server: string): void {
    this.heard.delete(server);
  }

  /** Tells those that have not heard. To be called a few times a second. */
  tell(): void {
    const { process } = this;
    const slow = process.diskPending() >= SLOW_DISK_MS;
    if (slow !== this.saidSlow) {
      this.saidSlow = slow;
      this.version++;
    }
    const { version } = this;
    for (const server of process.otherServers) {
      if (this.heard.get(server) === version) continue;
      this.network.ask(
        process,
        server,
        (other) => {
          if (other.replica !== null) other.takeHoldings(process.server, process.holdings());
          return other.replica !== null;
        },
        (taken) => {
          if (taken) this.heard.set(server, version);
        },
      );
    }
  }
}
