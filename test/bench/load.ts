/**
 * Full load on a license server: sessions with many checkouts and checkins in flight, over the plain protocol,
 * so that the generator costs little. Counts what was answered, and how fast.
 */
import { Client, type ClientDuplexStream, credentials } from '@grpc/grpc-js';
import {
  LicenseService,
  type OperationInit,
  type SessionRequestInit,
  type SessionResponse,
} from '../../proto/index.ts';

const { path, requestSerialize, responseDeserialize } = LicenseService.session;

export interface LoadOptions {
  /** Where the master is now; asked again whenever a stream has ended. */
  readonly master: () => Promise<{ host: string; port: number }>;
  readonly feature: string;
  readonly sessions: number;
  /** Operations in flight in each session. */
  readonly inFlight: number;
  readonly signal: AbortSignal;
}

/** What the load has come to so far. */
export interface LoadCount {
  answered: number;
  refused: number;
  /** Streams that ended and were opened anew. */
  streams: number;
  /** Milliseconds of the last answers, the newest 100,000. */
  readonly latencies: number[];
}

type Call = ClientDuplexStream<SessionRequestInit, SessionResponse>;

/** Runs until the signal; gives the running count at once. */
export function startLoad(options: LoadOptions): LoadCount {
  const count: LoadCount = { answered: 0, refused: 0, streams: 0, latencies: [] };
  for (let i = 0; i < options.sessions; i++) new LoadSession(`load-${process.pid}-${i}-0123456789`, options, count);
  return count;
}

const KEPT_LATENCIES = 100_000;
const PAUSE_MS = 50;
/** Well below a quarter of the shortest lease. */
const RENEW_MS = 2_000;

class LoadSession {
  private readonly id: string;
  private readonly options: LoadOptions;
  private readonly count: LoadCount;
  private sequence = 0;
  private readonly unanswered = new Map<number, { operation: OperationInit; since: number }>();
  private out: OperationInit[] = [];
  private client: Client | null = null;
  private call: Call | null = null;
  private started = false;

  constructor(id: string, options: LoadOptions, count: LoadCount) {
    this.id = id;
    this.options = options;
    this.count = count;
    const renewals = setInterval(() => this.call?.write({ operations: [{ renew: { nonce: 1 } }] }), RENEW_MS);
    options.signal.addEventListener(
      'abort',
      () => {
        clearInterval(renewals);
        this.client?.close();
      },
      { once: true },
    );
    void this.open();
  }

  private async open(): Promise<void> {
    this.client?.close();
    this.client = null;
    while (!this.options.signal.aborted) {
      try {
        const { host, port } = await this.options.master();
        return this.attach(host, port);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  }

  private attach(host: string, port: number): void {
    const client = new Client(`${host}:${port}`, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
    const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize) as Call;
    this.client = client;
    this.call = call;
    this.count.streams += 1;
    let over = false;
    const again = () => {
      if (over) return;
      over = true;
      setTimeout(() => void this.open(), PAUSE_MS);
    };
    call.on('data', (response: SessionResponse) => this.read(response));
    call.on('end', again);
    call.on('error', again);
    const attach = { session: this.id, identity: { user: 'load', host: 'bench' } };
    call.write({ operations: [{ attach }, ...[...this.unanswered.values()].map(({ operation }) => operation)] });
  }

  private read(response: SessionResponse): void {
    const now = performance.now();
    for (const result of response.results) {
      if (result.attached !== null) {
        if (this.started) continue;
        this.started = true;
        for (let i = 0; i < this.options.inFlight; i++) this.checkout();
        continue;
      }
      const asked = this.unanswered.get(result.sequence);
      if (asked === undefined) continue;
      this.unanswered.delete(result.sequence);
      this.count.answered += 1;
      this.count.latencies.push(now - asked.since);
      if (this.count.latencies.length > KEPT_LATENCIES) this.count.latencies.splice(0, KEPT_LATENCIES / 2);
      if (result.granted !== null) this.send({ checkin: { lease: result.granted.lease } });
      else {
        if (result.failure !== null) this.count.refused += 1;
        this.checkout();
      }
    }
    this.flush();
  }

  private checkout(): void {
    this.send({ checkout: { feature: this.options.feature, count: 1 } });
  }

  private send(operation: OperationInit): void {
    this.sequence += 1;
    const [oldest] = this.unanswered.keys();
    const numbered = { ...operation, sequence: this.sequence, answeredBelow: oldest ?? this.sequence };
    this.unanswered.set(this.sequence, { operation: numbered, since: performance.now() });
    this.out.push(numbered);
  }

  private flush(): void {
    if (this.out.length === 0) return;
    this.call?.write({ operations: this.out });
    this.out = [];
  }
}

/** The value below which that share of the numbers lies. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
