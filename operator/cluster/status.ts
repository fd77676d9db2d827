import {
  type Condition,
  type LicenseCluster,
  type LicenseClusterStatus,
  type MemberState,
  printSubnet,
  type RecoveryOrder,
  type Subnet,
} from '../specs/index.ts';
import { agreedClusterId, isFullyUp, isHealthy, masterOf, type Observation, ownStatus, roleOf } from './members.ts';
import { isReady } from './objects.ts';
import type { Problem } from './problems.ts';
import type { LicenseProblem } from './render.ts';
import type { RolloutStep } from './rollout.ts';

/** All that a status is made of. */
export interface StatusInput {
  readonly cluster: LicenseCluster;
  /** The new cluster that is formed in place of a lost one; undefined if none was asked for. */
  readonly recover: RecoveryOrder | undefined;
  readonly members: readonly Observation[];
  /** What is wrong with the license; undefined if nothing. */
  readonly licenseProblem: LicenseProblem | undefined;
  /** The license that is rendered, this time or an earlier one; undefined if there never was one. */
  readonly license: LicenseClusterStatus['license'];
  readonly subnet: Subnet | undefined;
  /** Lines that another LicenseCluster serves, in words. */
  readonly inUseElsewhere: readonly string[];
  readonly problems: readonly Problem[];
  readonly rollout: RolloutStep;
  readonly paused: boolean;
  readonly now: Date;
}

/** Less than the definition allows (32,768), and as much as a person may want to read. */
const MESSAGE_LENGTH = 8192;

type Draft = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/** The status of the resource, from what the members themselves say. */
export function buildStatus(input: StatusInput): LicenseClusterStatus {
  const { cluster, members } = input;
  const master = masterOf(members);
  const up = members.filter(isHealthy).length;
  const old = cluster.status;
  return {
    observedGeneration: cluster.metadata.generation,
    conditions: stamp(draftConditions(input), cluster, input.now),
    clusterId: formedAnew(input) || old?.clusterId || agreedClusterId(members),
    subnet: input.subnet && printSubnet(input.subnet),
    master: master?.name,
    term: master?.answer?.term ?? old?.term,
    quorum: `${up} of ${members.length} up`,
    license: input.license,
    members: members.map((member) => memberState(member, old, input.now)),
  };
}

/** The id of the new cluster once a server belongs to it; until then the old one may come back. */
function formedAnew({ members, recover }: StatusInput): string | undefined {
  return members.some(({ answer }) => answer?.clusterId === recover?.clusterId) ? recover?.clusterId : undefined;
}

function memberState(member: Observation, old: LicenseClusterStatus | undefined, now: Date): MemberState {
  const before = old?.members?.find((state) => state.name === member.name);
  const own = ownStatus(member);
  return {
    name: member.name,
    ordinal: member.ordinal,
    host: member.host,
    port: member.port,
    pod: member.podName,
    node: member.pod?.spec?.nodeName,
    podIP: member.pod?.status?.podIP,
    role: roleOf(member),
    healthy: isHealthy(member),
    incarnation: own === undefined || own.incarnation === 0 ? before?.incarnation : String(own.incarnation),
    version: member.answer?.version || before?.version,
    // Only while it is silent: a time that changes with each poll has no place in a status.
    lastSeen: member.answer === undefined ? lastSeen(before, now) : undefined,
    message: memberMessage(member),
  };
}

/** The first poll that a server does not answer comes right after the last that it did. */
function lastSeen(before: MemberState | undefined, now: Date): string | undefined {
  const answeredBefore = before !== undefined && before.role !== 'Unknown';
  return before?.lastSeen ?? (answeredBefore ? seconds(now) : undefined);
}

function memberMessage(member: Observation): string | undefined {
  if (member.answer === undefined) return member.silence;
  if (member.pod?.metadata.deletionTimestamp !== undefined) return 'its pod is being deleted';
  const found = [...(member.answer.license?.errors ?? []), ...member.answer.warnings];
  if (!isHealthy(member)) found.unshift(member.answer.quorumText);
  return found.filter((text) => text !== '').join('; ') || undefined;
}

