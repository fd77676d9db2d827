import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeApi } from '../testing/fakeApi.ts';
import { CONFIG_MAPS, isKubeError, KubeError, KubeErrorCode, LICENSE_CLUSTERS, PODS } from './index.ts';

const MAP = { metadata: { name: 'a', namespace: 'ns' }, data: { key: 'value' } };

describe('the API client', () => {
  let api: FakeApi;
  beforeEach(async () => {
    api = await FakeApi.start();
  });
  afterEach(() => api[Symbol.asyncDispose]());

  test('keeps its connection from call to call', async () => {
    const client = api.client();
    for (let call = 0; call < 10; call++) await client.find(CONFIG_MAPS, 'ns', 'a');
    expect(api.requests).toHaveLength(10);
    // The transport may open a second one while the first answer is being put away.
    expect(api.connections).toBeLessThanOrEqual(2);
  });

  test('applies with its field manager, by force, and adds what names the kind', async () => {
    await api.client().apply(CONFIG_MAPS, MAP, 'manager');
    const [request] = api.requests;
    expect(request?.method).toBe('PATCH');
    expect(request?.path).toBe('/api/v1/namespaces/ns/configmaps/a');
    expect(request?.contentType).toBe('application/apply-patch+yaml');
    expect(Object.fromEntries(request?.query ?? [])).toEqual({ fieldManager: 'manager', force: 'true' });
    expect(request?.body).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', ...MAP });
  });

  test('applies a status at its own path', async () => {
    const cluster = { metadata: { name: 'usoft', namespace: 'ns' }, status: {} };
    await api.client().apply(LICENSE_CLUSTERS, cluster, 'manager', { subresource: 'status' });
    expect(api.requests[0]?.path).toBe('/apis/lmtriad.io/v1alpha1/namespaces/ns/licenseclusters/usoft/status');
  });

  test('a merge does not create what is gone', async () => {
    const error = await api
      .client()
      .merge(PODS, 'ns', 'gone', {}, 'manager')
      .catch((reason: unknown) => reason);
    expect(isKubeError(error, KubeErrorCode.NotFound)).toBe(true);
  });

  test('deletes only the object that was meant, and one that is gone is no error', async () => {
    api.put('/api/v1/namespaces/ns/pods/a', MAP);
    const client = api.client();
    await client.delete(PODS, 'ns', 'a', 'uid-1');
    await client.delete(PODS, 'ns', 'a', 'uid-1');
    expect(api.requests[0]?.body).toMatchObject({ preconditions: { uid: 'uid-1' } });
  });

  test.each([
    [400, 'Invalid'],
    [403, 'Forbidden'],
    [409, 'Conflict'],
    [410, 'Expired'],
    [422, 'Invalid'],
    [429, 'Throttled'],
    [500, 'Unavailable'],
  ])('a %i becomes %s', async (status, code) => {
    api.failNext(() => true, status);
    const error = await api
      .client()
      .get(PODS, 'ns', 'a')
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KubeError);
    expect((error as KubeError).code).toBe(code);
    expect((error as KubeError).message).toContain(`told to fail with ${status}`);
  });

  test('a guard that objects keeps writes from being sent, and lets reads through', async () => {
    const client = api.client(() => {
      throw new KubeError(KubeErrorCode.NotLeading, 'not leading');
    });
    const error = await client.apply(CONFIG_MAPS, MAP, 'manager').catch((reason: unknown) => reason);
    expect(isKubeError(error, KubeErrorCode.NotLeading)).toBe(true);
    expect(api.requests).toHaveLength(0);
    expect(await client.find(CONFIG_MAPS, 'ns', 'a')).toBeUndefined();
  });

  test('a server that can not be reached is Unavailable', async () => {
    const client = api.client();
    await api[Symbol.asyncDispose]();
    const error = await client.get(PODS, 'ns', 'a').catch((reason: unknown) => reason);
    expect(isKubeError(error, KubeErrorCode.Unavailable)).toBe(true);
    api = await FakeApi.start();
  });
});
