import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeApi } from '../testing/fakeApi.ts';
import { CONFIG_MAPS, Informer, type InformerOptions, type KubeObject } from './index.ts';

const COLLECTION = '/api/v1/namespaces/ns/configmaps';

function configMap(name: string, value = ''): KubeObject & { data: object } {
  return { metadata: { name, namespace: 'ns' }, data: { value } };
}

describe('an informer', () => {
  let api: FakeApi;
  let stop: AbortController;
  let changes: string[];
  let errors: unknown[];
  let notify: (() => void) | undefined;
  const runs: Promise<void>[] = [];

  beforeEach(async () => {
    api = await FakeApi.start();
    stop = new AbortController();
    changes = [];
    errors = [];
  });

  afterEach(async () => {
    stop.abort();
    await Promise.all(runs.splice(0));
    await api[Symbol.asyncDispose]();
  });

  function start(options: Partial<InformerOptions<KubeObject>> = {}): Informer<KubeObject> {
    const informer = new Informer<KubeObject>({
      client: api.client(),
      resource: CONFIG_MAPS,
      namespace: 'ns',
      firstRetryMilliseconds: 1,
      onError: (error) => errors.push(error),
      onChange: (object, deleted) => {
        changes.push(`${deleted ? '-' : '+'}${object.metadata.name}`);
        notify?.();
      },
      ...options,
    });
    runs.push(informer.run(stop.signal));
    return informer;
  }

  function changed(count: number): Promise<void> {
    return new Promise((resolve) => {
      notify = () => {
        if (changes.length >= count) resolve();
      };
      notify();
    });
  }

  const lists = () => api.requests.filter(({ query }) => query.get('watch') !== 'true').length;
  const watchVersions = () =>
    api.requests.filter(({ query }) => query.get('watch') === 'true').map(({ query }) => query.get('resourceVersion'));

  test('lists, then follows additions, changes and deletions', async () => {
    api.put(`${COLLECTION}/a`, configMap('a'));
    const informer = start();
    await api.until(() => api.watches === 1);
    expect(informer.health.synced).toBe(true);
    api.put(`${COLLECTION}/b`, configMap('b'));
    api.put(`${COLLECTION}/a`, configMap('a', 'new'));
    api.remove(`${COLLECTION}/b`);
    await changed(4);
    expect(changes).toEqual(['+a', '+b', '+a', '-b']);
    expect(informer.list().map((object) => object.metadata.name)).toEqual(['a']);
    expect(informer.get('ns', 'b')).toBeUndefined();
  });

  test('reads a long list page by page', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) api.put(`${COLLECTION}/${name}`, configMap(name));
    api.pageSize = 2;
    const informer = start();
    await api.until(() => informer.health.synced || api.watches === 1);
    expect(informer.list()).toHaveLength(5);
    expect(lists()).toBe(3);
  });

  test('resumes from the last bookmark when the server ends the watch', async () => {
    start();
    await api.until(() => api.watches === 1);
    api.bookmark();
    api.put(`${COLLECTION}/a`, configMap('a'));
    await changed(1);
    const version = api.get(`${COLLECTION}/a`)?.metadata.resourceVersion;
    api.closeWatches();
    await api.until(() => watchVersions().length === 2);
    expect(watchVersions()[1]).toBe(version);
    expect(lists()).toBe(1);
  });

  test('survives a broken connection and goes on', async () => {
    start();
    await api.until(() => api.watches === 1);
    api.breakWatches();
    await api.until(() => api.watches === 1);
    api.put(`${COLLECTION}/a`, configMap('a'));
    await changed(1);
    expect(changes).toEqual(['+a']);
  });

  test('lists again when its version has expired, and notices what went meanwhile', async () => {
    api.put(`${COLLECTION}/a`, configMap('a'));
    api.put(`${COLLECTION}/b`, configMap('b'));
    start();
    await api.until(() => api.watches === 1);
    api.oldestVersion = Number.MAX_SAFE_INTEGER;
    api.breakWatches();
    api.remove(`${COLLECTION}/a`);
    await api.until(() => lists() >= 2);
    api.oldestVersion = 0;
    await changed(3);
    expect(changes).toEqual(['+a', '+b', '-a']);
    expect(errors.filter((error) => String(error).includes('410'))).toEqual([]);
  });

  test.each([401, 429, 500, 503])('tries again after a %i', async (status) => {
    api.put(`${COLLECTION}/a`, configMap('a'));
    api.failNext(() => true, status);
    const informer = start();
    await api.until(() => informer.health.synced || api.watches === 1);
    expect(informer.list()).toHaveLength(1);
    expect(errors).toHaveLength(1);
  });

  test('takes a silent watch for a dead one', async () => {
    start({ silenceMilliseconds: 20 });
    await api.until(() => watchVersions().length >= 2);
    expect(String(errors[0])).toContain('silent');
  });

  test('outlives a handler that throws', async () => {
    start({
      onChange: (object) => {
        changes.push(object.metadata.name);
        notify?.();
        throw new Error('handler');
      },
    });
    await api.until(() => api.watches === 1);
    api.put(`${COLLECTION}/a`, configMap('a'));
    api.put(`${COLLECTION}/b`, configMap('b'));
    await changed(2);
    expect(changes).toEqual(['a', 'b']);
    expect(errors.map(String)).toEqual(['Error: handler', 'Error: handler']);
  });

  test('asks for metadata only when that is enough', async () => {
    start({ metadataOnly: true });
    await api.until(() => api.watches === 1);
    expect(api.requests.map(({ accept }) => accept)).toEqual([
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
    ]);
  });
});
