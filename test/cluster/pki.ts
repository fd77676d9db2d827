import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AddressPlan } from './addressPlan.ts';
import { run } from './command.ts';

/** Who calls the API server: the file name of a certificate, and the user and group it stands for. */
export const CLIENTS = [
  { file: 'admin', subject: '/O=system:masters/CN=admin' },
  { file: 'apiserver-kubelet', subject: '/O=system:masters/CN=kube-apiserver-kubelet-client' },
  { file: 'kube-controller-manager', subject: '/CN=system:kube-controller-manager' },
  { file: 'kube-scheduler', subject: '/CN=system:kube-scheduler' },
  { file: 'kube-proxy', subject: '/CN=system:kube-proxy' },
  { file: 'coredns', subject: '/CN=system:coredns' },
] as const;

/** Makes the cluster's CA, every certificate signed by it, and the service account key, as PEM files. */
export async function createPki(dir: string, plan: AddressPlan): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  // The machine's own openssl.cnf could add extensions.
  await writeFile(join(dir, 'openssl.cnf'), '[req]\ndistinguished_name=name\n[name]\n');
  await createKey(join(dir, 'ca.key'));
  await certify(dir, 'ca', '/CN=lmtriad local cluster', [
    'basicConstraints=critical,CA:TRUE',
    'keyUsage=critical,keyCertSign,cRLSign',
  ]);
  const names = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'];
  const addresses = [plan.controlPlaneAddress, plan.apiServiceAddress, '127.0.0.1'];
  const alternatives = [...names.map((name) => `DNS:${name}`), ...addresses.map((address) => `IP:${address}`)];
  const clients = [
    ...CLIENTS,
    ...plan.nodes.map(({ name }) => ({ file: name, subject: `/O=system:nodes/CN=system:node:${name}` })),
  ];
  await Promise.all([
    issue(dir, 'apiserver', '/CN=kube-apiserver', [
      'extendedKeyUsage=serverAuth',
      `subjectAltName=${alternatives.join(',')}`,
    ]),
    ...clients.map(({ file, subject }) => issue(dir, file, subject, ['extendedKeyUsage=clientAuth'])),
  ]);
  await createKey(join(dir, 'service-accounts.key'), join(dir, 'service-accounts.pub'));
}

async function issue(dir: string, file: string, subject: string, extensions: readonly string[]): Promise<void> {
  await createKey(join(dir, `${file}.key`));
  const signer = ['-CA', join(dir, 'ca.crt'), '-CAkey', join(dir, 'ca.key')];
  const all = ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature', ...extensions];
  await certify(dir, file, subject, all, signer);
}

/** Writes `<file>.crt` for `<file>.key`, signed by itself unless a signer is given. */
async function certify(
  dir: string,
  file: string,
  subject: string,
  extensions: readonly string[],
  signer: readonly string[] = [],
): Promise<void> {
  await run([
    ...['openssl', 'req', '-x509', '-new', '-days', '365', '-subj', subject, '-config', join(dir, 'openssl.cnf')],
    ...['-key', join(dir, `${file}.key`), '-out', join(dir, `${file}.crt`), ...signer],
    ...extensions.flatMap((extension) => ['-addext', extension]),
  ]);
}

async function createKey(privatePath: string, publicPath?: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await writeFile(privatePath, privateKey, { mode: 0o600 });
  if (publicPath !== undefined) await writeFile(publicPath, publicKey);
}
