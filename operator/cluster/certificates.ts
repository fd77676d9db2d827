import 'reflect-metadata';
import { createPrivateKey, X509Certificate as NodeCertificate, randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { KeyPair } from '../specs/index.ts';

const KEY_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING_ALGORITHM = { name: 'ECDSA', hash: 'SHA-256' };
const DAY_MILLISECONDS = 86_400_000;
const AUTHORITY_DAYS = 3650;
const LEAF_DAYS = 365;
/** Certificates are valid from an hour ago: the clocks of the nodes need not be exact. */
const CLOCK_SLACK_MILLISECONDS = 3_600_000;

/** What the holder may do: the unit in the subject. */
export type CertificateUnit = 'server' | 'administrator' | 'client';

export interface LeafWish {
  readonly unit: CertificateUnit;
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
}

/** A new authority, or the same one for longer: with the old key all that it has issued stays valid. */
export async function createAuthority(commonName: string, now: Date, old?: KeyPair): Promise<KeyPair> {
  const keys = old === undefined ? await generateKeys() : await loadKeys(old);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ O: ['lmtriad'] }, { OU: ['authority'] }, { CN: [commonName] }],
    notBefore: new Date(now.getTime() - CLOCK_SLACK_MILLISECONDS),
    notAfter: new Date(now.getTime() + AUTHORITY_DAYS * DAY_MILLISECONDS),
    keys,
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pem(certificate), key: old?.key ?? (await exportKey(keys.privateKey)) };
}

/** A certificate with a key of its own, signed by the authority. */
export async function issueLeaf(authority: KeyPair, wish: LeafWish, now: Date): Promise<KeyPair> {
  const keys = await generateKeys();
  const issuer = new X509Certificate(authority.certificate);
  const signingKey = (await loadKeys(authority)).privateKey;
  const names: JsonGeneralName[] = [
    ...wish.dnsNames.map((value) => ({ type: 'dns' as const, value })),
    ...wish.addresses.map((value) => ({ type: 'ip' as const, value })),
  ];
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ O: ['lmtriad'] }, { OU: [wish.unit] }, { CN: [wish.commonName] }],
    issuer: issuer.subjectName,
    notBefore: new Date(now.getTime() - CLOCK_SLACK_MILLISECONDS),
    notAfter: new Date(now.getTime() + LEAF_DAYS * DAY_MILLISECONDS),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(
        wish.unit === 'server'
          ? [ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]
          : [ExtendedKeyUsage.clientAuth],
      ),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)]),
    ],
  });
  return { certificate: pem(certificate), key: await exportKey(keys.privateKey) };
}

/** True if a third of its time or less is left, or it is no usable pair at all. */
export function needsRenewal(pair: KeyPair, now: Date): boolean {
  const certificate = readPair(pair);
  if (certificate === undefined) return true;
  const from = certificate.validFromDate.getTime();
  const to = certificate.validToDate.getTime();
  return now.getTime() >= to - (to - from) / 3;
}

/** True if the pair is what would be issued for this wish now: nothing to do. */
export function isGoodLeaf(authority: KeyPair, pair: KeyPair | undefined, wish: LeafWish, now: Date): boolean {
  if (pair === undefined || needsRenewal(pair, now)) return false;
  const certificate = readPair(pair);
  const issuer = readPair(authority);
  if (certificate === undefined || issuer === undefined) return false;
  if (!certificate.verify(issuer.publicKey)) return false;
  const wanted = [...wish.dnsNames.map((name) => `DNS:${name}`), ...wish.addresses.map((ip) => `IP Address:${ip}`)];
  const there = certificate.subjectAltName?.split(', ') ?? [];
  const subject = certificate.subject.split('\n');
  return (
    wanted.length === there.length &&
    wanted.every((name) => there.includes(name)) &&
    subject.includes(`OU=${wish.unit}`) &&
    subject.includes(`CN=${wish.commonName}`)
  );
}

/** The certificate, if both parts can be read and belong together. */
export function readPair(pair: KeyPair): NodeCertificate | undefined {
  try {
    const certificate = new NodeCertificate(pair.certificate);
    return certificate.checkPrivateKey(createPrivateKey(pair.key)) ? certificate : undefined;
  } catch {
    return undefined;
  }
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
}

async function loadKeys(pair: KeyPair): Promise<webcrypto.CryptoKeyPair> {
  const der = createPrivateKey(pair.key).export({ type: 'pkcs8', format: 'der' });
  const privateKey = await webcrypto.subtle.importKey('pkcs8', der, KEY_ALGORITHM, false, ['sign']);
  const publicKey = await new X509Certificate(pair.certificate).publicKey.export();
  return { privateKey, publicKey };
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

/** Random, positive and not zero. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}