function draftConditions(input: StatusInput): Draft[] {
  return [
    ready(input),
    quorumAvailable(input),
    masterElected(input),
    licenseValid(input),
    licenseInUseElsewhere(input),
    degraded(input),
    progressing(input),
  ];
}

function ready(input: StatusInput): Draft {
  const { members } = input;
  const type = 'Ready';
  if (input.license === undefined) {
    return {
      type,
      status: 'False',
      reason: 'WaitingForLicense',
      message: input.licenseProblem?.message ?? 'no license yet',
    };
  }
  const master = masterOf(members);
  const missing = members.filter((member) => !isFullyUp(member));
  if (missing.length === 0 && master !== undefined) {
    return {
      type,
      status: 'True',
      reason: 'AllServersUp',
      message: `all three servers are up; ${master.name} is the master`,
    };
  }
  const names = missing.map((member) => member.name).join(', ');
  const served = quorumAvailable(input).status === 'True' && master !== undefined;
  const message = `not up: ${names || 'none, but there is no master'}; licenses are ${served ? 'served by the others' : 'not served'}`;
  if (!hasServed(input.cluster.status)) return { type, status: 'False', reason: 'Starting', message };
  return { type, status: 'False', reason: served ? 'ServerDown' : 'NotServing', message };
}

function quorumAvailable({ members, cluster }: StatusInput): Draft {
  const type = 'QuorumAvailable';
  const up = members.filter(isHealthy);
  const answered = members.filter((member) => member.answer !== undefined);
  if (answered.some((member) => member.answer?.quorum)) {
    return { type, status: 'True', reason: 'QuorumHeld', message: `${up.length} of ${members.length} servers are up` };
  }
  if (answered.length === 0 && members.filter((member) => isReady(member.pod)).length >= 2) {
    const message = 'no server answers the operator, while Kubernetes calls two or more ready';
    return { type, status: 'Unknown', reason: 'MembersUnreachable', message };
  }
  const reason = hasServed(cluster.status) ? 'QuorumLost' : 'NotFormed';
  const texts = answered.map((member) => `${member.name}: ${member.answer?.quorumText}`);
  const message = ['any two of the three servers must see each other', ...texts].join('; ');
  return { type, status: 'False', reason, message };
}

function masterElected({ members }: StatusInput): Draft {
  const type = 'MasterElected';
  const master = masterOf(members);
  if (master !== undefined) {
    return { type, status: 'True', reason: 'MasterElected', message: `${master.name} is the master` };
  }
  if (members.every((member) => member.answer === undefined) && members.some((member) => isReady(member.pod))) {
    return { type, status: 'Unknown', reason: 'MembersUnreachable', message: 'no server answers the operator' };
  }
  return { type, status: 'False', reason: 'NoMaster', message: 'no server is the master' };
}

function licenseValid({ licenseProblem, license }: StatusInput): Draft {
  const type = 'LicenseValid';
  if (licenseProblem === undefined) {
    const vendors = license?.vendors.join(', ') ?? '';
    return { type, status: 'True', reason: 'Rendered', message: `revision ${license?.revision ?? ''} for ${vendors}` };
  }
  const kept = license === undefined ? '' : '\nthe last good license stays in force';
  return { type, status: 'False', reason: licenseProblem.reason, message: `${licenseProblem.message}${kept}` };
}

function licenseInUseElsewhere({ inUseElsewhere }: StatusInput): Draft {
  const type = 'LicenseInUseElsewhere';
  if (inUseElsewhere.length === 0) {
    return { type, status: 'False', reason: 'NotInUse', message: 'no other LicenseCluster serves one of its lines' };
  }
  const rest = 'A signed line counts once; here these give nothing until that LicenseCluster no longer has them';
  return { type, status: 'True', reason: 'LicenseInUseElsewhere', message: `${inUseElsewhere.join('\n')}\n${rest}` };
}

