import { parseLicense } from '../../license/index.ts';
import { CONFIG_MAPS, type Resource, SECRETS } from '../kube/index.ts';
import type { LicenseCluster } from '../specs/index.ts';
import type { FileReader } from './fileReader.ts';
import type { LicenseProblem, LicenseSources } from './render.ts';

export type SourcesResult =
  | { readonly ok: true; readonly sources: LicenseSources }
  | { readonly ok: false; readonly problem: LicenseProblem };

interface Wanted {
  readonly resource: Resource;
  readonly name: string;
  /** The key; the first one that is there if several will do. */
  readonly keys: readonly string[];
}

/** Reads the license file, and options and vendor definition if they are asked for. */
export async function readSources(cluster: LicenseCluster, reader: FileReader): Promise<SourcesResult> {
  const { license, options } = cluster.spec;
  const fileName = license.secretRef.key;
  const text = await readOne(cluster, reader, { resource: SECRETS, name: license.secretRef.name, keys: [fileName] });
  if ('reason' in text) return { ok: false, problem: text };

  const vendors = parseLicense(text.content, fileName).file.vendors.map((line) => line.vendor);
  const sources: { -readonly [K in keyof LicenseSources]: LicenseSources[K] } = { fileName, license: text.content };
  if (options !== undefined) {
    const { name, key } = options.configMapRef;
    const found = await readOne(cluster, reader, { resource: CONFIG_MAPS, name, keys: keys(key, vendors, 'opt') });
    if ('reason' in found) return { ok: false, problem: found };
    sources.options = found.content;
  }
  if (license.vendorRef !== undefined) {
    const { kind, name, key } = license.vendorRef;
    const resource = kind === 'Secret' ? SECRETS : CONFIG_MAPS;
    const found = await readOne(cluster, reader, { resource, name, keys: keys(key, vendors, 'json') });
    if ('reason' in found) return { ok: false, problem: found };
    sources.vendor = found.content;
  }
  return { ok: true, sources };
}

function keys(key: string | undefined, vendors: readonly string[], extension: string): string[] {
  return key === undefined ? vendors.map((vendor) => `${vendor}.${extension}`) : [key];
}

async function readOne(
  cluster: LicenseCluster,
  reader: FileReader,
  wanted: Wanted,
): Promise<{ readonly content: Buffer } | LicenseProblem> {
  const { resource, name } = wanted;
  const files = await reader.read(resource, cluster.metadata.namespace ?? '', name);
  if (files === undefined) {
    const reason = resource.kind === 'Secret' ? 'SecretNotFound' : 'ConfigMapNotFound';
    return { reason, message: `there is no ${resource.kind} ${name} in this namespace yet` };
  }
  for (const key of wanted.keys) {
    const content = files[key];
    if (content !== undefined) return { content };
  }
  const expected = wanted.keys.length === 0 ? 'a vendor in the license file' : `a key ${wanted.keys.join(' or ')}`;
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
