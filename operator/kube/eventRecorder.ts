import { createHash } from 'node:crypto';
import type { ApiClient } from './client.ts';
import { isKubeError, KubeErrorCode } from './errors.ts';
import { microTime } from './leaderElection.ts';
import type { KubeObject } from './objects.ts';
import { EVENTS } from './resources.ts';

/** The same event within this time raises the count of the first instead of making another. */
const SERIES_MILLISECONDS = 6 * 60_000;
/** The API's limit for a note. */
const NOTE_LENGTH = 1024;

export interface EventContent {
  readonly type: 'Normal' | 'Warning';
  /** One word in CamelCase. */
  readonly reason: string;
  /** What was being done. */
  readonly action: string;
  /** For people. */
  readonly note: string;
}

interface Remembered {
  readonly name: string;
  count: number;
  last: number;
}

/** Writes Events (events.k8s.io/v1). Repeats are counted in one; a failure is reported and forgotten. */
export class EventRecorder {
  readonly #client: ApiClient;
  readonly #controller: string;
  readonly #instance: string;
  readonly #onError: (error: unknown) => void;
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();

  constructor(options: {
    client: ApiClient;
    controller: string;
    instance: string;
    onError: (error: unknown) => void;
    now?: () => number;
  }) {
    this.#client = options.client;
    this.#controller = options.controller;
    this.#instance = options.instance;
    this.#onError = options.onError;
    this.#now = options.now ?? Date.now;
  }

  /** Never throws; resolves when the event is written or given up. */
  async record(regarding: KubeObject, content: EventContent): Promise<void> {
    const now = this.#now();
    const key = [regarding.metadata.uid, content.type, content.reason, content.note].join('\n');
    const old = this.#remembered.get(key);
    try {
      if (old !== undefined && now - old.last < SERIES_MILLISECONDS) {
        old.count += 1;
        old.last = now;
        if (await this.#repeat(regarding, old)) return;
      }
      this.#forget(now);
      const name = this.#name(regarding, key, now);
      this.#remembered.set(key, { name, count: 1, last: now });
      await this.#create(regarding, content, name);
    } catch (error) {
      this.#remembered.delete(key);
      this.#onError(error);
    }
  }

  async #create(regarding: KubeObject, content: EventContent, name: string): Promise<void> {
    const { namespace, uid, resourceVersion } = regarding.metadata;
    await this.#client.create(EVENTS, namespace ?? 'default', {
      apiVersion: EVENTS.apiVersion,
      kind: EVENTS.kind,
      metadata: { name, namespace: namespace ?? 'default' },
      eventTime: microTime(new Date(this.#now())),
      reportingController: this.#controller,
      reportingInstance: this.#instance.slice(0, 128),
      type: content.type,
      reason: content.reason,
      action: content.action,
      note: content.note.length > NOTE_LENGTH ? `${content.note.slice(0, NOTE_LENGTH - 3)}...` : content.note,
      regarding: {
        apiVersion: regarding.apiVersion,
        kind: regarding.kind,
        namespace,
        name: regarding.metadata.name,
        uid,
        resourceVersion,
      },
    });
  }

  /** False if the first event is gone (they live an hour). */
  async #repeat(regarding: KubeObject, old: Remembered): Promise<boolean> {
    const namespace = regarding.metadata.namespace ?? 'default';
    const series = { count: old.count, lastObservedTime: microTime(new Date(old.last)) };
    try {
      await this.#client.merge(EVENTS, namespace, old.name, { series }, this.#controller);
      return true;
    } catch (error) {
      if (isKubeError(error, KubeErrorCode.NotFound)) return false;
      throw error;
    }
  }

  #name(regarding: KubeObject, key: string, now: number): string {
    const hash = createHash('sha256').update(`${key}\n${now}\n${this.#instance}`).digest('hex');
    return `${regarding.metadata.name}.${hash.slice(0, 16)}`;
  }

  #forget(now: number): void {
    for (const [key, { last }] of this.#remembered) {
      if (now - last >= SERIES_MILLISECONDS) this.#remembered.delete(key);
    }
  }
}
