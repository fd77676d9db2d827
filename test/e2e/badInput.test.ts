/** What is wrong with a license or a request is said by name, and what was good before stays in force. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../processes/wait.ts';
import { condition, type LicenseClusterView } from './support/licenseCluster.ts';
import { eventsOf } from './support/objects.ts';
import { NAMESPACE } from './support/operator.ts';
import { refusalOf } from './support/refusal.ts';
import { LICENSE, SERVERS, Trio } from './support/trio.ts';

const SERVICE = 'lmtriad.v1.LicenseService';
const IDENTITY = { user: 'vera', host: 'workstation', display: '/dev/tty', pid: 4711 };

let trio: Trio;

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await trio.dump();
});

beforeAll(async () => {
  trio = await Trio.apply({ name: 'wrong', license: null });
});
afterAll(() => trio.remove());

/** Waits until the condition LicenseValid has that reason. */
function licenseCondition(reason: string, message?: RegExp): Promise<LicenseClusterView> {
  return until(
    `LicenseValid to be ${reason}`,
    async () => {
      const view = await trio.view();
      const valid = condition(view, 'LicenseValid');
      if (valid?.reason === reason && (message === undefined || message.test(valid.message))) return view;
      throw new Error(JSON.stringify(valid));
    },
    { timeoutMilliseconds: 30_000, everyMilliseconds: 100 },
  );
}

/** Waits for an event about the LicenseCluster. */
function event(reason: string, note: RegExp): Promise<true> {
  return until(
    `an event ${reason}`,
    async () => {
      const events = await eventsOf(trio.cluster, NAMESPACE, trio.name);
      return events.some((each) => each.reason === reason && note.test(each.note ?? '')) || null;
    },
    { timeoutMilliseconds: 20_000, everyMilliseconds: 200 },
  );
}

describe('a Secret that is missing', () => {
  test('is named in condition and event, and no pod is started', async () => {
    const view = await licenseCondition('SecretNotFound', /there is no Secret wrong-license/);
    expect(condition(view, 'LicenseValid')?.status).toBe('False');
    expect(condition(view, 'Ready')).toMatchObject({ status: 'False', reason: 'WaitingForLicense' });
    expect(await event('SecretNotFound', /wrong-license/)).toBe(true);
    expect(await trio.pods()).toEqual([]);
  });

  test('is picked up as soon as it appears', async () => {
    const appeared = performance.now();
    await trio.setLicense(LICENSE);
    await until('the license to be rendered', async () => {
      const valid = condition(await trio.view(), 'LicenseValid');
      return valid?.status === 'True' || null;
    });
    const milliseconds = performance.now() - appeared;
    console.log(`Secret picked up ${milliseconds.toFixed(0)} ms after kubectl apply was called`);
    expect(milliseconds).toBeLessThan(5_000);
    expect((await trio.ready()).status?.master).toBe('azuurmees');
  });
});

describe('a license file that can not be used', () => {
  test.each([
    [
      'does not parse',
      LICENSE.replace('permanent 10', 'someday 10'),
      /^license\.dat:3:\d+: error: .*(date|expir|permanent)/im,
    ],
    ['has no DAEMON line', LICENSE.replace(/^DAEMON.*\n/m, ''), /^license\.dat:\d+:\d+: error: .*DAEMON/m],
    ['names no features', LICENSE.replaceAll(/^FEATURE.*\n/gm, ''), /^license\.dat:\d+:\d+: error: .*FEATURE/m],
  ])(
    'that %s: condition and event with file, line and reason; the last good one stays in force',
    async (_, text, why) => {
      const before = await trio.lives();
      const inForce = (await trio.statuses()).map(({ license }) => license.hash);
      await trio.setLicense(text);
      const view = await licenseCondition('Invalid', why);
      const message = condition(view, 'LicenseValid')?.message ?? '';
      console.log(message);
      expect(message).toContain('the last good license stays in force');
      expect(condition(view, 'Ready')?.status).toBe('True');
      expect(await event('LicenseInvalid', why)).toBe(true);
      const program = await trio.program();
      const answer = await program.ask({ do: 'checkout', feature: 'usoft_batch', count: 3 });
      expect(answer.ok, JSON.stringify(answer)).toBe(true);
      await program.end();
      expect((await trio.statuses()).map(({ license }) => license.hash)).toEqual(inForce);
      expect(await trio.lives()).toEqual(before);
    },
  );

  test('and that is mended is in force again, without a restart', async () => {
    const before = await trio.lives();
    await trio.setLicense(LICENSE);
    const view = await licenseCondition('Rendered');
    expect(condition(view, 'Degraded')?.status).toBe('False');
    expect(await trio.lives()).toEqual(before);
  });

  test('and one whose host ids a pod can not show is refused with the reason', async () => {
    const lines = SERVERS.map(({ name, port }) => `SERVER ${name} 0050ba123456 ${port}\n`).join('');
    await trio.setLicense(lines + LICENSE);
    const view = await licenseCondition('HostIdNotHonoured');
    expect(condition(view, 'LicenseValid')?.message).toMatch(/^license\.dat:1:1: error: .*0050ba123456/);
    await trio.setLicense(LICENSE);
    expect(condition(await licenseCondition('Rendered'), 'LicenseValid')?.status).toBe('True');
  });
});

