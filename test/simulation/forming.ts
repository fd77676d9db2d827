/** From an empty disk to a log, by the rules of node/member/forming.ts: the loop around them in simulated time. */
import { encodeState, LicenseState, reclaimAfter } from '../../node/licensing/index.ts';
import { GRACE_MS, PEER_PROTOCOL } from '../../node/member/formation.ts';
import { mayAgree, nextFormingStep } from '../../node/member/forming.ts';
import type { StoredLog } from '../../node/member/ports.ts';
import type { OpenedStorage } from '../../node/storage/index.ts';
import type { Composition, HelloResponse } from '../../proto/index.ts';
import type { Cluster } from './cluster.ts';
import type { MemberProcess } from './memberProcess.ts';

const ASK_EVERY_MS = 200;
const ANSWER_WITHIN_MS = 100;

export class Forming {
  private readonly cluster: Cluster;
  private readonly process: MemberProcess;
  private readonly opened: OpenedStorage;
  private readonly ready: (stored: StoredLog) => void;
  private answers = new Map<string, HelloResponse>();
  private begun = false;
  private busy = false;
  private pairSince = 0;
  private pairedWith = '';
  private finished = false;

  constructor(cluster: Cluster, process: MemberProcess, opened: OpenedStorage, ready: (stored: StoredLog) => void) {
    this.cluster = cluster;
    this.process = process;
    this.opened = opened;
    this.ready = ready;
  }

  start(): void {
    const { identity } = this.process.storage;
    if (this.opened.snapshot !== null || (identity.clusterId !== '' && identity.agreed === null)) {
      this.begun = true;
      this.finish(this.opened);
      return;
    }
    this.pairSince = this.process.now();
    this.round();
  }

  hello(more: { holdsEntries: boolean; term: number; former: number[] }): HelloResponse {
    const { server, incarnation, clusterId, agreed } = this.process.storage.identity;
    const composition = agreed === null ? null : { clusterId: agreed.clusterId, slots: [...agreed.slots] };
    return { protocol: PEER_PROTOCOL, server, incarnation, clusterId, agreed: composition, master: '', ...more };
  }

  private round(): void {
    if (!this.process.alive || this.finished) return;
    const answers = new Map<string, HelloResponse>();
    for (const server of this.process.otherServers) {
      this.cluster.network.ask(
        this.process,
        server,
        (other) => other.hello(),
        (answer) => answers.set(server, answer),
      );
    }
    this.cluster.world.after(ANSWER_WITHIN_MS, () => this.process.deliver(() => this.decide(answers)));
    this.cluster.world.after(ASK_EVERY_MS, () => this.round());
  }

  private decide(answers: Map<string, HelloResponse>): void {
    if (this.finished || this.busy) return;
    const { process, cluster } = this;
    this.answers = answers;
    const answering = [...answers.keys()].join();
    if (answering !== this.pairedWith || answers.size !== 1) this.pairSince = process.now();
    this.pairedWith = answering;
    const { identity } = process.storage;
    const { server, incarnation, agreed } = identity;
    const step = nextFormingStep({
      self: {
        server,
        incarnation,
        agreed: agreed === null ? null : { clusterId: agreed.clusterId, slots: [...agreed.slots] },
        expectedClusterId: identity.joinsOnly,
      },
      order: process.machine.order,
      answers,
      waited: process.now() - this.pairSince,
      grace: GRACE_MS,
      newClusterId: () => cluster.newClusterId(),
    });
    if (step.kind === 'begin') this.begin(step.composition);
    else if (step.kind === 'join') this.join(step.clusterId);
    else if (step.kind === 'propose') this.propose(step.composition);
    else if (step.kind === 'refused') process.machine.refused(process, step.reason);
  }

  private propose(composition: Composition): void {
    this.bind(composition, () => {
      if (this.process.storage.identity.agreed?.clusterId !== composition.clusterId) return;
      for (const server of this.process.otherServers) {
        const slot = composition.slots.find((each) => each.server === server);
        if (slot === undefined || slot.incarnation === 0) continue;
        this.cluster.network.ask(
          this.process,
          server,
          (other) => other.forming.bind(composition, () => {}),
          () => {},
        );
      }
    });
  }

  /** Binds this member durably, if it may be bound; one binding at a time. */
  bind({ clusterId, slots }: Composition, done: () => void): void {
    if (this.busy) return;
    const { storage } = this.process;
    const { server, incarnation, agreed } = storage.identity;
    if (agreed?.clusterId === clusterId) return done();
    const composition = { clusterId, slots: slots.map((slot) => ({ ...slot })) };
    const current = agreed === null ? null : { clusterId: agreed.clusterId, slots: [...agreed.slots] };
    if (!mayAgree({ server, incarnation, agreed: current, begun: this.begun }, composition, this.answers))
      return done();
    this.busy = true;
    storage.saveIdentity({ agreed: composition }, (error) => {
      this.busy = false;
      if (error !== null) {
        this.process.machine.exited(this.process, error.message);
        return;
      }
      this.cluster.compositions.agreed(this.process, agreed);
      done();
    });
  }

  private begin(composition: Composition): void {
    const { storage, machine } = this.process;
    const { cluster } = this;
    this.begun = true;
    this.busy = true;
    const voters = composition.slots.map((slot) => slot.incarnation).filter((incarnation) => incarnation !== 0);
    const state = new LicenseState();
    state.appliedIndex = 1;
    state.leaseMilliseconds = cluster.settings.lease;
    state.members = {
      members: composition.slots.map(({ server, incarnation }) => ({ server, incarnation, host: '', port: 0 })),
      former: [],
    };
    if (voters.length < 3) state.noGrantsBefore = reclaimAfter(cluster.settings.lease);
    const confState = { voters, learners: [], votersOutgoing: [], learnersNext: [], autoLeave: false };
    const snapshot = { metadata: { index: 1, term: 1, confState }, data: encodeState(state) };
    const hardState = { term: 1, vote: 0, commit: 1 };
    storage.saveIdentity({ clusterId: composition.clusterId }, (error) => {
      if (error !== null) return machine.exited(this.process, error.message);
      storage.append({ entries: [], hardState, snapshot }, (failed) => {
        if (failed !== null) return machine.exited(this.process, failed.message);
        cluster.compositions.begun(this.process, composition.clusterId, voters);
        this.finish({ hardState, snapshot, entries: [] });
      });
    });
  }

  private join(clusterId: string): void {
    const { process, cluster } = this;
    for (const server of process.otherServers) {
      cluster.network.ask(
        process,
        server,
        (other) => other.join(process, clusterId),
        (answer) => {
          if (answer?.accepted !== true || this.busy || this.finished) return;
          this.busy = true;
          process.storage.saveIdentity({ clusterId, agreed: null }, (error) => {
            if (error !== null) return process.machine.exited(process, error.message);
            this.begun = true;
            process.say(`joins cluster ${clusterId}`);
            this.finish({ hardState: null, snapshot: null, entries: [] });
          });
        },
      );
    }
  }

  private finish(stored: StoredLog): void {
    this.finished = true;
    this.ready(stored);
  }
}
