/** A license server system as seen from here: which servers answer, and what the best informed one says. */
import type { MemberStatus, Status } from '../../proto/index.ts';
import type { Address } from '../address.ts';
import { LicenseError } from '../errors.ts';
import { type Answer, askServers, type CallSettings } from './calls.ts';

/** One server of the system. */
export interface ServerView {
  readonly host: string;
  readonly port: number;
  /** Name in the SERVER line; the host if no server could tell. */
  readonly name: string;
  /** It answered, or (out of reach from here) the others hear from it. */
  readonly up: boolean;
  readonly master: boolean;
  readonly version: string;
  /** Its own answer, if it gave one. */
  readonly status: Status | null;
}

/** The whole. */
export interface ClusterView {
  /** In the order of the SERVER lines. */
  readonly servers: readonly ServerView[];
  /** Of the master, else of whoever has applied most; null if none answered. */
  readonly status: Status | null;
  /** Why nothing is served; null if there is a master. */
  readonly error: LicenseError | null;
}

/** What to ask for. */
export interface ViewRequest {
  readonly users: boolean;
  readonly feature: string;
}

/** How long the users may take of a server that has just shown that it is there. */
const LONG_ANSWER_MS = 20_000;

/** Asks all servers at once, each with its own limit of time; the long answer only from the best informed one. */
export async function viewCluster(settings: CallSettings, request: ViewRequest): Promise<ClusterView> {
  const answers = await askServers(settings.source.servers, settings, { feature: request.feature });
  const best = bestOf(answers);
  if (!best?.status) return unreachable(settings.source.servers);
  const known = new Set(answers.map(({ address }) => key(address)));
  const others = best.status.members.filter((member) => !known.has(key(member)));
  // One address may stand for all servers; those it names are tried by their own names as well.
  const ask = answers.length < best.status.members.length ? others : [];
  const patient = { ...settings, timeoutMs: Math.max(settings.timeoutMs, LONG_ANSWER_MS) };
  const [more, long] = await Promise.all([
    askServers(ask, settings, { feature: request.feature }),
    request.users ? askServers([best.address], patient, { users: true, feature: request.feature }) : [],
  ]);
  // Without it nobody would be shown, which would say that nobody has a license.
  const [answer] = long;
  if (answer !== undefined && answer.status === null) throw answer.error;
  const all = [...answers, ...more];
  const status = long[0]?.status ?? bestOf(all)?.status ?? best.status;
  const everyoneAsked = settings.source.servers.length >= status.members.length;
  const servers = status.members.map((member) => serverView(member, all, status, everyoneAsked));
  return { servers, status, error: status.master ? null : errorOf(status) };
}

function serverView(
  member: MemberStatus,
  answers: readonly Answer[],
  view: Status,
  everyoneAsked: boolean,
): ServerView {
  const name = member.server.toLowerCase();
  const own = answers.find(({ status }) => status?.server.toLowerCase() === name)?.status ?? null;
  return {
    host: member.host,
    port: member.port,
    name: member.server,
    up: own !== null || (!everyoneAsked && member.up),
    master: view.master.toLowerCase() === name,
    version: own?.version || member.version || view.version,
    status: own,
  };
}

function bestOf(answers: readonly Answer[]): Answer | undefined {
  return answers
    .filter(({ status }) => status)
    .toSorted((a, b) => weight(b.status) - weight(a.status))
    .at(0);
}

// The master's own answer first, then one that knows a master, then who has applied most.
function weight(status: Status | null): number {
  if (!status) return -1;
  const master = status.master === '' ? 0 : status.master === status.server ? 2 : 1;
  return master * 2 ** 50 + status.appliedIndex;
}

function key({ host, port }: Address): string {
  return `${port}@${host.toLowerCase()}`;
}

function errorOf(status: Status): LicenseError {
  return new LicenseError({ code: -96, detail: status.quorumText || 'there is no master', retry: true });
}

/** Of a server that does not answer: always this text, which monitoring looks for. */
export function noAnswer(): LicenseError {
  const text = 'Cannot connect to license server system. (-15,570:115 "Operation now in progress")';
  return new LicenseError({ code: -15, minor: 570, text, retry: true });
}

function unreachable(addresses: readonly Address[]): ClusterView {
  const servers = addresses.map(({ host, port }) => {
    return { host, port, name: host, up: false, master: false, version: '', status: null };
  });
  return { servers, status: null, error: noAnswer() };
}
