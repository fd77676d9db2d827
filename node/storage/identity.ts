/**
 * `identity.json`: who this disk is. JSON for people to read; `checksum` is the CRC-32C of the format's number
 * and the JSON text of `identity`, so an edited or decayed file is noticed.
 */
import { replaceFile } from './atomicFile.ts';
import { crc32c } from './crc32c.ts';
import type { Disk } from './disk.ts';
import { DamageReason, hasSystemCode, LogDamaged, StorageError, StorageErrorCode } from './errors.ts';
import type { Composition, FormerIncarnation, Identity, IdentityChange } from './identityTypes.ts';
import { tooNew } from './segment.ts';
import { type Task, take } from './task.ts';

export const IDENTITY_FILE = 'identity.json';
const IDENTITY_FORMAT = 2;
const MAX_INCARNATION = 2 ** 48 - 1;

/** What the file holds: the identity, and the folder that damaged data is just being moved to, if any. */
export interface IdentityFile {
  readonly identity: Identity;
  /** Not empty: the move was begun and may be half done. Nothing here may be used before it is finished. */
  readonly settingAside: string;
}

/** A new identity. Throws RangeError when the incarnation is none. */
export function makeIdentity(server: string, incarnation: number): Identity {
  if (!isIncarnation(incarnation)) throw new RangeError(`an incarnation is 1 to 2^48 - 1, not ${incarnation}`);
  const unbound = { clusterId: '', agreed: null, joinsOnly: '', former: [], formsFrom: '', damage: '' };
  return { server, incarnation, ...unbound, logBegun: false };
}

/** The identity with the change made. Throws IdentityBound when the change breaks R17. */
export function changeIdentity(identity: Identity, change: IdentityChange): Identity {
  const clusterId = change.clusterId ?? identity.clusterId;
  const agreed = change.agreed === undefined ? identity.agreed : change.agreed;
  if (clusterId !== '' && !isClusterId(clusterId))
    throw bound(`"${clusterId}" is no cluster id (32 lower-case hex digits)`);
  if (identity.clusterId !== '' && clusterId !== identity.clusterId) {
    throw bound(`this disk belongs to cluster ${identity.clusterId} and cannot change to "${clusterId}"`);
  }
  if (identity.joinsOnly !== '' && clusterId !== '' && clusterId !== identity.joinsOnly) {
    throw bound(`this disk may only join cluster ${identity.joinsOnly}, not ${clusterId}`);
  }
  if (JSON.stringify(agreed) !== JSON.stringify(identity.agreed)) {
    if (identity.logBegun) throw bound('a composition was agreed to and the log has begun: nothing is agreed to anew');
    if (agreed !== null && identity.joinsOnly !== '') throw bound('a rejoining disk forms no cluster');
    if (agreed !== null && !isClusterId(agreed.clusterId)) throw bound(`"${agreed.clusterId}" is no cluster id`);
  }
  return {
    ...identity,
    server: change.server ?? identity.server,
    clusterId,
    agreed,
    formsFrom: change.formed === true ? '' : identity.formsFrom,
    damage: change.damage ?? identity.damage,
  };
}

function bound(message: string): StorageError {
  return new StorageError(StorageErrorCode.IdentityBound, message);
}

export function* writeIdentity(disk: Disk, folder: string, file: IdentityFile): Task<void> {
  const body = JSON.stringify(file);
  const checksum = checksumOf(IDENTITY_FORMAT, body);
  const text = `{"format":${IDENTITY_FORMAT},"checksum":${checksum},\n"identity":${body}}\n`;
  yield* replaceFile(disk, folder, IDENTITY_FILE, [Buffer.from(text)]);
}

/** The first format's did not cover its number, so that a changed digit looked like a newer file. */
function checksumOf(format: number, body: string): number {
  return crc32c(Buffer.from(format === 1 ? body : `${format}\n${body}`));
}

/** Null when there is none. Throws LogDamaged or FormatTooNew. */
export function* readIdentity(disk: Disk, folder: string): Task<IdentityFile | null> {
  const path = `${folder}/${IDENTITY_FILE}`;
  let bytes: Uint8Array;
  try {
    bytes = yield* take<Uint8Array>((done) => disk.read(path, done));
  } catch (error) {
    if (hasSystemCode(error, 'ENOENT')) return null;
    throw error;
  }
  return parseIdentity(path, Buffer.from(bytes).toString('utf8'));
}

function parseIdentity(path: string, text: string): IdentityFile {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    throw new LogDamaged(DamageReason.Garbage, path, 0, 'the identity is not JSON');
  }
  if (!isRecord(whole)) throw new LogDamaged(DamageReason.Garbage, path, 0, 'the identity is no JSON object');
  const format = whole['format'];
  const file = withDefaults(whole['identity']);
  // Hash what the file says, byte for byte, but for the frame around it. Every later format keeps that frame.
  const prefix = `{"format":${String(format)},"checksum":${String(whole['checksum'])},\n"identity":`;
  const body = text.slice(prefix.length, -2);
  const checksum = checksumOf(Number(format), body);
  if (!text.startsWith(prefix) || !text.endsWith('}\n') || checksum !== whole['checksum']) {
    throw new LogDamaged(DamageReason.Checksum, path, 0, 'the identity was changed or has decayed');
  }
  if (typeof format === 'number' && format > IDENTITY_FORMAT) throw tooNew(path, format, IDENTITY_FORMAT);
  if (!isIdentityFile(file)) throw new LogDamaged(DamageReason.Garbage, path, 0, 'the identity lacks a field');
  return file;
}

/** Fields that came with the second format. */
function withDefaults(file: unknown): unknown {
  if (!isRecord(file) || !isRecord(file['identity'])) return file;
  return { ...file, identity: { formsFrom: '', damage: '', ...file['identity'] } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isClusterId(value: string): boolean {
  return /^[0-9a-f]{32}$/.test(value);
}

function isIncarnation(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MAX_INCARNATION;
}

function isComposition(value: unknown): value is Composition {
  return (
    isRecord(value) &&
    typeof value['clusterId'] === 'string' &&
    Array.isArray(value['slots']) &&
    value['slots'].every(
      (slot) => isRecord(slot) && typeof slot['server'] === 'string' && Number.isSafeInteger(slot['incarnation']),
    )
  );
}

function isFormer(value: unknown): value is FormerIncarnation {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value['incarnation']) &&
    typeof value['clusterId'] === 'string' &&
    typeof value['folder'] === 'string'
  );
}

function isIdentity(value: unknown): value is Identity {
  return (
    isRecord(value) &&
    typeof value['server'] === 'string' &&
    isIncarnation(value['incarnation']) &&
    typeof value['clusterId'] === 'string' &&
    (value['clusterId'] === '' || isClusterId(value['clusterId'])) &&
    (value['agreed'] === null || isComposition(value['agreed'])) &&
    typeof value['joinsOnly'] === 'string' &&
    Array.isArray(value['former']) &&
    value['former'].every(isFormer) &&
    typeof value['formsFrom'] === 'string' &&
    typeof value['damage'] === 'string' &&
    typeof value['logBegun'] === 'boolean'
  );
}

function isIdentityFile(value: unknown): value is IdentityFile {
  return isRecord(value) && isIdentity(value['identity']) && typeof value['settingAside'] === 'string';
}
