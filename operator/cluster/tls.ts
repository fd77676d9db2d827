import { type KubeObject, SECRETS } from '../kube/index.ts';
import {
  administratorName,
  administratorSecret,
  authorityName,
  authoritySecret,
  certificatesName,
  certificatesSecret,
  clientName,
  clientSecret,
  clusterServiceName,
  type KeyPair,
  type LicenseCluster,
  masterServiceName,
  type ServerSpec,
  serverServiceName,
} from '../specs/index.ts';
import { createAuthority, isGoodLeaf, issueLeaf, type LeafWish, needsRenewal, readPair } from './certificates.ts';
import { ClusterError, ClusterErrorCode } from './errors.ts';
import type { FileReader, Files } from './fileReader.ts';

/** All certificates of a cluster, good as of now. */
export interface ClusterCertificates {
  readonly authority: KeyPair;
  readonly servers: Readonly<Record<string, KeyPair>>;
  readonly administrator: KeyPair;
  readonly client: KeyPair;
}

/** Reads the cluster's certificates and makes anew what is missing, runs out, or no longer says the right thing. */
export async function prepareCertificates(
  cluster: LicenseCluster,
  reader: FileReader,
  now: Date,
): Promise<ClusterCertificates> {
  const { name, namespace = '' } = cluster.metadata;
  const read = (secret: string) => reader.read(SECRETS, namespace, secret);
  const [authorityFiles, serverFiles, administratorFiles, clientFiles] = await Promise.all([
    read(authorityName(name)),
    read(certificatesName(name)),
    read(administratorName(name)),
    read(clientName(name)),
  ]);
  const authority = await prepareAuthority(name, pairOf(authorityFiles, 'tls'), now);
  const leaf = async (old: KeyPair | undefined, wish: LeafWish): Promise<KeyPair> =>
    isGoodLeaf(authority, old, wish, now) && old !== undefined ? old : issueLeaf(authority, wish, now);
  const servers = await Promise.all(
    cluster.spec.servers.map(async (server) => {
      const pair = await leaf(pairOf(serverFiles, server.name), serverWish(cluster, server));
      return [server.name, pair] as const;
    }),
  );
  return {
    authority,
    servers: Object.fromEntries(servers),
    administrator: await leaf(pairOf(administratorFiles, 'tls'), personWish('administrator', name)),
    client: await leaf(pairOf(clientFiles, 'tls'), personWish('client', name)),
  };
}

/** The Secrets that hold them. */
export function certificateSecrets(cluster: LicenseCluster, certificates: ClusterCertificates): KubeObject[] {
  const { authority, servers, administrator, client } = certificates;
  return [
    authoritySecret(cluster, authority),
    certificatesSecret(cluster, authority.certificate, servers),
    administratorSecret(cluster, authority.certificate, administrator),
    clientSecret(cluster, authority.certificate, client),
  ];
}

/** Every name by which anybody reaches this server. */
export function serverWish(cluster: LicenseCluster, server: ServerSpec): LeafWish {
  const { name, namespace = '' } = cluster.metadata;
  const services = [serverServiceName(name, server.name), clusterServiceName(name), masterServiceName(name)];
  const dnsNames = [
    `${server.name}.lmtriad.internal`,
    server.name,
    'localhost',
    ...services.flatMap((service) => [
      service,
      `${service}.${namespace}`,
      `${service}.${namespace}.svc`,
      `${service}.${namespace}.svc.cluster.local`,
    ]),
    ...(server.host === undefined ? [] : [server.host]),
  ];
  return { unit: 'server', commonName: server.name, dnsNames: [...new Set(dnsNames)], addresses: ['127.0.0.1'] };
}

function personWish(unit: 'administrator' | 'client', cluster: string): LeafWish {
  return { unit, commonName: cluster, dnsNames: [], addresses: [] };
}

async function prepareAuthority(cluster: string, old: KeyPair | undefined, now: Date): Promise<KeyPair> {
  const commonName = `${cluster} license authority`;
  if (old === undefined) return createAuthority(commonName, now);
  if (readPair(old) === undefined) {
    // A new authority would cut the running servers off from each other: that is for a person to decide.
    throw new ClusterError(
      ClusterErrorCode.CertificatesBroken,
      `Secret ${authorityName(cluster)} holds no certificate with its key; restore it, or delete it for a new authority`,
    );
  }
  return needsRenewal(old, now) ? createAuthority(commonName, now, old) : old;
}

function pairOf(files: Files | undefined, stem: string): KeyPair | undefined {
  const certificate = files?.[`${stem}.crt`];
  const key = files?.[`${stem}.key`];
  if (certificate === undefined || key === undefined) return undefined;
  return { certificate: certificate.toString(), key: key.toString() };
}
