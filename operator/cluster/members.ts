import { Role, type Status } from '../../proto/index.ts';
import {
  LICENSE_PORT,
  type LicenseCluster,
  type MemberRole,
  type Ordinals,
  podName,
  serverHost,
} from '../specs/index.ts';
import { addressOf, describeSilence, type MemberApi, type MemberTarget } from './memberApi.ts';
import { isReady, type Pod } from './objects.ts';
import type { ClusterCertificates } from './tls.ts';

/** One server as the operator sees it now. */
export interface Observation {
  readonly name: string;
  readonly ordinal: number;
  readonly host: string;
  readonly port: number;
  readonly podName: string;
  readonly pod: Pod | undefined;
  /** What it answered; undefined if it did not. */
  readonly answer: Status | undefined;
  /** Why it did not answer. */
  readonly silence: string | undefined;
}

/** The servers in the declared order, with the pods that they should be in. */
export function expectMembers(
  cluster: LicenseCluster,
  ordinals: Ordinals,
  podOf: (name: string) => Pod | undefined,
): Observation[] {
  const { name, namespace = '' } = cluster.metadata;
  return cluster.spec.servers.map((server) => {
    const ordinal = ordinals[server.name] ?? 0;
    const pod = podOf(podName(name, ordinal));
    return {
      name: server.name,
      ordinal,
      host: serverHost(name, namespace, server.name),
      port: server.port,
      podName: podName(name, ordinal),
      pod,
      answer: undefined,
      silence: pod === undefined ? 'there is no pod' : undefined,
    };
  });
}

/** Asks every server that has an address, all at the same time. */
export async function askMembers(
  members: readonly Observation[],
  certificates: ClusterCertificates,
  api: MemberApi,
): Promise<Observation[]> {
  return Promise.all(
    members.map(async (member) => {
      const target = targetOf(member, certificates);
      if (target === undefined) {
        return { ...member, silence: member.silence ?? 'its pod has no address yet' };
      }
      try {
        return { ...member, answer: await api.status(target), silence: undefined };
      } catch (error) {
        return { ...member, silence: describeSilence(error) };
      }
    }),
  );
}

/** Undefined while its pod has no address. */
export function targetOf(member: Observation, certificates: ClusterCertificates): MemberTarget | undefined {
  const ip = member.pod?.status?.podIP;
  if (ip === undefined || ip === '') return undefined;
  const { authority, administrator } = certificates;
  return {
    server: member.name,
    address: addressOf(ip, LICENSE_PORT),
    authority: authority.certificate,
    administrator,
  };
}

/** What the server says that it is itself. */
export function roleOf(member: Observation): MemberRole {
  switch (ownStatus(member)?.role) {
    case Role.ROLE_MASTER:
      return 'Master';
    case Role.ROLE_STANDBY:
      return 'Standby';
    case Role.ROLE_CANDIDATE:
      return 'Candidate';
    case Role.ROLE_LEARNER:
      return 'Learner';
    case Role.ROLE_FORMING:
      return 'Forming';
    default:
      return 'Unknown';
  }
}

/** The server's line about itself in its own answer. */
export function ownStatus(member: Observation): Status['members'][number] | undefined {
  return member.answer?.members.find((line) => sameName(line.server, member.name));
}

/** Server names come from host names, where case does not count. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** True if it answers, takes part in elections, is heard by a majority and nobody is deleting its pod. */
export function isHealthy(member: Observation): boolean {
  const role = roleOf(member);
  return (
    member.answer?.quorum === true &&
    member.answer.master !== '' &&
    (role === 'Master' || role === 'Standby') &&
    member.pod?.metadata.deletionTimestamp === undefined
  );
}

/** True if healthy and, for Kubernetes too, ready. */
export function isFullyUp(member: Observation): boolean {
  return isHealthy(member) && isReady(member.pod);
}

/**
 * The master: the server that says so of itself, is heard by a majority, and has the highest term (one that
 * was cut off may still believe that it is).
 */
export function masterOf(members: readonly Observation[]): Observation | undefined {
  return members
    .filter((member) => roleOf(member) === 'Master' && member.answer?.quorum === true)
    .sort((a, b) => (b.answer?.term ?? 0) - (a.answer?.term ?? 0))[0];
}

/** The cluster id on which all that answer and have one agree, at least two of them; undefined if there is none. */
export function agreedClusterId(members: readonly Observation[]): string | undefined {
  const ids = members.map((member) => member.answer?.clusterId ?? '').filter((id) => id !== '');
  return ids.length >= 2 && new Set(ids).size === 1 ? ids[0] : undefined;
}
