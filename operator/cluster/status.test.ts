import { describe, expect, test } from 'vitest';
import { Role } from '../../proto/index.ts';
import type { LicenseClusterStatus } from '../specs/index.ts';
import { sampleAnswer, sampleCluster, sampleMembers, samplePod } from '../testing/fixtures.ts';
import { buildStatus, type StatusInput } from './status.ts';
import { statusEvents } from './statusEvents.ts';

const NOW = new Date('2026-11-24T12:00:00.500Z');
const LATER = new Date('2026-11-24T12:05:00Z');
const CLUSTER_ID = 'c0ffee00c0ffee00c0ffee00c0ffee00';

function build(more: Partial<StatusInput> = {}): LicenseClusterStatus {
  return buildStatus({
    cluster: sampleCluster(),
    members: sampleMembers(),
    licenseProblem: undefined,
    license: { revision: 'abc', vendors: ['usoft'] },
    subnet: { key: 'lmtriad.io/subnet', value: 'a' },
    inUseElsewhere: [],
    problems: [],
    rollout: { kind: 'none' },
    paused: false,
    recover: undefined,
    now: NOW,
    ...more,
  });
}

function next(status: LicenseClusterStatus, more: Partial<StatusInput> = {}): LicenseClusterStatus {
  return build({ cluster: sampleCluster({}, { status }), now: LATER, ...more });
}

const condition = (status: LicenseClusterStatus, type: string) =>
  status.conditions?.find((candidate) => candidate.type === type);
const reasons = (before: LicenseClusterStatus | undefined, now: LicenseClusterStatus) =>
  statusEvents(before, now).map((event) => event.reason);

const silent = { answer: undefined, silence: 'no connection', pod: samplePod('usoft-0', { ready: false }) };
const failedOver = {
  azuurmees: silent,
  fitis: { answer: sampleAnswer('fitis', 'fitis', { term: 3, quorumText: '2 of 3 up' }) },
  buulbuul: { answer: sampleAnswer('buulbuul', 'fitis', { term: 3, quorumText: '2 of 3 up' }) },
};

