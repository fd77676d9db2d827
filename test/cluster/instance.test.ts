import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClusterError } from './errors.ts';
import {
  abandonedInstances,
  chooseNumber,
  findInstance,
  type InstanceRecord,
  listInstances,
  releaseInstance,
  saveInstance,
} from './instance.ts';

describe('instances', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lmtriad-instances-'));
    vi.stubEnv('LMTRIAD_STATE', root);
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(root, { recursive: true, force: true });
  });

  const record = (number: number, checkout: string): InstanceRecord => ({
    number,
    checkout,
    name: 'default',
    bootId: 'boot',
  });

  it('takes the lowest number that is neither claimed nor routed', () => {
    expect(chooseNumber(new Set([0, 2]), new Set([1]))).toBe(3);
  });

  it('says so when every number is taken', () => {
    const all = new Set(Array.from({ length: 50 }, (_, number) => number));
    expect(() => chooseNumber(all, new Set())).toThrow(ClusterError);
  });

  it('tells checkouts and names apart', async () => {
    await saveInstance(record(0, '/one'));
    await saveInstance(record(1, '/two'));
    expect((await findInstance({ checkout: '/two', name: 'default' }))?.number).toBe(1);
    expect(await findInstance({ checkout: '/two', name: 'other' })).toBeUndefined();
  });

  it('lists no instance whose record was removed', async () => {
    await saveInstance(record(0, '/one'));
    await saveInstance(record(1, '/two'));
    await releaseInstance(record(0, '/one'));
    expect((await listInstances()).map(({ number }) => number)).toEqual([1]);
  });

  it('has none where the state folder does not exist', async () => {
    vi.stubEnv('LMTRIAD_STATE', join(root, 'missing'));
    expect(await listInstances()).toEqual([]);
  });

  it('finds the instances of deleted checkouts', async () => {
    await saveInstance(record(0, root));
    await saveInstance(record(1, join(root, 'deleted')));
    expect((await abandonedInstances()).map(({ number }) => number)).toEqual([1]);
  });
});
