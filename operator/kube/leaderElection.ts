import { pause } from './backoff.ts';
import type { ApiClient } from './client.ts';
import { isKubeError, KubeError, KubeErrorCode } from './errors.ts';
import type { KubeObject, ObjectKey } from './objects.ts';
import { LEASES } from './resources.ts';

/** The times that client-go uses, in milliseconds. */
const LEASE_MILLISECONDS = 15_000;
const RENEW_DEADLINE_MILLISECONDS = 10_000;
const RETRY_MILLISECONDS = 2_000;
const JITTER = 1.2;

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

interface Lease extends KubeObject {
  readonly spec?: LeaseSpec;
}

export interface LeaderElectionOptions {
  readonly client: ApiClient;
  readonly lease: ObjectKey;
  /** Unique to this process. */
  readonly identity: string;
  readonly onError: (error: unknown) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
  readonly leaseMilliseconds?: number;
  readonly renewDeadlineMilliseconds?: number;
  readonly retryMilliseconds?: number;
}

/**
 * One replica at a time leads, by a Lease.
 *
 * Another's lease is judged by how long this process has seen it unchanged, never by the times written in it,
 * so clocks need not agree. A leader that has not renewed within the deadline must stop: `assertLeading`
 * throws from then on, also when the event loop was stalled, and `lead` ends.
 */
export class LeaderElection {
  readonly #options: LeaderElectionOptions;
  readonly #now: () => number;
  readonly #leaseMilliseconds: number;
  readonly #renewDeadline: number;
  readonly #retry: number;
  #leadingUntil = Number.NEGATIVE_INFINITY;
  #seen: { version: string | undefined; at: number } | undefined;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#leaseMilliseconds = options.leaseMilliseconds ?? LEASE_MILLISECONDS;
    this.#renewDeadline = options.renewDeadlineMilliseconds ?? RENEW_DEADLINE_MILLISECONDS;
    this.#retry = options.retryMilliseconds ?? RETRY_MILLISECONDS;
  }

  get leading(): boolean {
    return this.#now() < this.#leadingUntil;
  }

  /** Throws NotLeading unless this replica leads at this moment. */
  assertLeading(): void {
    if (!this.leading) throw new KubeError(KubeErrorCode.NotLeading, 'this replica does not lead');
  }

  /** Resolves to true once this replica leads, to false when the signal is aborted first. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (await this.#attempt(signal)) return true;
      await pause(this.#retry * (1 + Math.random() * (JITTER - 1)), signal);
    }
    return false;
  }

  /** Renews until the signal is aborted; throws NotLeading when the lease is lost. */
  async lead(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(this.#retry, signal);
      if (signal.aborted) return;
      await this.#attempt(signal);
      if (!signal.aborted) this.assertLeading();
    }
  }

  /** Gives the lease up at once, so that the next replica need not wait for it to run out. */
  async release(): Promise<void> {
    if (!this.leading) return;
    this.#leadingUntil = Number.NEGATIVE_INFINITY;
    const { client, lease, identity } = this.#options;
    try {
      const current = await client.get<Lease>(LEASES, lease.namespace, lease.name, { timeoutMilliseconds: 3000 });
      if (current.spec?.holderIdentity !== identity) return;
      const spec: LeaseSpec = { ...current.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime() };
      await client.replace(LEASES, lease.namespace, { ...current, spec }, { timeoutMilliseconds: 3000 });
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** Takes or renews the lease; true if it is ours. */
  async #attempt(signal: AbortSignal): Promise<boolean> {
    // From before the request: the others count from when the server has it.
    const started = this.#now();
    try {
      const held = await this.#write(signal);
      if (held) this.#leadingUntil = started + this.#renewDeadline;
      else this.#leadingUntil = Number.NEGATIVE_INFINITY;
      return held;
    } catch (error) {
      if (!signal.aborted && !isKubeError(error, KubeErrorCode.Conflict)) this.#options.onError(error);
      return false;
    }
  }

  async #write(signal: AbortSignal): Promise<boolean> {
    const { client, lease, identity } = this.#options;
    const limits = { signal, timeoutMilliseconds: this.#renewDeadline / 2 };
    const current = await client.find<Lease>(LEASES, lease.namespace, lease.name, limits);
    const time = microTime();
    const spec: LeaseSpec = {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(this.#leaseMilliseconds / 1000),
      acquireTime: time,
      renewTime: time,
      leaseTransitions: current?.spec?.leaseTransitions ?? 0,
    };
    if (current === undefined) {
      const created: Lease = { apiVersion: LEASES.apiVersion, kind: LEASES.kind, metadata: { ...lease }, spec };
      await client.create(LEASES, lease.namespace, created, limits);
      return true;
    }
    const holder = current.spec?.holderIdentity ?? '';
    if (holder === identity) {
      const renewed = { ...current, spec: { ...spec, acquireTime: current.spec?.acquireTime ?? time } };
      await client.replace(LEASES, lease.namespace, renewed, limits);
      return true;
    }
    if (holder !== '' && !this.#runOut(current)) return false;
    const taken = { ...current, spec: { ...spec, leaseTransitions: (spec.leaseTransitions ?? 0) + 1 } };
    await client.replace(LEASES, lease.namespace, taken, limits);
    return true;
  }

  /** True once another's lease has stayed the same for as long as it was taken for. */
  #runOut(lease: Lease): boolean {
    const version = lease.metadata.resourceVersion;
    const now = this.#now();
    if (this.#seen === undefined || this.#seen.version !== version) {
      this.#seen = { version, at: now };
      return false;
    }
    const duration = (lease.spec?.leaseDurationSeconds ?? this.#leaseMilliseconds / 1000) * 1000;
    return now - this.#seen.at > duration;
  }
}

/** The time as metav1.MicroTime wants it: six digits after the second. */
export function microTime(date: Date = new Date()): string {
  return date.toISOString().replace('Z', '000Z');
}
