/** Small enough for the arguments of one call. */
const CHUNK = 8192;

/**
 * License files are bytes of no declared encoding ("8-bit Latin chars allowed"), so every byte becomes the
 * character of that number and nothing can get lost. `TextDecoder('latin1')` will not do: it is
 * windows-1252 and changes 0x80 to 0x9f.
 */
export function latin1Text(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + CHUNK)));
  }
  return parts.join('');
}

/**
 * The bytes of a text: one for each character if all are Latin-1, else UTF-8 (the text was not read as
 * bytes, and its file can only have been UTF-8).
 */
export function latin1Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 0xff) return new TextEncoder().encode(text);
    bytes[at] = unit;
  }
  return bytes;
}
