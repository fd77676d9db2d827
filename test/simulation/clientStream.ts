/** A client's stream to one server: in order, as TCP has it; cut lines swallow what goes over them. */
import type { OperationInit, ResultInit } from '../../proto/index.ts';
import type { SimulatedClient } from './client.ts';
import type { Cluster } from './cluster.ts';
import { ServerSession } from './serverSession.ts';

export interface StreamOwner {
  results(stream: ClientStream, results: readonly ResultInit[]): void;
  closed(stream: ClientStream): void;
}

export class ClientStream {
  readonly server: string;
  readonly #cluster: Cluster;
  readonly #client: SimulatedClient;
  readonly #owner: StreamOwner;
  #far: ServerSession | null = null;
  #open = true;
  /** True times at which the last message of each direction arrives. */
  #lastOut = 0;
  #lastIn = 0;

  constructor(cluster: Cluster, client: SimulatedClient, server: string, owner: StreamOwner) {
    this.server = server;
    this.#cluster = cluster;
    this.#client = client;
    this.#owner = owner;
  }

  /** Opens it; the first operations go along. */
  open(operations: readonly OperationInit[]): void {
    this.#out(() => {
      const process = this.#cluster.process(this.server);
      if (process === null) {
        this.#in(() => this.#closed());
        return;
      }
      process.deliver(() => {
        if (!this.#open) return;
        this.#far = new ServerSession(process, {
          results: (results) => this.#in(() => this.#owner.results(this, results)),
          closed: () => this.#in(() => this.#closed()),
        });
        this.#far.receive(operations);
      });
    });
  }

  send(operations: readonly OperationInit[]): void {
    this.#out(() => {
      const far = this.#far;
      if (far !== null) this.#cluster.process(this.server)?.deliver(() => far.receive(operations));
    });
  }

  /** Ends it from the client's side. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    const far = this.#far;
    if (far === null) return;
    this.#out(() => this.#cluster.process(this.server)?.deliver(() => far.hungUp()));
  }

  #out(work: () => void): void {
    const { world } = this.#cluster;
    this.#lastOut = Math.max(this.#lastOut, world.now + this.#cluster.clientDelay());
    world.after(this.#lastOut - world.now, () => {
      if (!this.#cluster.isCutOff(this.#client.who, this.server)) work();
    });
  }

  #in(work: () => void): void {
    const { world } = this.#cluster;
    const lag = this.#cluster.answerLag.get(this.#client.who) ?? 0;
    this.#lastIn = Math.max(this.#lastIn, world.now + lag + this.#cluster.clientDelay());
    world.after(this.#lastIn - world.now, () => {
      if (this.#open && !this.#cluster.isCutOff(this.server, this.#client.who)) this.#client.deliver(work);
    });
  }

  #closed(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#owner.closed(this);
  }
}
