import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';
import { type ProbeResult, type ProbeServer, startProbes } from './probes.ts';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanup.splice(0)) {
    await step();
  }
});

const state: Record<'live' | 'ready' | 'started', ProbeResult> = {
  live: { ok: true, reason: 'ok' },
  ready: { ok: true, reason: 'ok' },
  started: { ok: true, reason: 'ok' },
};
const metrics = createMetrics();

async function start(port = 0): Promise<ProbeServer> {
  const probes = await startProbes({
    host: '127.0.0.1',
    port,
    registry: metrics.registry,
    live: () => state.live,
    ready: () => state.ready,
    started: () => state.started,
  });
  cleanup.push(() => probes.close());
  return probes;
}

async function get(port: number, path: string, method = 'GET'): Promise<[status: number, body: string]> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
  return [response.status, await response.text()];
}

test('each probe answers by its own function, with its reason on one line', async () => {
  const { port } = await start();
  state.ready = { ok: false, reason: 'no master is known:\n1 of 3 up' };
  state.live = { ok: false, reason: 'the disk has not answered for 31 s' };
  expect(await get(port, '/livez')).toEqual([503, 'the disk has not answered for 31 s\n']);
  expect(await get(port, '/readyz')).toEqual([503, 'no master is known: 1 of 3 up\n']);
  expect(await get(port, '/startupz?verbose')).toEqual([200, 'ok\n']);
  state.ready = { ok: true, reason: 'ok' };
  expect(await get(port, '/readyz')).toEqual([200, 'ok\n']);
});

test('metrics are in the Prometheus form under the prefix, those of the process too', async () => {
  const { port } = await start();
  metrics.isMaster.set(1);
  metrics.checkouts.inc({ feature: 'DEV', result: 'granted' }, 3);
  metrics.fsyncSeconds.observe(0.0007);
  const [code, body] = await get(port, '/metrics');
  expect(code).toBe(200);
  expect(body).toContain('lmtriad_is_master 1');
  expect(body).toContain('lmtriad_checkouts_total{feature="DEV",result="granted"} 3');
  expect(body).toContain('lmtriad_fsync_seconds_bucket{le="0.001"} 1');
  expect(body).toContain('lmtriad_nodejs_eventloop_lag_p99_seconds');
  for (const line of body.split('\n').filter((text) => text !== '' && !text.startsWith('#'))) {
    expect(line).toMatch(/^lmtriad_/);
  }
});

test('other paths and methods are refused', async () => {
  const { port } = await start();
  expect((await get(port, '/'))[0]).toBe(404);
  expect((await get(port, '/constructor'))[0]).toBe(404);
  expect((await get(port, '/livez', 'POST'))[0]).toBe(405);
});

test('a port that is taken is told as an error', async () => {
  const { port } = await start();
  await expect(start(port)).rejects.toMatchObject({ code: 'CannotListen' });
});

test('closing does not wait for connections that are open', async () => {
  const { port, close } = await start();
  const socket = connect(port, '127.0.0.1');
  cleanup.push(() => socket.destroy());
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  const ended = once(socket, 'close');
  await close();
  await ended;
});