describe('a request that can not be granted, by a client made from the .proto files', () => {
  let number = 0;
  const checkout = async (server: string, feature: string, count: number) => {
    number += 1;
    const id = `proto-client-${String(number).padStart(6, '0')}`;
    const request = { id, identity: IDENTITY, checkout: { feature, count } };
    return (await trio.client(server)).call<{ session: string; lease: { lease: string; count: number } }>(
      SERVICE,
      'Checkout',
      request,
    );
  };

  // By the master, and by one that passes the call on.
  describe.each(['azuurmees', 'buulbuul'])('%s', (server) => {
    test.each([
      ['an unknown feature', 'usoft_nothing', 1, 5, -5, 'No such feature exists.'],
      ['a count of zero', 'usoft_studio', 0, 3, -42, 'Invalid parameter.'],
      ['a count above the total', 'usoft_studio', 11, 3, -26, 'Request for more licenses than this feature supports.'],
    ])('%s is refused with the FlexNet code and its text', async (_, feature, count, status, code, text) => {
      const refusal = await refusalOf(checkout(server, feature, count));
      console.log(JSON.stringify(refusal));
      expect(refusal.status).toBe(status);
      expect(refusal.rpc.code).toBe(status);
      expect(refusal.failure.code).toBe(code);
      expect(refusal.failure.text).toContain(text);
      expect(refusal.failure.text).toContain(`(${code},${refusal.failure.minor}`);
      expect(refusal.details).toContain(refusal.failure.text);
    });

    test('an unknown lease is refused with the FlexNet code and its text', async () => {
      const { session, lease } = await checkout(server, 'usoft_studio', 2);
      const client = await trio.client(server);
      const refusal = await refusalOf(client.call(SERVICE, 'Checkin', { session, lease: '999999' }));
      expect(refusal.status).toBe(5);
      expect(refusal.failure.code).toBe(-41);
      expect(refusal.failure.text).toContain('(-41,');
      const returned = await client.call<{ index: string }>(SERVICE, 'Checkin', { session, lease: lease.lease });
      expect(Number(returned.index)).toBeGreaterThan(0);
    });

    test('answers the health check, and lists its services by reflection', async () => {
      const client = await trio.client(server);
      for (const service of ['', SERVICE]) {
        expect(await client.call('grpc.health.v1.Health', 'Check', { service })).toMatchObject({ status: 'SERVING' });
      }
      const { listServicesResponse } = await client.ask<{
        listServicesResponse: { service: { name: string }[] };
      }>('grpc.reflection.v1.ServerReflection', 'ServerReflectionInfo', { listServices: '' });
      const names = listServicesResponse.service.map(({ name }) => name);
      expect(names).toContain(SERVICE);
      expect(names).toContain('lmtriad.v1.AdminService');
    });

    test('does nothing for an administrator who has only a client certificate', async () => {
      const client = await trio.client(server);
      const refusal = await refusalOf(
        client.call('lmtriad.v1.AdminService', 'TransferMaster', { server: 'fitis', holdSeconds: 0 }),
      );
      expect(refusal.status).toBe(7);
      expect(refusal.failure.code).toBe(-63);
    });
  });
});
