/** From an empty disk to a log: forms the cluster with the others, or joins one that is there (R16, R17). */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AgreeResponseInit, Composition, HelloResponse, HelloResponseInit } from '../../proto/index.ts';
import { encodeState, LicenseState, OLDEST_RULES_VERSION, RULES_VERSION, reclaimAfter } from '../licensing/index.ts';
import type { Logger } from '../logs/index.ts';
import { type OpenedStorage, type Storage, StorageError } from '../storage/index.ts';
import type { PeerCalls } from '../transport/index.ts';
import { mayAgree, nextFormingStep } from './forming.ts';
import type { ServerAddress } from './peers.ts';
import { SettingsError } from './settings.ts';

/** How often the others are asked while forming, and how long two wait for a silent third. */
const ASK_EVERY_MS = 200;
export const GRACE_MS = 20_000;

/** Protocol version of PeerService. */
export const PEER_PROTOCOL = 1;

export interface FormationOptions {
  readonly storage: Storage;
  readonly self: ServerAddress;
  /** In the order of our SERVER lines. */
  readonly servers: () => readonly ServerAddress[];
  readonly expectedClusterId: () => string;
  readonly leaseMilliseconds: number;
  readonly calls: PeerCalls;
  readonly logger: Logger;
}

export class Formation {
  /** What stands in the way, for status and probes. */
  reason = 'starting';
  private readonly options: FormationOptions;
  private answers = new Map<string, HelloResponse>();
  private begun = false;
  /** The binding under way, if any: one at a time, so that each is judged by what the one before it left. */
  private binding: Promise<void> = Promise.resolve();

  constructor(options: FormationOptions) {
    this.options = options;
  }

  /** Resolves with what the replica starts from. Rejects if this disk can never belong to the cluster. */
  async run(
    opened: OpenedStorage,
    signal: AbortSignal,
  ): Promise<Pick<OpenedStorage, 'hardState' | 'snapshot' | 'entries'>> {
    if (opened.snapshot !== null) {
      this.begun = true;
      return opened;
    }
    if (this.options.storage.identity.clusterId !== '' && this.options.storage.identity.agreed === null) {
      // Had begun to join: the master sends the log.
      this.begun = true;
      return opened;
    }
    let pairSince = performance.now();
    let pairedWith = '';
    let said = '';
    while (true) {
      signal.throwIfAborted();
      await this.ask(signal);
      const answering = [...this.answers.keys()].join();
      if (answering !== pairedWith || this.answers.size !== 1) pairSince = performance.now();
      pairedWith = answering;
      const step = this.next(performance.now() - pairSince);
      if (step.kind === 'begin') return this.begin(step.composition);
      if (step.kind === 'refused') throw new SettingsError(step.reason);
      if (step.kind === 'join' && (await this.join(step.clusterId, signal))) {
        return { hardState: null, snapshot: null, entries: [] };
      }
      if (step.kind === 'propose') await this.propose(step.composition, signal);
      this.reason = step.kind === 'wait' ? step.reason : `forming: ${step.kind}`;
      if (this.reason !== said) {
        said = this.reason;
        this.options.logger.info({ step: step.kind }, `forming the cluster: ${this.reason}`);
      }
      await delay(ASK_EVERY_MS, undefined, { signal });
    }
  }

  /** What we say to a peer that asks. */
  hello(more: { holdsEntries: boolean; master: string; term: number; former: number[] }): HelloResponseInit {
    const { identity } = this.options.storage;
    return {
      protocol: PEER_PROTOCOL,
      server: identity.server,
      incarnation: identity.incarnation,
      clusterId: identity.clusterId,
      agreed: asMessage(identity.agreed),
      ...more,
    };
  }

  /** A peer asks us to bind ourselves to a composition. */
  async agree(asked: Composition | null): Promise<AgreeResponseInit> {
    const expected = this.options.expectedClusterId();
    const wanted = expected === '' || asked?.clusterId === expected;
    if (asked !== null && wanted) await this.bind(asked);
    return { agreed: asMessage(this.options.storage.identity.agreed) };
  }

  private next(waited: number) {
    const { identity } = this.options.storage;
    const { options } = this;
    return nextFormingStep({
      self: {
        server: identity.server,
        incarnation: identity.incarnation,
        agreed: asMessage(identity.agreed),
        expectedClusterId: options.expectedClusterId() || identity.joinsOnly,
      },
      order: options.servers().map((server) => server.server),
      answers: this.answers,
      waited,
      grace: GRACE_MS,
      newClusterId: () => randomBytes(16).toString('hex'),
    });
  }

  private others(): ServerAddress[] {
    return this.options.servers().filter((server) => server.server !== this.options.self.server);
  }

