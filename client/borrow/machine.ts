/** What this machine is known by in a borrow: the same for all its programs, another on every machine. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * 32 hex digits. Made of the system's machine id, which must not be shown to others as it is, or of the host
 * name where there is none (some containers).
 */
export function machineId(read: (path: string) => string = (path) => readFileSync(path, 'latin1')): string {
  const [id = `host ${hostname()}`] = ['/etc/machine-id', '/var/lib/dbus/machine-id'].flatMap((path) => {
    try {
      const text = read(path).trim();
      return text === '' ? [] : [text];
    } catch {
      return [];
    }
  });
  return createHash('sha256').update(`lmtriad borrow ${id}`).digest('hex').slice(0, 32);
}
