import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const PREFIX = 'lmtriad_';

/** All metrics of one member. Each belongs to its own registry, so that several fit in one process. */
export interface Metrics {
  readonly registry: Registry;
  /** 1 on the master. */
  readonly isMaster: Gauge;
  readonly term: Gauge;
  readonly commitIndex: Gauge;
  readonly appliedIndex: Gauge;
  /** 1 if a majority was heard within an election timeout. */
  readonly quorum: Gauge;
  /** 1 if the peer's stream is up. */
  readonly peerUp: Gauge<'server'>;
  readonly leaderChanges: Counter;
  /** `feature`: only those of the license, so that clients cannot make up series; '' for others. */
  readonly checkouts: Counter<'feature' | 'result'>;
  /** By FlexNet code. */
  readonly denials: Counter<'code'>;
  readonly seatsIssued: Gauge<'feature'>;
  readonly seatsUsed: Gauge<'feature'>;
  readonly seatsReserved: Gauge<'feature'>;
  readonly seatsBorrowed: Gauge<'feature'>;
  readonly requestsQueued: Gauge<'feature'>;
  readonly sessions: Gauge;
  readonly fsyncSeconds: Histogram;
  readonly appendedBytes: Counter;
  readonly refusedPeers: Counter<'reason'>;
  readonly droppedMessages: Counter<'server'>;
  /** Lines of the debug and the report log that no disk took. */
  readonly lostLogLines: Counter<'log'>;
  /** Lines of the license and options files that cannot be used. */
  readonly licenseErrors: Gauge;
  /** 1 if this server's license files say something else than what is in force. */
  readonly licenseDiffers: Gauge<'server'>;
  /** 1 if there are no certificates. */
  readonly plaintext: Gauge;
  /** 1 if the members' files name the servers in different orders. */
  readonly orderMismatch: Gauge;
}

const DISK_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Makes the metrics, those of the process (CPU, memory, event loop) included. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const gauge = <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> =>
    new Gauge<L>({ name: PREFIX + name, help, labelNames, registers: [registry] });
  const counter = <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> =>
    new Counter<L>({ name: PREFIX + name, help, labelNames, registers: [registry] });
  const histogram = (name: string, help: string, buckets: number[]): Histogram =>
    new Histogram({ name: PREFIX + name, help, buckets, registers: [registry] });

  // CPU, memory, and the event loop's delay as nodejs_eventloop_lag_*.
  collectDefaultMetrics({ register: registry, prefix: PREFIX });

  return {
    registry,
    isMaster: gauge('is_master', '1 on the master'),
    term: gauge('term', 'Raft term'),
    commitIndex: gauge('commit_index', 'Highest log index known to be on two of three disks'),
    appliedIndex: gauge('applied_index', 'Highest log index that the license state has taken up'),
    quorum: gauge('quorum', '1 if a majority was heard from within an election timeout'),
    peerUp: gauge('peer_up', '1 if the stream from this server is up', ['server']),
    leaderChanges: counter('leader_changes_total', 'Changes of the leader that this member saw'),
    checkouts: counter('checkouts_total', 'Checkouts answered by this member', ['feature', 'result']),
    denials: counter('denials_total', 'Refused checkouts by FlexNet code', ['code']),
    seatsIssued: gauge('seats_issued', 'Seats that the license gives', ['feature']),
    seatsUsed: gauge('seats_used', 'Seats that are out', ['feature']),
    seatsReserved: gauge('seats_reserved', 'Seats that RESERVE keeps and that nobody uses', ['feature']),
    seatsBorrowed: gauge('seats_borrowed', 'Seats that are borrowed', ['feature']),
    requestsQueued: gauge('requests_queued', 'Checkouts that wait for seats', ['feature']),
    sessions: gauge('sessions', 'Sessions in the license state'),
    fsyncSeconds: histogram('fsync_seconds', 'Time of one write and fdatasync of the log', DISK_BUCKETS),
    appendedBytes: counter('appended_bytes_total', 'Bytes appended to the log'),
    refusedPeers: counter('refused_peers_total', 'Peer streams and messages refused', ['reason']),
    droppedMessages: counter('dropped_messages_total', 'Peer messages not sent', ['server']),
    lostLogLines: counter('lost_log_lines_total', 'Lines of a log that the disk did not take', ['log']),
    licenseErrors: gauge('license_errors', 'Lines of the license and options files that cannot be used'),
    licenseDiffers: gauge('license_differs', 'License files of this server say something else than what is in force', [
      'server',
    ]),
    plaintext: gauge('plaintext', '1 if this member has no certificates'),
    orderMismatch: gauge('order_mismatch', "1 if the members' files order the SERVER lines differently"),
  };
}