function degraded(input: StatusInput): Draft {
  const type = 'Degraded';
  const { members, problems, licenseProblem, cluster } = input;
  const elsewhere = licenseInUseElsewhere(input);
  const id = input.recover?.clusterId ?? cluster.status?.clusterId;
  const strangers = members.filter(({ answer }) => id !== undefined && answer?.clusterId && answer.clusterId !== id);
  const found: { reason: string; message: string }[] = [
    ...strangers.map(({ name, answer }) =>
      input.recover !== undefined
        ? { reason: 'Recovering', message: `${name} has the data of ${answer?.clusterId} until ${id} is formed` }
        : {
            reason: 'ClusterIdMismatch',
            message: `${name} belongs to the cluster ${answer?.clusterId}, not to ${id}: its volume is another cluster's`,
          },
    ),
    ...problems,
    ...(licenseProblem === undefined ? [] : [licenseProblem]),
    ...(elsewhere.status === 'True' ? [elsewhere] : []),
  ];
  const down = members.filter((member) => !isFullyUp(member)).map((member) => member.name);
  if (hasServed(cluster.status) && found.length === 0 && down.length > 0) {
    found.push({ reason: 'ServerDown', message: `not up: ${down.join(', ')}` });
  }
  const [first] = found;
  if (first === undefined) return { type, status: 'False', reason: 'AsExpected', message: 'nothing is wrong' };
  return { type, status: 'True', reason: first.reason, message: found.map(({ message }) => message).join('\n') };
}

function progressing(input: StatusInput): Draft {
  const type = 'Progressing';
  const { rollout, members } = input;
  // What is about no single server keeps the whole from becoming what the spec says.
  const blocked = input.problems.find(({ server }) => server === '');
  if (input.paused) {
    return {
      type,
      status: 'False',
      reason: 'Paused',
      message: 'the annotation lmtriad.io/paused is set; nothing is changed',
    };
  }
  if (input.license === undefined) {
    return { type, status: 'False', reason: 'WaitingForLicense', message: 'the servers start when there is a license' };
  }
  if (blocked !== undefined) return { type, status: 'False', reason: blocked.reason, message: blocked.message };
  if (rollout.kind === 'wait') return { type, status: 'True', reason: 'RolloutWaits', message: rollout.why };
  if (rollout.kind === 'delete') return { type, status: 'True', reason: 'RollingOut', message: rollout.why };
  if (rollout.kind === 'transfer') {
    const message = `${rollout.master.name} hands over to ${rollout.to.name} before its update`;
    return { type, status: 'True', reason: 'RollingOut', message };
  }
  const starting = members.filter((member) => !isFullyUp(member)).map((member) => member.name);
  if (starting.length > 0) {
    return { type, status: 'True', reason: 'Starting', message: `waiting for ${starting.join(', ')}` };
  }
  const inForce = masterOf(members)?.answer?.license?.revision;
  if (inForce !== undefined && inForce !== '' && inForce !== input.license.revision) {
    const message = `license revision ${input.license.revision} is rendered, ${inForce} is still in force`;
    return { type, status: 'True', reason: 'LicensePending', message };
  }
  return { type, status: 'False', reason: 'Settled', message: 'the servers are as the spec says' };
}

/** True once there has been a master: what is missing before that is only about to come. */
export function hasServed(status: LicenseClusterStatus | undefined): boolean {
  return status?.term !== undefined;
}

/** Adds times: a condition keeps its time for as long as it keeps its status. */
function stamp(drafts: readonly Draft[], cluster: LicenseCluster, now: Date): Condition[] {
  return drafts.map((draft) => {
    const old = cluster.status?.conditions?.find((condition) => condition.type === draft.type);
    return {
      ...draft,
      message: shortened(draft.message),
      lastTransitionTime: old?.status === draft.status ? old.lastTransitionTime : seconds(now),
      observedGeneration: cluster.metadata.generation,
    };
  });
}

/** A file that is no license at all has thousands of errors, and the API server refuses a status with all of them. */
function shortened(message: string): string {
  return message.length <= MESSAGE_LENGTH ? message : `${message.slice(0, MESSAGE_LENGTH - 4)} ...`;
}

/** metav1.Time has no fractions. */
function seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
