/** A whole trio with its clients, and the checks that watch it. */
import { RULES_VERSION } from '../../node/licensing/index.ts';
import { BeliefChecks } from './checks/beliefChecks.ts';
import { CompositionChecks } from './checks/compositionChecks.ts';
import { ConsensusChecks } from './checks/consensusChecks.ts';
import { EditionChecks } from './checks/editionChecks.ts';
import { StateChecks } from './checks/stateChecks.ts';
import { VersionChecks } from './checks/versionChecks.ts';
import { SimulatedClient } from './client.ts';
import { type Edition, makeEdition } from './licenses.ts';
import { Machine } from './machine.ts';
import type { MemberProcess } from './memberProcess.ts';
import { Network, type NetworkSettings } from './network.ts';
import { Offices } from './offices.ts';
import type { World } from './world.ts';

/** What differs from seed to seed. Times in milliseconds. */
export interface Settings {
  readonly lease: number;
  readonly electionTimeout: number;
  /** Applied entries between two snapshots, and entries that stay behind one. */
  readonly snapshotEntries: number;
  readonly keepEntries: number;
  readonly clients: number;
  readonly thinkTime: number;
  readonly primaryIsMaster: boolean;
  readonly network: NetworkSettings;
  /** The cluster forms under cut lines, with servers that come late and a disk that is lost meanwhile. */
  readonly hardForming: boolean;
  /** Chance that a member dies just when it has something to write. */
  readonly crashPoints: number;
}

export class Cluster {
  readonly world: World;
  readonly settings: Settings;
  /** Names in the order of the SERVER lines. */
  readonly servers: readonly string[] = ['azuurmees', 'fitis', 'buulbuul'];
  readonly consensus: ConsensusChecks;
  readonly state: StateChecks;
  readonly beliefs: BeliefChecks;
  readonly offices: Offices;
  readonly compositions: CompositionChecks;
  readonly editions: EditionChecks;
  readonly versions: VersionChecks;
  readonly network: Network;
  readonly machines: readonly Machine[];
  readonly clients: readonly SimulatedClient[];
  /** Faults may happen. */
  faulty = true;
  /** Milliseconds by which answers to a client are late. */
  readonly answerLag = new Map<string, number>();
  /** True time of the last thing that went wrong. */
  disturbedAt = 0;
  /** True time at which a disk was lost last. */
  diskLostAt = Number.NEGATIVE_INFINITY;
  /** True time at which a member was replaced last. */
  #changedAt = Number.NEGATIVE_INFINITY;
  readonly #replaced = new Map<number, number>();
  readonly #cutOff = new Set<string>();
  readonly #incarnations = new Map<string, number>();
  #clusterIds = 0;
  #editions = 1;

