import type { EventContent } from '../kube/index.ts';
import type { Condition, LicenseClusterStatus } from '../specs/index.ts';
import { hasServed } from './status.ts';

/** What a person watching would want to be told, given the status before and after. */
export function statusEvents(before: LicenseClusterStatus | undefined, after: LicenseClusterStatus): EventContent[] {
  return [
    ...recoveryEvents(before, after),
    ...licenseEvents(before, after),
    ...quorumEvents(before, after),
    ...masterEvents(before, after),
    ...memberEvents(before, after),
    ...degradedEvents(before, after),
  ];
}

function recoveryEvents(before: LicenseClusterStatus | undefined, after: LicenseClusterStatus): EventContent[] {
  if (before?.clusterId === undefined || before.clusterId === after.clusterId) return [];
  const note = `cluster ${after.clusterId} takes the place of ${before.clusterId}: checkouts and borrowed licenses that only lost disks knew are forgotten`;
  return [event('Warning', 'ClusterReplaced', 'Recover', note)];
}

function licenseEvents(before: LicenseClusterStatus | undefined, after: LicenseClusterStatus): EventContent[] {
  const was = conditionOf(before, 'LicenseValid');
  const is = conditionOf(after, 'LicenseValid');
  if (is?.status === 'False' && (was?.status !== 'False' || was.message !== is.message)) {
    return [event('Warning', is.reason === 'Invalid' ? 'LicenseInvalid' : is.reason, 'Render', is.message)];
  }
  const revision = after.license?.revision;
  if (
    revision !== undefined &&
    (revision !== before?.license?.revision || was?.status === 'False') &&
    is?.status === 'True'
  ) {
    const vendors = after.license?.vendors.join(', ');
    return [event('Normal', 'LicenseRendered', 'Render', `license revision ${revision} for ${vendors} is rendered`)];
  }
  return [];
}

function quorumEvents(before: LicenseClusterStatus | undefined, after: LicenseClusterStatus): EventContent[] {
  const was = conditionOf(before, 'QuorumAvailable');
  const is = conditionOf(after, 'QuorumAvailable');
  if (was === undefined || is === undefined || was.status === is.status) return [];
  if (is.status === 'True') {
    return [event('Normal', hasServed(before) ? 'QuorumRestored' : 'QuorumFormed', 'Observe', is.message)];
  }
  if (is.status === 'False' && is.reason === 'QuorumLost')
    return [event('Warning', 'QuorumLost', 'Observe', is.message)];
  return [];
}

function masterEvents(before: LicenseClusterStatus | undefined, after: LicenseClusterStatus): EventContent[] {
  if (after.master === before?.master) return [];
  if (after.master === undefined) {
    // Nobody answers the operator: it does not know whether there is a master.
    if (conditionOf(after, 'MasterElected')?.status === 'Unknown') return [];
    return [
      event('Warning', 'MasterLost', 'Observe', `${before?.master} is no longer the master, and no other is yet`),
    ];
  }
  const formerly = before?.master === undefined ? '' : `, after ${before.master}`;
  return [event('Normal', 'MasterElected', 'Observe', `${after.master} is the master (term ${after.term})${formerly}`)];
}

function memberEvents(before: LicenseClusterStatus | undefined, after: LicenseClusterStatus): EventContent[] {
  return (after.members ?? []).flatMap((member) => {
    const old = before?.members?.find((state) => state.name === member.name);
    if (old === undefined) return [];
    const found: EventContent[] = [];
    if (old.healthy && !member.healthy) {
      const note = `server ${member.name} (pod ${member.pod}) is not up: ${member.message ?? member.role}`;
      found.push(event('Warning', 'MemberUnreachable', 'Observe', note));
    }
    if (!old.healthy && member.healthy && hasServed(before)) {
      found.push(
        event('Normal', 'MemberRecovered', 'Observe', `server ${member.name} (pod ${member.pod}) is up again`),
      );
    }
    if (old.incarnation !== undefined && member.incarnation !== undefined && old.incarnation !== member.incarnation) {
      const note = `server ${member.name} came back with an empty disk and joined anew`;
      found.push(event('Warning', 'MemberReplaced', 'Observe', note));
    }
    return found;
  });
}

function degradedEvents(before: LicenseClusterStatus | undefined, after: LicenseClusterStatus): EventContent[] {
  const was = conditionOf(before, 'Degraded');
  const is = conditionOf(after, 'Degraded');
  if (is?.status !== 'True' || is.reason === was?.reason) return [];
  // These have events of their own.
  if (is.reason === 'ServerDown' || is.reason === conditionOf(after, 'LicenseValid')?.reason) return [];
  return [event('Warning', is.reason, 'Observe', is.message)];
}

function event(type: EventContent['type'], reason: string, action: string, note: string): EventContent {
  return { type, reason, action, note };
}

function conditionOf(status: LicenseClusterStatus | undefined, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}
