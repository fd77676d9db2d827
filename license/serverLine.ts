import { FlexError } from './codes.ts';
import { type LineCursor, shown } from './lineCursor.ts';
import type { ServerLine, ServerSpec } from './model.ts';
import { unquote, type Word } from './scanner.ts';

const PORT = /^(tcp:)?(\d+)$/i;
const HIGHEST_PORT = 65535;
/** The old text allows 0 to 120 s, FlexNet since version 11 0 to 30. */
const LONGEST_HEARTBEAT = 120;
const USUAL_LONGEST_HEARTBEAT = 30;

interface Trailer {
  port: number | null;
  tcp: boolean;
  primaryIsMaster: boolean;
  heartbeatInterval: number | null;
  flags: string[];
}

/** `SERVER host hostid [port] [PRIMARY_IS_MASTER] [HEARTBEAT_INTERVAL=seconds]`; the port may come behind flags. */
export function parseServerLine(cursor: LineCursor): ServerLine | null {
  const host = cursor.require('a host name');
  const hostid = host && cursor.require('a host id, such as ANY');
  if (!host || !hostid) return null;
  const trailer: Trailer = { port: null, tcp: false, primaryIsMaster: false, heartbeatInterval: null, flags: [] };
  let portSeen = false;
  for (const word of cursor.rest()) {
    const port = PORT.exec(word.text);
    if (port !== null) {
      if (portSeen) {
        cursor.errorAt(word.offset, `a second port ${shown(word.text)}`, 'one port');
        return null;
      }
      portSeen = true;
      const number = readPort(cursor, word, port[2] ?? '');
      if (number === undefined) return null;
      trailer.port = number;
      trailer.tcp = port[1] !== undefined;
    } else if (!readFlag(cursor, word, trailer)) return null;
  }
  return {
    kind: 'server',
    line: cursor.line,
    raw: cursor.raw,
    host: unquote(host.text),
    hostid: unquote(hostid.text),
    ...trailer,
  };
}

/** A port number, null for 0 (let the server choose), undefined after an error. */
export function readPort(cursor: LineCursor, word: Word, digits: string): number | null | undefined {
  const port = /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN;
  if (!(port <= HIGHEST_PORT)) {
    cursor.errorAt(word.offset, `${shown(word.text)} is no port`, `a number from 1 to ${HIGHEST_PORT}`);
    return undefined;
  }
  return port === 0 ? null : port;
}

function readFlag(cursor: LineCursor, word: Word, trailer: Trailer): boolean {
  const [name = '', value] = splitOnce(word.text);
  const upper = name.toUpperCase();
  if (upper === 'PRIMARY_IS_MASTER' && value === undefined) {
    trailer.primaryIsMaster = true;
    return true;
  }
  if (upper === 'HEARTBEAT_INTERVAL' || upper === 'SERVER_TIMEOUT') {
    const seconds = value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
    if (!(seconds <= LONGEST_HEARTBEAT)) {
      cursor.errorAt(word.offset, `${shown(word.text)} is no interval`, `seconds from 0 to ${USUAL_LONGEST_HEARTBEAT}`);
      return false;
    }
    if (seconds > USUAL_LONGEST_HEARTBEAT) {
      const message = `${upper} above ${USUAL_LONGEST_HEARTBEAT} s is of old versions`;
      cursor.warnAt(word.offset, 'Ignored', message, `0 to ${USUAL_LONGEST_HEARTBEAT}`, FlexError.InvalidSyntax);
    }
    trailer.heartbeatInterval = seconds;
    return true;
  }
  if (upper.startsWith('TCP:')) {
    cursor.errorAt(word.offset, `${shown(word.text)} is no port`, 'TCP: and a number');
    return false;
  }
  trailer.flags.push(word.text);
  if (upper !== 'PLAT' && cursor.diagnostics.first(`SERVER ${upper}`)) {
    const expected = 'a port, PRIMARY_IS_MASTER or HEARTBEAT_INTERVAL=n';
    cursor.warnAt(
      word.offset,
      'UnknownAttribute',
      `unknown word ${shown(word.text)}`,
      expected,
      FlexError.UnknownFormat,
    );
  }
  return true;
}

function splitOnce(text: string): [string, string | undefined] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

/** A SERVER line without its line end. A port is written as the spec says, plain if it does not say. */
export function formatServer(server: ServerSpec): string {
  const words = ['SERVER', server.host, server.hostid];
  if (server.port !== null) words.push(server.tcp ? `TCP:${server.port}` : String(server.port));
  if (server.primaryIsMaster) words.push('PRIMARY_IS_MASTER');
  if (typeof server.heartbeatInterval === 'number') words.push(`HEARTBEAT_INTERVAL=${server.heartbeatInterval}`);
  return [...words, ...(server.flags ?? [])].join(' ');
}
