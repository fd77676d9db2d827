/** A certificate authority of one cluster, and the certificates that it gives (hosts; in Kubernetes the operator has its own). */
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 86_400_000;

/** A certificate with its key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Signs certificates of one cluster. */
export interface Authority extends KeyPair {
  /** A server's: for its SERVER host, to serve, and to call its peers. */
  server(host: string): Promise<KeyPair>;
  /** An administrator's or a program's. */
  person(unit: 'administrator' | 'client'): Promise<KeyPair>;
}

/** Makes a new authority; all its certificates are good from `now` (less an hour) for `days`. */
export async function createAuthority(days: number, now: Date): Promise<Authority> {
  // An hour back: clocks of the servers may differ.
  const notBefore = new Date(now.getTime() - 3_600_000);
  const notAfter = new Date(now.getTime() + days * day);
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const ca = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial(),
      name: 'O=lmtriad, CN=lmtriad CA',
      notBefore,
      notAfter,
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    webcrypto,
  );
  const sign = (unit: string, name: string, usages: ExtendedKeyUsage[], names: SubjectNames[]) =>
    issue({
      ca,
      caKey: keys.privateKey,
      subject: `O=lmtriad, OU=${unit}, CN=${name}`,
      usages,
      names,
      notBefore,
      notAfter,
    });
  return {
    certificate: pem(ca),
    key: await pemOfKey(keys.privateKey),
    server: (host) => {
      const usages = [ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth];
      return sign('server', escapeName(host.toLowerCase()), usages, serverNames(host));
    },
    person: (unit) => sign(unit, unit, [ExtendedKeyUsage.clientAuth], []),
  };
}

interface SubjectNames {
  readonly type: 'dns' | 'ip';
  readonly value: string;
}

/** The names under which a server of this SERVER host can be reached. */
export function serverNames(host: string): SubjectNames[] {
  const lower = host.toLowerCase();
  const address = isIP(lower) !== 0;
  const short = lower.split('.')[0] ?? lower;
  // Peers call a server by the first of these, whatever its host is called.
  const dns = [`${lower}.lmtriad.internal`, ...(address ? [] : [lower, short])];
  const ips = address ? [lower, '127.0.0.1'] : ['127.0.0.1'];
  return [
    ...[...new Set([...dns, 'localhost'])].map((value) => ({ type: 'dns', value }) as const),
    ...[...new Set(ips)].map((value) => ({ type: 'ip', value }) as const),
  ];
}

interface Issue {
  ca: X509Certificate;
  caKey: CryptoKey;
  subject: string;
  usages: ExtendedKeyUsage[];
  names: SubjectNames[];
  notBefore: Date;
  notAfter: Date;
}

async function issue({ ca, caKey, subject, usages, names, notBefore, notAfter }: Issue): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const extensions: Extension[] = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension(usages),
    await SubjectKeyIdentifierExtension.create(keys.publicKey),
    await AuthorityKeyIdentifierExtension.create(ca),
  ];
  if (names.length > 0) extensions.push(new SubjectAlternativeNameExtension([...names]));
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: serial(),
      subject,
      issuer: ca.subject,
      notBefore,
      notAfter,
      signingKey: caKey,
      publicKey: keys.publicKey,
      signingAlgorithm: algorithm,
      extensions,
    },
    webcrypto,
  );
  return { certificate: pem(certificate), key: await pemOfKey(keys.privateKey) };
}

function escapeName(name: string): string {
  return name.replace(/[,+"\\<>;=#]/g, (character) => `\\${character}`);
}

function serial(): string {
  const bytes = randomBytes(16);
  // Positive and of full length.
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString('pem').trim()}\n`;
}

async function pemOfKey(key: CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY').trim()}\n`;
}
