/** What the services see of the member that they belong to. */
import type { FailureInit, MasterNewsInit, ResultInit, StatusInit } from '../../proto/index.ts';
import { FlexCode, failure, type LicenseEvent } from '../licensing/index.ts';
import type { LogSwitch } from '../logs/index.ts';
import type { Replica } from '../member/replica.ts';
import type { Caller, CallerSource, Forwarder } from '../transport/index.ts';
import type { StatusWanted } from './featureStatus.ts';
import { rpcError } from './rpcError.ts';

export interface Serving {
  /** Name of this server, as shown. */
  readonly serverName: string;
  /** Null until the cluster has formed. */
  readonly replica: Replica | null;
  readonly forwarder: Forwarder;
  callerOf(call: CallerSource): Caller;
  /** Milliseconds of the monotonic clock. */
  monotonic(): number;
  /** Who the master is, or why there is none. */
  news(): MasterNewsInit;
  /** True if another member is known to be the master. */
  masterElsewhere(): boolean;
  /** Calls back whenever news() changes. Returns what ends that. */
  onNews(listener: () => void): () => void;
  /** Calls back whenever a member comes, goes, or gets a vote. Returns what ends that. */
  onMembers(listener: () => void): () => void;
  /** Calls back with what the log did. Returns what ends that. */
  onEvents(listener: (events: readonly LicenseEvent[]) => void): () => void;
  /**
   * Calls back once a license is in force, or after two seconds without: a first master takes it up a moment
   * after its election, and nobody should be told meanwhile that there is none.
   */
  whenLicensed(ready: () => void): void;
  status(wanted: StatusWanted): StatusInit;
  /** Reads license and options files anew. */
  reread(): Promise<void>;
  /** Hands over and ends the process. `by`: who asked for it from where, for the debug log. */
  stop(reason: string, by?: { user: string; host: string }): void;
  /** Hands mastership to that server, or to the best if empty. Rejects with a Failure's text. */
  transferMaster(server: string, holdSeconds: number): Promise<void>;
  /** What may be changed about the logs while the member runs. */
  readonly logSwitch: LogSwitch;
}

/** Why nothing can be answered just now: -96 with the reason. */
export function unavailable(serving: Serving): FailureInit {
  const { reason } = serving.news();
  return failure(FlexCode.ServerDown, 201, reason ?? 'no master at the moment', { retry: true });
}

/** Puts a command into the log and gives its result, or the reason why there is none. */
export function submit(serving: Serving, command: Parameters<Replica['submit']>[0]): Promise<ResultInit> {
  return new Promise((resolve) => {
    const fail = () => resolve({ failure: unavailable(serving) });
    if (serving.replica === null) return fail();
    serving.replica.submit(command, (result) => (result === null ? fail() : resolve(result)));
  });
}

/** `submit` for a call: rejects with the call's error when the command was refused or is not known to stand. */
export async function submitted(serving: Serving, command: Parameters<Replica['submit']>[0]): Promise<ResultInit> {
  const result = await submit(serving, command);
  if (result.failure != null) throw rpcError(result.failure);
  return result;
}
