/** Little-endian numbers and zero runs in the storage's files. Offsets in bytes. */
const HIGH = 2 ** 32;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Writes a safe integer (0 to 2^53 - 1) as 64 bits. */
export function putSafe(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value >>> 0, true);
  view.setUint32(offset + 4, Math.floor(value / HIGH), true);
}

/** Reads 64 bits. A checksum has to vouch for them: what is no safe integer comes out inexact. */
export function getSafe(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * HIGH + view.getUint32(offset, true);
}

/** True when bytes[start, end) are zeros; what lies behind the array counts as zeros. */
export function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = Math.min(end, bytes.length);
  for (let at = start; at < stop; at++) if (bytes[at] !== 0) return false;
  return true;
}
