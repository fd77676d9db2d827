/** For tests: a log that is applied as it is written, and commands with the fields that a test does not care for. */
import {
  type Batch,
  BatchCodec,
  type CommandInit,
  type FailureInit,
  type IdentityInit,
  type PoolInit,
  type ResultInit,
} from '../../proto/index.ts';
import type { Applied } from './state.ts';
import { LicenseState } from './state.ts';

export const ANN = {
  user: 'ann',
  host: 'pc1',
  display: ':0',
  pid: 7,
  clientVersion: '1',
  project: '',
  address: '',
  hostids: [],
};
export const BOB = {
  user: 'bob',
  host: 'pc2',
  display: ':0',
  pid: 8,
  clientVersion: '1',
  project: '',
  address: '',
  hostids: [],
};

/** 2026-01-01, in Unix milliseconds. */
export const DATE = 1_767_225_600_000;

/** Commands through their encoding and back, as every member sees them. */
export function batchOf(commands: CommandInit[], leaseTime = 0, date = DATE): Batch {
  return BatchCodec.decode(BatchCodec.encode({ version: 1, leaseTime, date, commands }));
}

export class TestLog {
  state = new LicenseState();
  term = 1;
  /** Lease time in milliseconds that the next entry carries. */
  now = 0;
  date = DATE;
  index = 0;
  /** Sequence of the last operation; operations of all sessions share the count. */
  private sequence = 0;

  /** Applies the commands as one entry. */
  entry(...commands: CommandInit[]): Applied {
    this.index += 1;
    return this.state.apply(batchOf(commands, this.now, this.date), this.index, this.term);
  }

  /** Applies one command and gives its answer. */
  run(command: CommandInit): ResultInit | null {
    return this.entry(command).outcomes[0]?.result ?? null;
  }

  /** A license of these pools, each of feature `f` unless said otherwise. */
  license(...pools: PoolInit[]): void {
    this.run(licenseOf(pools));
  }

  /** The same, with the text of an options file. */
  licenseWith(options: string, ...pools: PoolInit[]): void {
    this.run(licenseOf(pools, options));
  }

  open(session: string, more: Partial<NonNullable<CommandInit['openSession']>> = {}): ResultInit | null {
    return this.run({ openSession: { session, identity: ANN, ...more } });
  }

  checkout(session: string, count = 1, more: { sequence?: number; answeredBelow?: number } = {}): ResultInit | null {
    return this.run(this.checkoutOf(session, count, more));
  }

  checkoutOf(session: string, count = 1, more: { sequence?: number; answeredBelow?: number } = {}): CommandInit {
    return { checkout: { session, sequence: this.next(), checkout: { feature: 'f', count }, ...more } };
  }

  /** Opens a session of that user if there is none, and checks out. */
  ask(user: string, count = 1, more: Partial<IdentityInit> & { feature?: string; data?: Uint8Array } = {}) {
    const { feature = 'f', data = new Uint8Array(0), ...identity } = more;
    const session = `${user}@${identity.host ?? 'pc1'}${identity.display ?? ''}${identity.project ?? ''}`;
    if (this.state.session(session) === null) this.open(session, { identity: { ...ANN, user, ...identity } });
    const checkout = { feature, count, checkoutData: data };
    return this.run({ checkout: { session, sequence: this.next(), checkout } });
  }

  checkin(session: string, lease: number): ResultInit | null {
    return this.run({ checkin: { session, sequence: this.next(), lease } });
  }

  cancel(session: string, cancelledSequence: number): ResultInit | null {
    return this.run({ cancel: { session, sequence: this.next(), cancelledSequence } });
  }

  private next(): number {
    this.sequence += 1;
    return this.sequence;
  }
}

/** Takes up these pools, each of feature `f` unless said otherwise. */
export function licenseOf(pools: readonly PoolInit[], options = ''): CommandInit {
  return { setLicense: { hash: 'h', options, pools: pools.map((pool, rank) => ({ ...poolOf(), rank, ...pool })) } };
}

export function poolOf(more: PoolInit = {}): PoolInit {
  return { id: 'p', feature: 'f', vendor: 'v', version: '2.0', count: 10, ...more };
}

/** The lease that was granted; throws if none was. */
export function granted(result: ResultInit | null): number {
  const lease = result?.granted?.lease;
  if (typeof lease !== 'number') throw new Error(`not granted: ${JSON.stringify(result)}`);
  return lease;
}

/** Code and minor number of a refusal; throws if it is none. */
export function refused(result: ResultInit | null): [number, number] {
  const failure: FailureInit | null | undefined = result?.failure;
  if (failure == null) throw new Error(`not refused: ${JSON.stringify(result)}`);
  return [failure.code ?? 0, failure.minor ?? 0];
}
