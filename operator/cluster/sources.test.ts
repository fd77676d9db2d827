import { expect, test } from 'vitest';
import type { Resource } from '../kube/index.ts';
import { SAMPLE_LICENSE, sampleCluster } from '../testing/fixtures.ts';
import type { FileReader } from './fileReader.ts';
import { readSources, sourceNames } from './sources.ts';

type Store = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Reads from a plain object: "Kind/name" to files. */
function reader(store: Store): FileReader {
  const read = async (resource: Resource, _namespace: string, name: string) => {
    const files = store[`${resource.kind}/${name}`];
    return files && Object.fromEntries(Object.entries(files).map(([key, text]) => [key, Buffer.from(text)]));
  };
  return { read } as unknown as FileReader;
}

const LICENSE: Store = { 'Secret/usoft-license': { 'license.dat': SAMPLE_LICENSE } };
const license = { secretRef: { name: 'usoft-license', key: 'license.dat' } };
const complete = sampleCluster({
  license: { ...license, vendorRef: { kind: 'ConfigMap', name: 'usoft-vendor' } },
  options: { configMapRef: { name: 'usoft-options' } },
});

test('the license file alone is enough', async () => {
  const result = await readSources(sampleCluster(), reader(LICENSE));
  expect(result).toEqual({
    ok: true,
    sources: { fileName: 'license.dat', license: Buffer.from(SAMPLE_LICENSE), companions: {} },
  });
});

test("options and vendor definition are found by the vendor's name", async () => {
  const store = {
    ...LICENSE,
    'ConfigMap/usoft-options': { 'usoft.opt': 'TIMEOUTALL 900' },
    'ConfigMap/usoft-vendor': { 'usoft.json': '{}' },
  };
  const result = await readSources(complete, reader(store));
  expect(result).toMatchObject({
    ok: true,
    sources: { companions: { 'usoft.opt': Buffer.from('TIMEOUTALL 900'), 'usoft.json': Buffer.from('{}') } },
  });
});

test('a definition may stand beside the license, and one that is named goes first', async () => {
  const both = { 'license.dat': SAMPLE_LICENSE, 'usoft.json': '{ "beside": 1 }' };
  const store = { 'Secret/usoft-license': both, 'ConfigMap/usoft-vendor': { 'usoft.json': '{}' } };
  const definition = async (cluster: typeof complete) => {
    const result = await readSources(cluster, reader(store));
    return result.ok ? String(result.sources.companions?.['usoft.json']) : result.problem.message;
  };
  expect(await definition(sampleCluster())).toBe('{ "beside": 1 }');
  const named = sampleCluster({ license: { ...license, vendorRef: { kind: 'ConfigMap', name: 'usoft-vendor' } } });
  expect(await definition(named)).toBe('{}');
});

test('or by the key that is given, in a Secret if so asked', async () => {
  const cluster = sampleCluster({
    license: { ...license, vendorRef: { kind: 'Secret', name: 'keys', key: 'public.json' } },
  });
  const store = { ...LICENSE, 'Secret/keys': { 'public.json': '{}' } };
  expect(await readSources(cluster, reader(store))).toMatchObject({
    ok: true,
    sources: { companions: { 'usoft.json': Buffer.from('{}') } },
  });
});

test('each of several vendors gets its own files, and a file for none of them is refused', async () => {
  const two = {
    'Secret/usoft-license': { 'license.dat': `${SAMPLE_LICENSE}VENDOR acme\nFEATURE x acme 1.0 permanent 1\n` },
  };
  const options = { 'acme.opt': 'MAX 1 x USER ann', 'usoft.opt': 'TIMEOUTALL 900', 'site.opt': 'NOLOG IN' };
  const store = { ...two, 'ConfigMap/usoft-options': options };
  const withOptions = (key?: string) => sampleCluster({ options: { configMapRef: { name: 'usoft-options', key } } });
  expect(await readSources(withOptions(), reader(store))).toMatchObject({
    sources: {
      companions: { 'usoft.opt': Buffer.from('TIMEOUTALL 900'), 'acme.opt': Buffer.from('MAX 1 x USER ann') },
    },
  });
  const named = await readSources(withOptions('acme.opt'), reader(store));
  expect(named.ok && Object.keys(named.sources.companions ?? {})).toEqual(['acme.opt']);
  expect(await readSources(withOptions('site.opt'), reader(store))).toMatchObject({
    ok: false,
    problem: { message: 'ConfigMap usoft-options: for which vendor is site.opt? Name it usoft.opt or acme.opt' },
  });
});

test('what is missing is named', async () => {
  const problem = async (cluster: typeof complete, store: Store) => {
    const result = await readSources(cluster, reader(store));
    return result.ok ? undefined : result.problem;
  };
  expect(await problem(sampleCluster(), {})).toEqual({
    reason: 'SecretNotFound',
    message: 'there is no Secret usoft-license in this namespace yet',
  });
  expect(await problem(sampleCluster(), { 'Secret/usoft-license': { 'other.dat': '' } })).toEqual({
    reason: 'KeyNotFound',
    message: 'Secret usoft-license lacks a key license.dat; its keys: other.dat',
  });
  expect(await problem(complete, LICENSE)).toMatchObject({ reason: 'ConfigMapNotFound' });
  expect(await problem(complete, { ...LICENSE, 'ConfigMap/usoft-options': {} })).toEqual({
    reason: 'KeyNotFound',
    message: 'ConfigMap usoft-options lacks a key usoft.opt; its keys: none',
  });
});

test('a cluster names the objects that it reads', () => {
  expect(sourceNames(complete)).toEqual([
    { kind: 'Secret', name: 'usoft-license' },
    { kind: 'ConfigMap', name: 'usoft-vendor' },
    { kind: 'ConfigMap', name: 'usoft-options' },
  ]);
});
