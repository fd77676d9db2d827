import { createHash } from 'node:crypto';
import {
  errorsOf,
  formatDiagnostic,
  isSignedLine,
  type LicenseFile,
  latin1Bytes,
  parseHostid,
  parseLicense,
  printLicense,
  type ServerSpec,
  signatureOf,
  withServers,
} from '../../license/index.ts';
import { type LicenseCluster, serverHost } from '../specs/index.ts';

/** A Secret holds a mebibyte; the rest is for base64's siblings: names, labels, managed fields. */
const MOST_BYTES = 900 * 1024;

export interface LicenseSources {
  /** Name of the file in messages: the key in the Secret. */
  readonly fileName: string;
  readonly license: Uint8Array;
  /** Options files and vendor definitions, by the names under which the servers look for them. */
  readonly companions?: Readonly<Record<string, Uint8Array>>;
}

/** The license folder of the pods, by file name. */
export type LicenseFiles = Readonly<Record<string, Buffer>>;

export interface Rendering {
  readonly files: LicenseFiles;
  /** Changes with the files. */
  readonly revision: string;
  readonly vendors: readonly string[];
  /** Of all its signed lines. */
  readonly signatures: readonly string[];
  /** Lines that another LicenseCluster serves, in words: "license.dat:5: studio: in use by licensing/usoft". */
  readonly inUseElsewhere: readonly string[];
}

/** What a license is judged by besides its files. */
export interface RenderContext {
  /** Uid of kube-system; empty if not known. */
  readonly kubernetesUid: string;
  /** Those of the signatures whose lines another LicenseCluster serves, with its namespace/name. */
  readonly elsewhere: (signatures: readonly string[]) => ReadonlyMap<string, string>;
}

/** The name under which the servers look for signatures of lines that are served elsewhere. */
export const IN_USE_ELSEWHERE = 'in-use-elsewhere.json';

/** Why a license can not be used: a reason and message for the condition LicenseValid. */
export interface LicenseProblem {
  readonly reason:
    | 'SecretNotFound'
    | 'ConfigMapNotFound'
    | 'KeyNotFound'
    | 'Invalid'
    | 'HostIdNotHonoured'
    | 'TooLarge';
  readonly message: string;
}

export type RenderResult =
  | { readonly ok: true; readonly rendering: Rendering }
  | { readonly ok: false; readonly problem: LicenseProblem };

/**
 * The one license.dat of all three servers: the vendor's lines untouched, SERVER lines in the declared order.
 */
export function render(cluster: LicenseCluster, sources: LicenseSources, context: RenderContext): RenderResult {
  const parsed = parseLicense(sources.license, sources.fileName);
  const errors = errorsOf(parsed.diagnostics);
  if (errors.length > 0) return invalid('Invalid', errors.map(formatDiagnostic).join('\n'));
  const hostids = hostidProblem(parsed.file, context.kubernetesUid);
  if (hostids !== undefined) return hostids;

  const file = withServers(parsed.file, serverLines(cluster, parsed.file));
  const vendors = [...new Set(file.vendors.map((line) => line.vendor))];
  const files: Record<string, Buffer> = { 'license.dat': Buffer.from(latin1Bytes(printLicense(file))) };
  for (const [name, content] of Object.entries(sources.companions ?? {})) files[name] = Buffer.from(content);
  const signed = signedLines(parsed.file);
  const signatures = [...new Set(signed.map(({ signature }) => signature))];
  const elsewhere = context.elsewhere(signatures);
  if (elsewhere.size > 0) {
    const users = [...elsewhere].sort().map(([signature, key]) => [signature, `LicenseCluster ${key}`]);
    files[IN_USE_ELSEWHERE] = Buffer.from(`${JSON.stringify(Object.fromEntries(users), null, 1)}\n`);
  }

  const size = Object.values(files).reduce((sum, content) => sum + content.length, 0);
  if (size > MOST_BYTES) {
    const kibibytes = Math.ceil(size / 1024);
    return invalid(
      'TooLarge',
      `${sources.fileName} and its companions are ${kibibytes} KiB; at most 900 KiB fit in a Secret`,
    );
  }
  const revision = revisionOfFiles(files);
  const inUseElsewhere = signed.flatMap(({ place, signature }) => {
    const user = elsewhere.get(signature);
    return user === undefined ? [] : [`${place}: in use by LicenseCluster ${user}`];
  });
  const all = { ...files, revision: Buffer.from(`${revision}\n`) };
  return { ok: true, rendering: { files: all, revision, vendors, signatures, inUseElsewhere } };
}

function signedLines({ name, lines }: LicenseFile): { readonly place: string; readonly signature: string }[] {
  return lines.filter(isSignedLine).flatMap((line) => {
    const signature = signatureOf(line);
    const feature = line.kind === 'package' ? line.name : line.feature;
    return signature === null ? [] : [{ place: `${name}:${line.line}: ${feature}`, signature }];
  });
}

function serverLines(cluster: LicenseCluster, file: LicenseFile): ServerSpec[] {
  const { name, namespace = '' } = cluster.metadata;
  const { servers, masterPolicy, heartbeatIntervalSeconds } = cluster.spec;
  return servers.map((server, position) => ({
    host: serverHost(name, namespace, server.name),
    hostid: file.servers[position]?.hostid ?? 'ANY',
    port: server.port,
    // Flags stand on the first line and are for all.
    primaryIsMaster: position === 0 && masterPolicy === 'PreferFirst',
    heartbeatInterval: position === 0 ? (heartbeatIntervalSeconds ?? null) : null,
  }));
}

function hostidProblem(file: LicenseFile, kubernetesUid: string): RenderResult | undefined {
  const { servers, name } = file;
  if (servers.length !== 0 && servers.length !== 3) {
    const line = servers[0]?.line ?? 0;
    return invalid('Invalid', `${name}:${line}:1: error: ${servers.length} SERVER lines; expected three or none`);
  }
  for (const server of servers) {
    const { kind, value } = parseHostid(server.hostid);
    if (kind === 'ANY' || (kind === 'K8S_UID' && value.toLowerCase() === kubernetesUid.toLowerCase())) continue;
    const place = `${name}:${server.line}:1: error:`;
    if (kind === 'K8S_UID') {
      const own =
        kubernetesUid === ''
          ? 'the operator may not read the uid of kube-system here; set rbac.readNodes in its chart'
          : `the namespace kube-system has the uid ${kubernetesUid} here. Ask the vendor for a file for this Kubernetes`;
      return invalid('HostIdNotHonoured', `${place} ${server.hostid}: ${own}`);
    }
    return invalid(
      'HostIdNotHonoured',
      `${place} a pod can not show the host id ${server.hostid}: it moves between machines; ` +
        'expected ANY or K8S_UID=... (the uid of the namespace kube-system). Ask the vendor for such a file',
    );
  }
  return undefined;
}

function invalid(reason: LicenseProblem['reason'], message: string): RenderResult {
  return { ok: false, problem: { reason, message } };
}

function revisionOfFiles(files: LicenseFiles): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(files).sort()) {
    const content = files[name] ?? Buffer.alloc(0);
    hash.update(`${name}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}