  private async ask(signal: AbortSignal): Promise<void> {
    const { identity } = this.options.storage;
    const request = { server: identity.server, incarnation: identity.incarnation, clusterId: identity.clusterId };
    const answers = new Map<string, HelloResponse>();
    await Promise.all(
      this.others().map(async (other) => {
        try {
          const answer = await this.options.calls.hello(other, request, signal);
          if (answer.server.toLowerCase() === other.server) answers.set(other.server, answer);
        } catch {
          // Silent: it is not up yet. The forming rules say how long that is waited for.
        }
      }),
    );
    this.answers = answers;
  }

  private async propose(composition: Composition, signal: AbortSignal): Promise<void> {
    await this.bind(composition);
    if (this.options.storage.identity.agreed?.clusterId !== composition.clusterId) return;
    await Promise.all(
      this.others().map(async (other) => {
        const slot = composition.slots.find((each) => each.server === other.server);
        if (slot === undefined || slot.incarnation === 0) return;
        try {
          await this.options.calls.agree(other, { composition }, signal);
        } catch {
          // Asked again in the next round.
        }
      }),
    );
  }

  /** Binds this member durably, if it may be bound. */
  private bind(composition: Composition): Promise<void> {
    const bound = this.binding.then(() => this.bindNow(composition));
    this.binding = bound.catch(() => undefined);
    return bound;
  }

  private async bindNow({ clusterId, slots }: Composition): Promise<void> {
    const { server, incarnation, agreed } = this.options.storage.identity;
    if (agreed?.clusterId === clusterId) return;
    // Field by field: a decoded message has fields at their default only by inheritance, JSON would lose them.
    const composition = {
      clusterId,
      slots: slots.map((slot) => ({ server: slot.server, incarnation: slot.incarnation })),
    };
    const self = { server, incarnation, agreed: asMessage(agreed), begun: this.begun };
    if (!mayAgree(self, composition, this.answers)) return;
    await saved((done) => this.options.storage.saveIdentity({ agreed: composition }, done));
  }

  /** All have agreed: every one of them writes the same first snapshot. */
  private async begin(composition: Composition) {
    const { storage } = this.options;
    this.begun = true;
    const voters = composition.slots.map((slot) => slot.incarnation).filter((incarnation) => incarnation !== 0);
    const state = new LicenseState();
    state.appliedIndex = 1;
    // The others may be of a version that knows no newer rules; the master raises it once all do (R20).
    state.version = OLDEST_RULES_VERSION;
    state.leaseMilliseconds = this.options.leaseMilliseconds;
    state.members = {
      members: composition.slots.map(({ server, incarnation }) => ({ server, incarnation, host: '', port: 0 })),
      former: [],
    };
    // Formed by two: what a forgotten cluster may have leased has to run out first.
    if (voters.length < composition.slots.length) state.noGrantsBefore = reclaimAfter(state.leaseMilliseconds);
    const confState = {
      voters: voters.sort((a, b) => a - b),
      learners: [],
      votersOutgoing: [],
      learnersNext: [],
      autoLeave: false,
    };
    const snapshot = { metadata: { index: 1, term: 1, confState }, data: encodeState(state) };
    const hardState = { term: 1, vote: 0, commit: 1 };
    await saved((done) => storage.saveIdentity({ clusterId: composition.clusterId }, done));
    await saved((done) => storage.append({ entries: [], hardState, snapshot }, done));
    this.options.logger.info({ clusterId: composition.clusterId, voters }, 'the cluster has formed');
    this.options.logger.warn(
      'a new cluster does not know what a former one lent: seats borrowed from it may be granted anew before their end',
    );
    return { hardState, snapshot, entries: [] };
  }

  /** True once the master has taken us in, as a learner at least. */
  private async join(clusterId: string, signal: AbortSignal): Promise<boolean> {
    const { storage, self } = this.options;
    this.reason = `joining cluster ${clusterId}`;
    for (const other of this.others()) {
      try {
        const request = {
          clusterId,
          server: self.server,
          incarnation: storage.identity.incarnation,
          logVersion: RULES_VERSION,
        };
        const answer = await this.options.calls.join(other, request, signal);
        if (!answer.accepted) continue;
        await saved((done) => storage.saveIdentity({ clusterId, agreed: null }, done));
        this.begun = true;
        return true;
      } catch (error) {
        if (error instanceof StorageError) throw error;
        // Not the master, or away: the next one, or the next round.
      }
    }
    return false;
  }
}

function saved(work: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => work((error) => (error === null ? resolve() : reject(error))));
}

function asMessage(
  composition: { clusterId: string; slots: readonly { server: string; incarnation: number }[] } | null,
): Composition | null {
  return composition === null ? null : { clusterId: composition.clusterId, slots: [...composition.slots] };
}
