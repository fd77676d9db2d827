/** One member's view of the cluster, as AdminService gives it. */
import { createHash } from 'node:crypto';
import { type MemberStatusInit, Role, type StatusInit } from '../../proto/index.ts';
import { Role as RaftRole } from '../consensus/index.ts';
import { licenseDiffers } from '../member/duties.ts';
import type { LicenseOnDisk } from '../member/licenseFiles.ts';
import type { Peers, ServerAddress } from '../member/peers.ts';
import type { Replica } from '../member/replica.ts';
import { featureStatuses, type StatusWanted } from './featureStatus.ts';

/**
 * Above this many sessions and seats out, the state's hash is left out of a status: it takes a whole encoding,
 * and the loop has nothing else to do meanwhile (0.3 s with 10,000 sessions).
 */
const HASH_UP_TO = 1_000;

export interface StatusSource {
  readonly self: ServerAddress;
  readonly servers: readonly ServerAddress[];
  readonly clusterId: string;
  readonly incarnation: number;
  readonly peers: Peers;
  readonly replica: Replica | null;
  readonly disk: LicenseOnDisk;
  readonly version: string;
  readonly startedDate: number;
  readonly warnings: readonly string[];
  /** Name of the master; empty if there is none. */
  readonly master: string;
  /** Why nothing is served; empty if something is. */
  readonly reason: string;
  readonly now: number;
  readonly date: number;
}

export function statusView(source: StatusSource, options: StatusWanted): StatusInit {
  const { replica, disk, peers } = source;
  const state = replica?.state ?? null;
  const up = peers.countUp();
  const upText = `${up} of 3 up`;
  const inForce = state?.license ?? null;
  const hold = state?.hold ?? null;
  const left = hold === null || replica === null ? 0 : Math.max(0, hold.untilLeaseTime - replica.leaseTime());
  return {
    clusterId: source.clusterId,
    server: source.self.server,
    master: source.master,
    term: replica?.raw.term ?? 0,
    commitIndex: replica?.raw.commit ?? 0,
    appliedIndex: state?.appliedIndex ?? 0,
    quorum: source.master !== '',
    quorumText: source.reason === '' ? upText : source.reason,
    members: source.servers.map((server) => memberStatus(source, server)),
    license: {
      hash: inForce?.hash ?? '',
      revision: inForce?.revision ?? '',
      path: disk.path,
      vendors: inForce?.vendors ?? [],
      pendingHash: inForce === null || licenseDiffers(inForce, onDisk(disk)) ? disk.hash : '',
      errors: [...disk.errors],
      index: state?.licenseIndex ?? 0,
    },
    features: state === null ? [] : featureStatuses(state, options),
    version: source.version,
    leaseMilliseconds: state?.leaseMilliseconds ?? 0,
    holdSeconds: Math.ceil(left / 1000),
    orderMismatch: state?.order.mismatch ?? false,
    warnings: [...source.warnings],
    stateHash: replica === null ? '' : hashOf(replica),
    serverTime: source.date,
    started: Math.floor(source.startedDate / 1000),
  };
}

function hashOf(replica: Replica): string {
  const { sessions, held } = replica.state;
  if (sessions.size + held.size > HASH_UP_TO) return '';
  return createHash('sha256').update(replica.encodedState()).digest('hex');
}

function memberStatus(source: StatusSource, server: ServerAddress): MemberStatusInit {
  const { replica, peers } = source;
  const self = server.server === source.self.server;
  const peer = self ? null : peers.get(server.server);
  const incarnation = peer === null ? source.incarnation : peer.incarnation;
  const silent = peer === null ? 0 : Math.max(0, source.now - peer.heardAt);
  const voter = replica?.confState.voters.includes(incarnation) ?? false;
  const up = peer === null || peer.up;
  const inForce = replica?.state.license ?? null;
  const held = peer === null ? onDisk(source.disk) : (peer.holdings ?? NOTHING_HELD);
  const match = replica?.isMaster === true ? replica.raw.status().progress.get(incarnation)?.match : undefined;
  return {
    server: server.server,
    host: server.host,
    port: server.port,
    incarnation,
    role: roleOf(source, server.server, incarnation, up, voter),
    up,
    voter,
    matchIndex: match ?? 0,
    version: peer === null ? source.version : peer.version,
    silentMilliseconds: Number.isFinite(silent) ? Math.floor(silent) : 0,
    licenseHash: held.licenseHash,
    licenseDiffers: up && inForce !== null && licenseDiffers(inForce, held),
  };
}

const NOTHING_HELD = { licenseHash: '', licenseContent: '' };

function onDisk({ hash, content }: LicenseOnDisk): typeof NOTHING_HELD {
  return { licenseHash: hash, licenseContent: content };
}

function roleOf(source: StatusSource, server: string, incarnation: number, up: boolean, voter: boolean): Role {
  const { replica } = source;
  if (!up) return Role.ROLE_UNKNOWN;
  if (replica === null) return Role.ROLE_FORMING;
  if (server === source.master) return Role.ROLE_MASTER;
  if (!voter) return replica.confState.learners.includes(incarnation) ? Role.ROLE_LEARNER : Role.ROLE_FORMING;
  if (server !== source.self.server) return Role.ROLE_STANDBY;
  const { role } = replica.raw;
  return role === RaftRole.Follower ? Role.ROLE_STANDBY : Role.ROLE_CANDIDATE;
}