  constructor(world: World, settings: Settings) {
    this.world = world;
    this.settings = settings;
    this.consensus = new ConsensusChecks(world);
    this.state = new StateChecks(world);
    this.beliefs = new BeliefChecks(world, this.state);
    this.offices = new Offices(world);
    this.compositions = new CompositionChecks(this);
    this.versions = new VersionChecks(this);
    this.editions = new EditionChecks(world);
    this.state.onLicense = (hash) => this.editions.inForce(hash);
    this.state.onEnded = (session) => this.offices.ended(session);
    this.state.onHeard = (session) => this.offices.heard(session);
    this.network = new Network(world, settings.network);
    this.network.onChange = () => this.disturbed();
    const edition = makeEdition(world.random, this.#editions, settings.primaryIsMaster);
    this.machines = this.servers.map((server) => new Machine(this, server, this.servers, edition));
    this.clients = Array.from({ length: settings.clients }, (_, at) => new SimulatedClient(this, at + 1));
    const spread = settings.hardForming ? world.random.pick([300, 3_000, 30_000]) : 300;
    for (const machine of this.machines) world.after(world.random.between(0, spread), () => machine.start());
  }

  machine(server: string): Machine {
    const machine = this.machines.find((each) => each.server === server);
    if (machine === undefined) throw new RangeError(`no machine ${server}`);
    return machine;
  }

  process(server: string): MemberProcess | null {
    return this.machine(server).process;
  }

  /** The process that may answer for the cluster; of two, the one with the higher term. */
  master(): MemberProcess | null {
    let found: MemberProcess | null = null;
    for (const { process } of this.machines) {
      if (process?.isMaster === true && !process.paused && process.term() > (found?.term() ?? 0)) found = process;
    }
    return found;
  }

  newEdition(): Edition {
    this.#editions++;
    return makeEdition(this.world.random, this.#editions, this.settings.primaryIsMaster);
  }

  /** Never given twice; tells the server and the number of its disk. */
  newIncarnation(server: string): number {
    const number = (this.#incarnations.get(server) ?? 0) + 1;
    this.#incarnations.set(server, number);
    return (this.servers.indexOf(server) + 1) * 1_000 + number;
  }

  newClusterId(): string {
    this.#clusterIds++;
    const mark = this.world.random.integer(0, 0xffff).toString(16).padStart(4, '0');
    return mark + String(this.#clusterIds).padStart(28, '0');
  }

  /** True if that machine's disk is one of the only two that a cluster was agreed to be formed of. */
  isFoundedOn({ process }: Machine): boolean {
    return (process?.storage.identity.agreed?.slots ?? []).some((slot) => slot.incarnation === 0);
  }

  /** Something went wrong, or was done: what should come of an earlier thing may not. */
  disturbed(): void {
    this.disturbedAt = this.world.now;
  }

  /** That incarnation votes no more, from that index on. */
  replaced(incarnation: number, index: number): void {
    const known = this.#replaced.get(incarnation);
    if (known === undefined) this.#changedAt = this.world.now;
    if (known === undefined || index < known) this.#replaced.set(incarnation, index);
  }

  /** Index from which on an incarnation is replaced; null if it is not. */
  replacedSince(incarnation: number): number | null {
    return this.#replaced.get(incarnation) ?? null;
  }

  /** All is well, and what is asked for must come about in time. */
  isCalm(): boolean {
    const { loss, late } = this.network.settings;
    const quick = loss === 0 && late === 0 && this.settings.crashPoints === 0;
    const settled = this.world.now - this.disturbedAt > 2_000 && this.network.isWhole();
    return quick && settled && this.isWhole() && this.machines.every(isQuick);
  }

  /** A client hears of a grant: it must be on the disks of two by then (promise 3). */
  toldOfGrant(who: string, index: number): void {
    const checksum = this.consensus.committedAt(index);
    if (checksum === null) this.world.fail('promise 3', `${who} hears of a grant at index ${index}, not committed`);
    const disks = this.machines.filter((machine) => machine.holdsDurably(index, checksum)).length;
    // Of two disks that had it when it was committed, one may have been lost since.
    if (disks < 2 && this.world.now - this.diskLostAt > 1_000) {
      this.world.fail('promise 3', `${who} hears of a grant at index ${index} that is on ${disks} disks`);
    }
  }

  /** A member has been given something to write: a good moment to die. */
  afterAppend(process: MemberProcess): void {
    const { random } = this.world;
    if (!this.faulty || !random.chance(this.settings.crashPoints)) return;
    this.world.after(random.between(0, 1), () => {
      if (!process.alive || process.machine.process !== process) return;
      this.world.count('faults');
      process.machine.crash(random.chance(0.7) ? 'power' : 'process', random.between(50, 3_000));
    });
  }

  /** Cuts the way from a client to a server or back, or repairs it. */
  cutOff(from: string, to: string, cut: boolean): void {
    if (cut) this.#cutOff.add(`${from}>${to}`);
    else this.#cutOff.delete(`${from}>${to}`);
  }

  isCutOff(from: string, to: string): boolean {
    return this.#cutOff.size > 0 && this.#cutOff.has(`${from}>${to}`);
  }

  clientDelay(): number {
    const { delay, jitter } = this.settings.network;
    return delay + this.world.random.float() * jitter;
  }

  /** All members run and vote with a disk that holds the log, so that one more disk may be lost (R16). */
  isWhole(): boolean {
    const master = this.master();
    const replica = master?.replica ?? null;
    // That a change of membership is committed is on no disk before the next entries are.
    if (this.world.now - this.#changedAt < 5_000) return false;
    if (replica === null || replica.confState.voters.length !== 3 || replica.confState.votersOutgoing.length > 0) {
      return false;
    }
    return this.machines.every(({ process, failures, full }) => {
      if (process === null || process.paused || failures > 0 || full || process.replica === null) return false;
      const behind = this.consensus.committedLast - process.machine.shadow.durable;
      return replica.confState.voters.includes(process.incarnation) && behind < 20;
    });
  }

  /** Ends all faults that last. */
  heal(): void {
    this.faulty = false;
    this.network.heal();
    this.network.settings = { ...this.network.settings, loss: 0, late: 0, doubling: 0 };
    this.#cutOff.clear();
    this.answerLag.clear();
    for (const machine of this.machines) {
      machine.slowness = 0;
      machine.full = false;
      machine.unhang();
      machine.failures = 0;
      machine.off = false;
      machine.takeOldDiskOut();
      machine.setOrder(this.servers);
      machine.install(RULES_VERSION);
      machine.process?.resume();
      machine.start();
    }
    for (const client of this.clients) client.resume();
  }
}

function isQuick({ hangs, slowness, failures, full }: Machine): boolean {
  return !hangs && slowness === 0 && failures === 0 && !full;
}