describe('the status', () => {
  test('names lines that another LicenseCluster serves, once in an event', () => {
    const inUseElsewhere = ['license.dat:3: studio: in use by LicenseCluster licensing/first'];
    const status = build({ inUseElsewhere });
    const found = condition(status, 'LicenseInUseElsewhere');
    expect(found).toMatchObject({ status: 'True', reason: 'LicenseInUseElsewhere' });
    expect(found?.message).toMatch(/^license\.dat:3: studio: in use by LicenseCluster licensing\/first\nA signed line/);
    expect(condition(status, 'Degraded')).toMatchObject({ status: 'True', reason: 'LicenseInUseElsewhere' });
    expect(condition(status, 'Ready')?.status).toBe('True');
    expect(reasons(build(), status)).toEqual(['LicenseInUseElsewhere']);
    expect(reasons(status, next(status, { inUseElsewhere }))).toEqual([]);
  });

  test('with all three up is Ready, and says who the master is', () => {
    const status = build();
    expect(status).toMatchObject({ master: 'azuurmees', term: 2, quorum: '3 of 3 up', clusterId: CLUSTER_ID });
    expect(status.conditions?.map(({ type, status: value }) => `${type}=${value}`)).toEqual([
      'Ready=True',
      'QuorumAvailable=True',
      'MasterElected=True',
      'LicenseValid=True',
      'LicenseInUseElsewhere=False',
      'Degraded=False',
      'Progressing=False',
    ]);
    expect(condition(status, 'Ready')?.lastTransitionTime).toBe('2026-11-24T12:00:00Z');
    expect(status.members?.[1]).toMatchObject({
      name: 'fitis',
      ordinal: 1,
      pod: 'usoft-1',
      node: 'node-of-usoft-1',
      role: 'Standby',
      healthy: true,
      incarnation: '7',
    });
  });

  test('keeps the times of conditions that stay', () => {
    const again = next(build());
    expect(again.conditions?.every(({ lastTransitionTime }) => lastTransitionTime === '2026-11-24T12:00:00Z')).toBe(
      true,
    );
    expect(again).toEqual(build());
  });

  test('after the loss of the master shows the new one, and when the old one was last seen', () => {
    const status = next(build(), { members: sampleMembers(failedOver) });
    expect(status).toMatchObject({ master: 'fitis', term: 3, quorum: '2 of 3 up' });
    expect(condition(status, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ServerDown',
      lastTransitionTime: '2026-11-24T12:05:00Z',
    });
    expect(condition(status, 'QuorumAvailable')?.status).toBe('True');
    expect(condition(status, 'Degraded')).toMatchObject({ status: 'True', reason: 'ServerDown' });
    expect(status.members?.[0]).toMatchObject({
      healthy: false,
      role: 'Unknown',
      incarnation: '7',
      lastSeen: '2026-11-24T12:05:00Z',
      message: 'no connection',
    });
    const much = next(status, { members: sampleMembers(failedOver), now: new Date('2026-11-24T13:00:00Z') });
    expect(much).toEqual(status);
  });

  test('without a quorum says so and why', () => {
    const alone = sampleAnswer('buulbuul', '', { quorum: false, quorumText: 'quorum lost: 1 of 3 up' });
    const members = sampleMembers({ azuurmees: silent, fitis: silent, buulbuul: { answer: alone } });
    const status = next(build(), { members });
    expect(status.master).toBeUndefined();
    expect(status.quorum).toBe('0 of 3 up');
    expect(condition(status, 'QuorumAvailable')).toMatchObject({
      status: 'False',
      reason: 'QuorumLost',
      message: expect.stringContaining('buulbuul: quorum lost: 1 of 3 up'),
    });
    expect(condition(status, 'Ready')).toMatchObject({ status: 'False', reason: 'NotServing' });
  });

  test('does not believe a master that was cut off', () => {
    const stale = sampleAnswer('azuurmees', 'azuurmees', { term: 2 });
    const members = sampleMembers({ ...failedOver, azuurmees: { answer: stale } });
    expect(build({ members }).master).toBe('fitis');
    const withoutQuorum = { ...stale, term: 9, quorum: false };
    expect(build({ members: sampleMembers({ ...failedOver, azuurmees: { answer: withoutQuorum } }) }).master).toBe(
      'fitis',
    );
  });

  test('is Unknown rather than wrong when only the operator is cut off', () => {
    const unseen = { answer: undefined, silence: 'deadline' };
    const status = next(build(), { members: sampleMembers({ azuurmees: unseen, fitis: unseen, buulbuul: unseen }) });
    expect(condition(status, 'QuorumAvailable')).toMatchObject({ status: 'Unknown', reason: 'MembersUnreachable' });
    expect(condition(status, 'MasterElected')?.status).toBe('Unknown');
    expect(reasons(build(), status)).not.toContain('QuorumLost');
  });

  test('is not Ready while a pod is being deleted', () => {
    const pod = samplePod('usoft-2');
    const leaving = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-11-24T12:00:00Z' } };
    const status = build({ members: sampleMembers({ buulbuul: { pod: leaving } }) });
    expect(condition(status, 'Ready')?.status).toBe('False');
    expect(status.quorum).toBe('2 of 3 up');
  });

  test('is not Ready while a server is still learning', () => {
    const answer = sampleAnswer('buulbuul', 'azuurmees');
    const learner = { ...answer, members: answer.members.map((line) => ({ ...line, role: Role.ROLE_LEARNER })) };
    const status = build({ members: sampleMembers({ buulbuul: { answer: learner } }) });
    expect(status.members?.[2]).toMatchObject({ role: 'Learner', healthy: false });
    expect(condition(status, 'Ready')?.status).toBe('False');
  });

  test('records a cluster id once two agree, and keeps it', () => {
    const forming = { answer: sampleAnswer('fitis', '', { clusterId: '', quorum: false }) };
    const other = { answer: sampleAnswer('buulbuul', '', { clusterId: 'other', quorum: false }) };
    expect(build({ members: sampleMembers({ fitis: forming, buulbuul: forming }) }).clusterId).toBeUndefined();
    expect(build({ members: sampleMembers({ buulbuul: other }) }).clusterId).toBeUndefined();
    const status = next(build(), { members: sampleMembers({ buulbuul: other }) });
    expect(status.clusterId).toBe(CLUSTER_ID);
    expect(condition(status, 'Degraded')).toMatchObject({ status: 'True', reason: 'ClusterIdMismatch' });
  });

  test('without a license waits for it', () => {
    const problem = { reason: 'SecretNotFound', message: 'there is no Secret usoft-license' } as const;
    const status = build({ license: undefined, licenseProblem: problem, members: sampleMembers() });
    expect(condition(status, 'LicenseValid')).toMatchObject({ status: 'False', reason: 'SecretNotFound' });
    expect(condition(status, 'Ready')).toMatchObject({ status: 'False', reason: 'WaitingForLicense' });
    expect(condition(status, 'Progressing')).toMatchObject({ status: 'False', reason: 'WaitingForLicense' });
  });

  test('says so while a new license is not yet in force', () => {
    const license = { hash: '', revision: 'older', path: '', vendors: [], pendingHash: '', errors: [], index: 1 };
    const older = { answer: sampleAnswer('azuurmees', 'azuurmees', { license }) };
    const status = build({ members: sampleMembers({ azuurmees: older }) });
    expect(condition(status, 'Progressing')).toMatchObject({ status: 'True', reason: 'LicensePending' });
    const newer = { answer: sampleAnswer('azuurmees', 'azuurmees', { license: { ...license, revision: 'abc' } }) };
    expect(condition(build({ members: sampleMembers({ azuurmees: newer }) }), 'Progressing')?.status).toBe('False');
  });

  test('does not call itself settled while something keeps the spec from being applied', () => {
    const problems = [{ server: '', reason: 'ApplyRefused', message: 'StatefulSet usoft: 422 bad quantity' }];
    expect(condition(build({ problems }), 'Progressing')).toMatchObject({
      status: 'False',
      reason: 'ApplyRefused',
      message: 'StatefulSet usoft: 422 bad quantity',
    });
  });

  test('keeps messages within what the definition allows, however many errors a file has', () => {
    const problem = { reason: 'Invalid', message: 'license.dat:1:1: error\n'.repeat(10_000) } as const;
    const messages = next(build(), { licenseProblem: problem }).conditions?.map(({ message }) => message.length) ?? [];
    expect(Math.max(...messages)).toBeLessThan(32_768);
  });

  test('with a bad license stays Ready on the last good one, and is Degraded', () => {
    const problem = { reason: 'Invalid', message: 'license.dat:2:31: error' } as const;
    const status = next(build(), { licenseProblem: problem });
    expect(condition(status, 'Ready')?.status).toBe('True');
    expect(condition(status, 'Degraded')).toMatchObject({ status: 'True', reason: 'Invalid' });
    expect(condition(status, 'LicenseValid')?.message).toContain('the last good license stays in force');
  });
});

