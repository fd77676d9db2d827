import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseAuditLine, readAuditLog } from './audit.ts';

const EVENT = JSON.stringify({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: 'one',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/licensing/pods/usoft-0',
  verb: 'get',
  user: { username: 'system:serviceaccount:licensing:lmtriad-operator' },
  sourceIPs: ['10.200.17.2'],
  userAgent: 'lmtriad',
  objectRef: { resource: 'pods', namespace: 'licensing', name: 'usoft-0', apiVersion: 'v1' },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: '2026-11-24T13:00:00.123456Z',
});

it('reads who asked for what from an audit event', () => {
  expect(parseAuditLine(EVENT)).toMatchObject({
    verb: 'get',
    user: 'system:serviceaccount:licensing:lmtriad-operator',
    sourceAddresses: ['10.200.17.2'],
    resource: 'pods',
    name: 'usoft-0',
    code: 200,
    receivedAt: new Date('2026-11-24T13:00:00.123Z'),
  });
});

it('takes nothing from lines that are not whole events', () => {
  for (const line of ['', EVENT.slice(0, 40), '{"kind":"Other"}']) expect(parseAuditLine(line)).toBeUndefined();
});

it('filters a log whose last line is still being written', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'lmtriad-audit-'));
  try {
    await writeFile(join(dir, 'log'), `${EVENT}\n${EVENT.replace('"get"', '"list"')}\n${EVENT.slice(0, 50)}`);
    expect(await readAuditLog(join(dir, 'log'), ({ verb }) => verb === 'list')).toHaveLength(1);
    expect(await readAuditLog(join(dir, 'log'), () => true)).toHaveLength(2);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
