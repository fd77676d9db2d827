import { FlexError } from './codes.ts';
import { type LineCursor, shown } from './lineCursor.ts';
import type { VendorLine } from './model.ts';
import { unquote, type Word } from './scanner.ts';
import { readPort } from './serverLine.ts';

interface Operands {
  path: string | null;
  optionsPath: string | null;
  port: number | null;
}

/** `VENDOR vendor [daemon_path] [[OPTIONS=]options_path] [[PORT=]port]`; without a path the keywords are needed. */
export function parseVendorLine(cursor: LineCursor): VendorLine | null {
  const vendor = cursor.require('a vendor name');
  if (vendor === null) return null;
  const name = unquote(vendor.text);
  if (!/^\w+$/.test(name)) {
    const expected = 'letters, digits and underscores';
    cursor.warnAt(vendor.offset, 'OddName', `vendor name ${shown(name)}`, expected, FlexError.InvalidSyntax);
  }
  const operands: Operands = { path: null, optionsPath: null, port: null };
  let place = 0;
  for (const word of cursor.rest()) {
    const keyword = /^(options|port|eport)=(.*)$/is.exec(word.text);
    if (keyword !== null) {
      if (!readKeyword(cursor, word, (keyword[1] ?? '').toUpperCase(), unquote(keyword[2] ?? ''), operands))
        return null;
      continue;
    }
    place += 1;
    if (!readPositional(cursor, word, place, operands)) return null;
  }
  return {
    kind: 'vendor',
    line: cursor.line,
    raw: cursor.raw,
    keyword: cursor.keyword === 'DAEMON' ? 'DAEMON' : 'VENDOR',
    vendor: name,
    ...operands,
  };
}

function readKeyword(cursor: LineCursor, word: Word, name: string, value: string, operands: Operands): boolean {
  if (name === 'OPTIONS') {
    operands.optionsPath = value;
    return true;
  }
  const port = readPort(cursor, word, value);
  if (port === undefined) return false;
  // EPORT, the encrypted port of newer versions, has no use here: the one port is TLS already.
  if (name === 'PORT') operands.port = port;
  return true;
}

function readPositional(cursor: LineCursor, word: Word, place: number, operands: Operands): boolean {
  const value = unquote(word.text);
  if (place === 1) {
    operands.path = value;
    return true;
  }
  if (/^\d+$/.test(value) && operands.port === null) {
    const port = readPort(cursor, word, value);
    if (port === undefined) return false;
    operands.port = port;
    return true;
  }
  if (place === 2 && operands.optionsPath === null) {
    operands.optionsPath = value;
    return true;
  }
  cursor.errorAt(
    word.offset,
    `unexpected word ${shown(word.text)}`,
    'OPTIONS=path, PORT=number or the end of the line',
  );
  return false;
}
