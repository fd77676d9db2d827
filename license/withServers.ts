import type { LicenseFile, ServerLine, ServerSpec } from './model.ts';
import { parseLicense } from './parseLicense.ts';
import { formatServer } from './serverLine.ts';

/**
 * The file with these SERVER lines in this order. All other lines stay byte for byte, and so does a SERVER
 * line that says the same already. As many lines as before: each takes the place of one; else all stand
 * where the first one stood. Without one they go in front of the first line that is no comment.
 */
export function withServers(file: LicenseFile, servers: readonly ServerSpec[]): LicenseFile {
  const newline = file.lines.some((line) => line.raw.includes('\r\n')) ? '\r\n' : '\n';
  const lines = servers.map((server) => `${formatServer(server)}${newline}`);
  const sameNumber = servers.length === file.servers.length;
  const parts: string[] = [];
  let done = file.servers.length > 0 ? 0 : -1;
  for (const line of file.lines) {
    if (line.kind === 'server') {
      const server = servers[done];
      if (sameNumber && server !== undefined) parts.push(sameServer(line, server) ? line.raw : (lines[done] ?? ''));
      else if (done === 0) parts.push(...lines);
      done += 1;
      continue;
    }
    if (done < 0 && line.kind !== 'text') {
      parts.push(...lines);
      done = 0;
    }
    parts.push(line.raw);
  }
  if (done < 0) parts.push(...lines);
  return parseLicense(joinLines(parts, newline), file.name).file;
}

/** Puts a line end between a last line without one and a line that now stands behind it. */
function joinLines(parts: readonly string[], newline: string): string {
  return parts
    .map((part, at) => (at < parts.length - 1 && part !== '' && !part.endsWith('\n') ? part + newline : part))
    .join('');
}

function sameServer(line: ServerLine, server: ServerSpec): boolean {
  return formatServer(line) === formatServer(server) && (server.tcp ?? false) === line.tcp;
}
