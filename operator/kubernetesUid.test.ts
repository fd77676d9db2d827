import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readKubernetesUid } from './kubernetesUid.ts';
import { FakeApi } from './testing/fakeApi.ts';

const PATH = '/api/v1/namespaces/kube-system';

describe('the uid of kube-system', () => {
  let api: FakeApi;
  const errors: unknown[] = [];
  const read = () =>
    readKubernetesUid({
      client: api.client(),
      signal: new AbortController().signal,
      onError: (error) => errors.push(error),
      firstRetryMilliseconds: 1,
    });

  beforeEach(async () => {
    errors.length = 0;
    api = await FakeApi.start();
    api.put(PATH, { metadata: { name: 'kube-system', uid: 'the-uid' } });
  });

  afterEach(() => api[Symbol.asyncDispose]());

  test('is waited for while the API server fails: running servers must not be told that there is none', async () => {
    api.failNext(({ path }) => path === PATH, 503);
    api.failNext(({ path }) => path === PATH, 429);
    expect(await read()).toBe('the-uid');
    expect(errors).toHaveLength(2);
  });

  test('is empty when it may not be read', async () => {
    api.failNext(({ path }) => path === PATH, 403);
    expect(await read()).toBe('');
    expect(errors).toEqual([]);
  });
});
