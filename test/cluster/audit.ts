import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** One request to the API server, as far as its audit log at level Metadata tells. */
export interface AuditEvent {
  readonly auditID: string;
  readonly verb: string;
  readonly user: string;
  readonly userAgent: string;
  readonly sourceAddresses: readonly string[];
  readonly uri: string;
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly code?: number;
  readonly receivedAt: Date;
}

/** Parses a line of the audit log; undefined for what is not an event, such as a half-written last line. */
export function parseAuditLine(line: string): AuditEvent | undefined {
  let event: RawEvent;
  try {
    event = JSON.parse(line) as RawEvent;
  } catch {
    return undefined;
  }
  if (event.kind !== 'Event' || event.auditID === undefined || event.verb === undefined) return undefined;
  return {
    auditID: event.auditID,
    verb: event.verb,
    user: event.user?.username ?? '',
    userAgent: event.userAgent ?? '',
    sourceAddresses: event.sourceIPs ?? [],
    uri: event.requestURI ?? '',
    resource: event.objectRef?.resource,
    namespace: event.objectRef?.namespace,
    name: event.objectRef?.name,
    code: event.responseStatus?.code,
    receivedAt: new Date(event.requestReceivedTimestamp ?? 0),
  };
}

/** All events of an audit log that a filter takes, oldest first. */
export async function readAuditLog(path: string, filter: (event: AuditEvent) => boolean): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const event = parseAuditLine(line);
    if (event !== undefined && filter(event)) events.push(event);
  }
  return events;
}

interface RawEvent {
  readonly kind?: string;
  readonly auditID?: string;
  readonly verb?: string;
  readonly user?: { readonly username?: string };
  readonly userAgent?: string;
  readonly sourceIPs?: readonly string[];
  readonly requestURI?: string;
  readonly objectRef?: { readonly resource?: string; readonly namespace?: string; readonly name?: string };
  readonly responseStatus?: { readonly code?: number };
  readonly requestReceivedTimestamp?: string;
}
