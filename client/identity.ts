/** Who asks for licenses, when the program does not say. */
import { hostname, userInfo } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };
import type { Identity } from '../proto/index.ts';
import { hostFacts } from './hostFacts.ts';

/** Servers take no more. */
const MAX_HOSTIDS = 32;

/** Version of the library and of lmutil. */
export const clientVersion: string = packageJson.version;

/** The identity of this process; fields that are given win. Blanks are replaced: lmstat's columns need that. */
export function identityOf(given: Partial<Identity> = {}): Identity {
  return {
    user: word(given.user ?? userName(), 64),
    host: word(given.host ?? hostname(), 255),
    display: word(given.display ?? displayName(), 64),
    pid: given.pid ?? process.pid,
    clientVersion: given.clientVersion ?? clientVersion,
    project: word(given.project ?? process.env['LM_PROJECT'] ?? '', 64),
    // The server sees it for itself.
    address: '',
    hostids: given.hostids ?? hostids(),
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that no passwd line names.
    return process.env['USER'] ?? `uid${process.getuid?.() ?? 0}`;
  }
}

/** What a license line may be locked to on this machine. */
function hostids(): string[] {
  const { ethers = [], vmUuid } = hostFacts();
  return [...ethers, ...(vmUuid === undefined ? [] : [`VM_UUID=${vmUuid}`])].slice(0, MAX_HOSTIDS);
}

function displayName(): string {
  return process.env['DISPLAY'] || '/dev/tty';
}

function word(text: string, length: number): string {
  return text.trim().replace(/\s+/g, '_').slice(0, length);
}
