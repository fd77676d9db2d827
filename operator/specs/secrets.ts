import { SECRETS } from '../kube/index.ts';
import type { LicenseCluster } from './licenseCluster.ts';
import type { SecretManifest } from './manifests.ts';
import { administratorName, authorityName, certificatesName, clientName, renderedLicenseName } from './names.ts';
import { ownedMetadata } from './ownership.ts';

/** A certificate and its private key, in PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

function secret(
  cluster: LicenseCluster,
  name: string,
  type: string,
  files: Readonly<Record<string, string | Buffer>>,
): SecretManifest {
  return {
    apiVersion: SECRETS.apiVersion,
    kind: SECRETS.kind,
    metadata: ownedMetadata(cluster, name),
    type,
    data: Object.fromEntries(Object.entries(files).map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
  };
}

/** The rendered license folder: license.dat, the vendor's files and their revision. */
export function renderedLicense(cluster: LicenseCluster, files: Readonly<Record<string, Buffer>>): SecretManifest {
  return secret(cluster, renderedLicenseName(cluster.metadata.name), 'Opaque', files);
}

/** The authority's key: nothing mounts it. */
export function authoritySecret(cluster: LicenseCluster, authority: KeyPair): SecretManifest {
  return secret(cluster, authorityName(cluster.metadata.name), 'kubernetes.io/tls', {
    'tls.crt': authority.certificate,
    'tls.key': authority.key,
    'ca.crt': authority.certificate,
  });
}

/** The three servers' certificates in one folder, since their pods share a template. */
export function certificatesSecret(
  cluster: LicenseCluster,
  authority: string,
  servers: Readonly<Record<string, KeyPair>>,
): SecretManifest {
  const files: Record<string, string> = { 'ca.crt': authority };
  for (const [server, pair] of Object.entries(servers)) {
    files[`${server}.crt`] = pair.certificate;
    files[`${server}.key`] = pair.key;
  }
  return secret(cluster, certificatesName(cluster.metadata.name), 'Opaque', files);
}

/** For `lmutil` of administrators, and for the operator itself. */
export function administratorSecret(cluster: LicenseCluster, authority: string, pair: KeyPair): SecretManifest {
  return tlsSecret(cluster, administratorName(cluster.metadata.name), authority, pair);
}

/** For programs that check licenses out. */
export function clientSecret(cluster: LicenseCluster, authority: string, pair: KeyPair): SecretManifest {
  return tlsSecret(cluster, clientName(cluster.metadata.name), authority, pair);
}

function tlsSecret(cluster: LicenseCluster, name: string, authority: string, pair: KeyPair): SecretManifest {
  return secret(cluster, name, 'kubernetes.io/tls', {
    'tls.crt': pair.certificate,
    'tls.key': pair.key,
    'ca.crt': authority,
  });
}