describe('recovery', () => {
  const recover = { clusterId: '0123456789abcdef0123456789abcdef', server: 'azuurmees', from: 'data' } as const;

  test('the id of the new cluster stands in the status once a server has formed it, with a warning of what is forgotten', () => {
    const before = build();
    const asked = next(before, { recover });
    expect(asked.clusterId).toBe(before.clusterId);
    // The servers still have the data of the old one: nobody is to throw that away by hand now.
    expect(condition(asked, 'Degraded')).toMatchObject({ status: 'True', reason: 'Recovering' });
    const formed = { answer: sampleAnswer('azuurmees', 'azuurmees', { clusterId: recover.clusterId }) };
    const after = next(asked, { recover, members: sampleMembers({ azuurmees: formed }) });
    expect(after.clusterId).toBe(recover.clusterId);
    expect(reasons(asked, after)).toContain('ClusterReplaced');
    const later = next(after, { recover });
    expect(reasons(after, later)).not.toContain('ClusterReplaced');
  });
});

describe('events', () => {
  test('tell of the first master and the license', () => {
    expect(reasons(undefined, build())).toEqual(['LicenseRendered', 'MasterElected']);
    const starting = build({ members: sampleMembers({ azuurmees: silent, fitis: silent, buulbuul: silent }) });
    expect(reasons(starting, build())).toEqual(['QuorumFormed', 'MasterElected']);
  });

  test('say nothing when nothing changes', () => {
    expect(reasons(build(), next(build()))).toEqual([]);
  });

  test('tell of a failover and of the recovery', () => {
    const lost = next(build(), { members: sampleMembers(failedOver) });
    expect(reasons(build(), lost)).toEqual(['MasterElected', 'MemberUnreachable']);
    expect(reasons(lost, next(lost))).toEqual(['MasterElected', 'MemberRecovered']);
  });

  test('tell of a lost and restored quorum', () => {
    const gone = { answer: sampleAnswer('buulbuul', '', { quorum: false }) };
    const members = sampleMembers({ azuurmees: silent, fitis: silent, buulbuul: gone });
    const lost = next(build(), { members });
    expect(reasons(build(), lost)).toEqual([
      'QuorumLost',
      'MasterLost',
      'MemberUnreachable',
      'MemberUnreachable',
      'MemberUnreachable',
    ]);
    expect(reasons(lost, next(lost))).toContain('QuorumRestored');
  });

  test('do not call a master lost when only the operator is cut off', () => {
    const unheard = Object.fromEntries(
      ['azuurmees', 'fitis', 'buulbuul'].map((name) => [name, { answer: undefined, silence: 'no connection' }]),
    );
    const cutOff = next(build(), { members: sampleMembers(unheard) });
    expect(condition(cutOff, 'MasterElected')?.status).toBe('Unknown');
    expect(reasons(build(), cutOff)).not.toContain('MasterLost');
  });

  test('tell of a disk that came back empty', () => {
    const answer = sampleAnswer('fitis', 'azuurmees');
    const fresh = { ...answer, members: answer.members.map((line) => ({ ...line, incarnation: 8 })) };
    expect(reasons(build(), next(build(), { members: sampleMembers({ fitis: { answer: fresh } }) }))).toEqual([
      'MemberReplaced',
    ]);
  });

  test('tell of a bad license once, and of its repair', () => {
    const problem = { reason: 'Invalid', message: 'license.dat:2:31: error' } as const;
    const bad = next(build(), { licenseProblem: problem });
    expect(reasons(build(), bad)).toEqual(['LicenseInvalid']);
    expect(reasons(bad, next(bad, { licenseProblem: problem }))).toEqual([]);
    expect(reasons(bad, next(bad))).toEqual(['LicenseRendered']);
  });

  test('tell of what hinders a server', () => {
    const problems = [{ server: 'fitis', reason: 'NoSchedulableNode', message: 'fitis: 0/3 nodes are available' }];
    const hindered = next(build(), { problems });
    expect(reasons(build(), hindered)).toEqual(['NoSchedulableNode']);
    expect(reasons(hindered, next(hindered, { problems }))).toEqual([]);
  });
});
