import { parseLicense } from '../../license/index.ts';
import { CONFIG_MAPS, type Resource, SECRETS } from '../kube/index.ts';
import type { LicenseCluster } from '../specs/index.ts';
import type { FileReader, Files } from './fileReader.ts';
import type { LicenseProblem, LicenseSources } from './render.ts';

export type SourcesResult =
  | { readonly ok: true; readonly sources: LicenseSources }
  | { readonly ok: false; readonly problem: LicenseProblem };

interface Wanted {
  readonly resource: Resource;
  readonly name: string;
  /** The one key that is meant; undefined for the files of all vendors by their names. */
  readonly key: string | undefined;
  readonly extension: 'opt' | 'json';
}

/** Reads the license file, and options and vendor definition if they are asked for. */
export async function readSources(cluster: LicenseCluster, reader: FileReader): Promise<SourcesResult> {
  const { license, options } = cluster.spec;
  const fileName = license.secretRef.key;
  const secret = await readAll(cluster, reader, SECRETS, license.secretRef.name);
  if ('reason' in secret) return { ok: false, problem: secret };
  const text = secret.files[fileName];
  if (text === undefined)
    return { ok: false, problem: lacks(SECRETS, license.secretRef.name, [fileName], secret.files) };

  const vendors = [...new Set(parseLicense(text, fileName).file.vendors.map((line) => line.vendor))];
  const wanted: Wanted[] = [];
  if (options !== undefined) {
    const { name, key } = options.configMapRef;
    wanted.push({ resource: CONFIG_MAPS, name, key, extension: 'opt' });
  }
  if (license.vendorRef !== undefined) {
    const { kind, name, key } = license.vendorRef;
    const resource = kind === 'Secret' ? SECRETS : CONFIG_MAPS;
    wanted.push({ resource, name, key, extension: 'json' });
  }
  // A definition that came with the license may stand beside it.
  const beside = license.vendorRef === undefined ? vendors.map((vendor) => `${vendor}.json`) : [];
  const companions: Record<string, Buffer> = Object.fromEntries(
    beside.flatMap((name) => (secret.files[name] === undefined ? [] : [[name, secret.files[name]]])),
  );
  for (const each of wanted) {
    const found = await readCompanions(cluster, reader, vendors, each);
    if ('reason' in found) return { ok: false, problem: found };
    Object.assign(companions, found.files);
  }
  return { ok: true, sources: { fileName, license: text, companions } };
}

/** The files of one Secret or ConfigMap, by the names under which the servers look for them. */
async function readCompanions(
  cluster: LicenseCluster,
  reader: FileReader,
  vendors: readonly string[],
  wanted: Wanted,
): Promise<{ readonly files: Files } | LicenseProblem> {
  const { resource, name, key, extension } = wanted;
  const found = await readAll(cluster, reader, resource, name);
  if ('reason' in found) return found;
  const names = vendors.map((vendor) => `${vendor}.${extension}`);
  if (key === undefined) {
    const files = Object.fromEntries(names.flatMap((file) => (found.files[file] ? [[file, found.files[file]]] : [])));
    return Object.keys(files).length > 0 ? { files } : lacks(resource, name, names, found.files);
  }
  const content = found.files[key];
  if (content === undefined) return lacks(resource, name, [key], found.files);
  // A key of another name is clear only where there is one vendor.
  const file = names.includes(key) || names.length !== 1 ? key : (names[0] ?? key);
  if (names.includes(file)) return { files: { [file]: content } };
  const message = `${resource.kind} ${name}: for which vendor is ${key}? Name it ${names.join(' or ') || `after a vendor`}`;
  return { reason: 'KeyNotFound', message };
}

async function readAll(
  cluster: LicenseCluster,
  reader: FileReader,
  resource: Resource,
  name: string,
): Promise<{ readonly files: Files } | LicenseProblem> {
  const files = await reader.read(resource, cluster.metadata.namespace ?? '', name);
  if (files !== undefined) return { files };
  const reason = resource.kind === 'Secret' ? 'SecretNotFound' : 'ConfigMapNotFound';
  return { reason, message: `there is no ${resource.kind} ${name} in this namespace yet` };
}

function lacks(resource: Resource, name: string, keys: readonly string[], files: Files): LicenseProblem {
  const expected = keys.length === 0 ? 'a vendor in the license file' : `a key ${keys.join(' or ')}`;
  const there = Object.keys(files).sort().join(', ') || 'none';
  return { reason: 'KeyNotFound', message: `${resource.kind} ${name} lacks ${expected}; its keys: ${there}` };
}

/** The names of the Secrets and ConfigMaps that a cluster reads its files from. */
export function sourceNames(cluster: LicenseCluster): { readonly kind: string; readonly name: string }[] {
  const { license, options } = cluster.spec;
  return [
    { kind: SECRETS.kind, name: license.secretRef.name },
    ...(license.vendorRef === undefined ? [] : [{ kind: license.vendorRef.kind, name: license.vendorRef.name }]),
    ...(options === undefined ? [] : [{ kind: CONFIG_MAPS.kind, name: options.configMapRef.name }]),
  ];
}
