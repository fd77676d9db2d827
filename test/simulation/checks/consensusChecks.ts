/** What must hold of elections and of the log, whatever happens (the Raft paper's figure 3). */
import { type Message, MessageType, type NodeId, type RawNode, Role } from '../../../node/consensus/index.ts';
import type { World } from '../world.ts';
import { KnownEntries, type ShadowLog } from './shadowLog.ts';

/** A node as it was after its last turn. */
export interface Watched {
  readonly who: string;
  readonly raw: RawNode;
  readonly shadow: ShadowLog;
  term: number;
  role: Role;
  commit: number;
}

export class ConsensusChecks {
  readonly known: KnownEntries;
  readonly #world: World;
  readonly #leaders = new Map<number, NodeId>();
  readonly #votes = new Map<string, NodeId>();
  /** Checksum of what was ever committed, by index, and the highest term that a node had when it was seen. */
  readonly #committed: number[] = [];
  readonly #committedBy: number[] = [];
  #committedLast = 0;
  #lastLeader: NodeId = 0;

  constructor(world: World) {
    this.#world = world;
    this.known = new KnownEntries(world);
  }

  /** Index of the last entry that was ever seen committed. */
  get committedLast(): number {
    return this.#committedLast;
  }

  /** Checksum at a committed index; null if nothing was committed there. */
  committedAt(index: number): number | null {
    return this.#committed[index] ?? null;
  }

  /** To be called after each turn of a node. */
  afterTurn(node: Watched): void {
    const { raw } = node;
    const { term, role, commit } = raw;
    const led = role === Role.Leader && node.role === Role.Leader && node.term === term;
    if (led && commit > node.commit && node.shadow.termAt(commit) !== term) {
      this.#world.fail('commit', `${node.who} commits index ${commit} of an older term by counting (figure 8)`);
    }
    if (term !== node.term || role !== node.role) this.#changed(node, term, role);
    if (commit !== node.commit) this.#moved(node, commit, term);
  }

  /** A node sends these. A vote is given once a term, whatever happens between. */
  sends(who: string, messages: readonly Message[]): void {
    for (const { type, from, to, term, reject } of messages) {
      if (type === MessageType.VoteResp && !reject) this.#votesFor(who, from, to, term);
    }
  }

  #votesFor(who: string, voter: NodeId, candidate: NodeId, term: number): void {
    const key = `${voter} ${term}`;
    const before = this.#votes.get(key);
    if (before === undefined) this.#votes.set(key, candidate);
    else if (before !== candidate) {
      this.#world.fail('one vote a term', `${who} votes for ${before} and for ${candidate} in term ${term}`);
    }
  }

  /** True if that node led in a term after this one. */
  ledAfter(term: number, id: NodeId): boolean {
    for (const [led, leader] of this.#leaders) if (led > term && leader === id) return true;
    return false;
  }

  /** A node has started from its disk. It has promised a term to others before it went down. */
  started(node: Watched, promised: number): void {
    if (node.raw.term < promised) {
      const detail = `${node.who} has answered in term ${promised} and starts in ${node.raw.term}`;
      this.#world.fail('terms are durable', detail);
    }
    this.#moved(node, node.raw.commit, node.raw.term, true);
  }

  #changed(node: Watched, term: number, role: Role): void {
    if (term < node.term) this.#world.fail('terms only rise', `${node.who} went from ${node.term} to ${term}`);
    const elected = role === Role.Leader && (node.role !== Role.Leader || term !== node.term);
    node.term = term;
    node.role = role;
    if (elected) this.#elected(node, term);
  }

  #elected({ who, raw, shadow }: Watched, term: number): void {
    const known = this.#leaders.get(term);
    if (known !== undefined && known !== raw.id) {
      this.#world.fail('election safety', `${known} and ${raw.id} (${who}) both lead in term ${term}`);
    }
    this.#leaders.set(term, raw.id);
    // Its own vote counted only now: one that it lost in a crash before was never given.
    this.#votesFor(who, raw.id, raw.id, term);
    this.#world.say(who, `leads in term ${term}, log to ${shadow.last}`);
    this.#world.count('elections');
    if (this.#lastLeader !== 0 && this.#lastLeader !== raw.id) this.#world.count('failovers');
    this.#lastLeader = raw.id;
    let last = this.#committedLast;
    while (last > 0 && (this.#committedBy[last] ?? 0) >= term) last--;
    if (last > 0 && shadow.at(last) !== this.#committed[last]) {
      const detail = `${who} leads in term ${term} without the entry at ${last} that was committed before`;
      this.#world.fail('leader completeness', detail);
    }
  }

  #moved(node: Watched, commit: number, term: number, restarted = false): void {
    const { who, shadow } = node;
    if (!restarted && commit < node.commit) {
      this.#world.fail('commit only rises', `${who} went from ${node.commit} to ${commit}`);
    }
    node.commit = commit;
    if (commit === 0) return;
    if (commit > shadow.last) this.#world.fail('commit', `${who} commits ${commit}, its log ends at ${shadow.last}`);
    const common = Math.min(commit, this.#committedLast);
    const ours = shadow.at(common);
    if (common > 0 && ours !== null && ours !== this.#committed[common]) {
      this.#world.fail('state machine safety', `${who} has something else committed at ${common} or before`);
    }
    for (let index = this.#committedLast + 1; index <= commit; index++) {
      const checksum = shadow.at(index);
      // Behind a snapshot: what is before it was committed, and known, before the snapshot was made.
      if (checksum === null) this.#world.fail('commit', `${who} commits ${index} and does not hold it`);
      this.#committed[index] = checksum;
      this.#committedBy[index] = term;
      this.#committedLast = index;
    }
  }
}
