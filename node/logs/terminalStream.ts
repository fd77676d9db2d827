/** The program log for a person at a terminal: lines like those of the debug log, which stand beside them. */
import type { DestinationStream } from 'pino';
import { formatLine, LMGRD, type TimeStyle } from './debugFormat.ts';

/** Where the JSON log writes to when a person looks on. */
export function terminalStream(write: (text: string) => void, style: TimeStyle): DestinationStream {
  return {
    write(json) {
      write(`${formatLine(new Date(), LMGRD, asText(json), style)}\n`);
    },
  };
}

/** `WARNING: what is written (why)`; what is no JSON stays as it is. */
function asText(json: string): string {
  let entry: { level?: number; msg?: string; err?: { message?: string } };
  try {
    entry = JSON.parse(json);
  } catch {
    return json.trimEnd();
  }
  const { level = 30, msg = '', err } = entry;
  const label = level >= 50 ? 'ERROR: ' : level >= 40 ? 'WARNING: ' : '';
  const why = err?.message === undefined || err.message === msg ? '' : ` (${err.message})`;
  return `${label}${msg}${why}`;
}
