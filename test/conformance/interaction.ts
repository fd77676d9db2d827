import {
  ConfChangeTransition,
  EntryType,
  type MessageType,
  makeMessage,
  type NodeId,
  ReadOnlyMode,
  type Snapshot,
  MessageType as Types,
} from '../../node/consensus/index.ts';
import { Cluster, type ScenarioNode, type ScenarioSettings } from './cluster.ts';
import { describeMessage, describeProgress, errorText, messageTypeNamed, parseChanges } from './describe.ts';
import { Output, StanzaError } from './output.ts';
import type { Argument, Stanza } from './scenario.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Runs the stanzas of one interaction file: a cluster that is driven step by step. */
export class InteractionRunner {
  readonly #output = new Output();
  readonly #cluster = new Cluster(this.#output);

  get nodes(): readonly ScenarioNode[] {
    return this.#cluster.nodes;
  }

  run(stanza: Stanza): string {
    let failure = '';
    try {
      this.#handle(stanza);
    } catch (error) {
      failure = error instanceof StanzaError ? error.message : errorText(error);
    }
    return this.#output.take() + failure || 'ok';
  }

  #handle(stanza: Stanza): void {
    const { args } = stanza;
    const cluster = this.#cluster;
    switch (stanza.command) {
      case '_breakpoint':
        break;
      case 'add-nodes':
        this.#addNodes(args);
        break;
      case 'campaign':
        this.#first(args).raw.campaign();
        break;
      case 'compact': {
        const node = this.#first(args);
        node.storage.compact(Number(args[1]?.key));
        cluster.printLog(node);
        break;
      }
      case 'deliver-msgs':
        this.#deliver(args);
        break;
      case 'process-ready':
        this.#each(args, 'handling Ready', (node) => cluster.processReady(node));
        break;
      case 'process-append-thread':
        this.#each(args, 'processing append thread', (node) => cluster.processAppendThread(node));
        break;
      case 'process-apply-thread':
        this.#each(args, 'processing apply thread', (node) => cluster.processApplyThread(node));
        break;
      case 'log-level':
        this.#output.setLevelNamed(args[0]?.key ?? '');
        break;
      case 'raft-log':
        cluster.printLog(this.#first(args));
        break;
      case 'raft-state':
        this.#raftState();
        break;
      case 'set-randomized-election-timeout':
        this.#first(args).raw.setElectionTimeout(Number(value(args, 'timeout')));
        break;
      case 'stabilize':
        this.#stabilizeAt(args);
        break;
      case 'status':
        this.#output.write(describeProgress(this.#first(args).raw.status().progress.values()));
        break;
      case 'tick-election':
        this.#tick(this.#first(args), (node) => node.config.electionTick);
        break;
      case 'tick-heartbeat':
        this.#tick(this.#first(args), (node) => node.config.heartbeatTick);
        break;
      case 'transfer-leadership':
        cluster.node(Number(value(args, 'from'))).raw.transferLeader(Number(value(args, 'to')));
        break;
      case 'forget-leader':
        this.#first(args).raw.forgetLeader();
        break;
      case 'send-snapshot':
        this.#sendSnapshot(args);
        break;
      case 'propose':
        this.#first(args).raw.propose([new TextEncoder().encode(args[1]?.key)]);
        break;
      case 'propose-conf-change':
        this.#proposeConfChange(stanza);
        break;
      case 'report-unreachable':
        this.#first(args).raw.reportUnreachable(Number(args[1]?.key));
        break;
      default:
        throw new StanzaError('unknown command');
    }
  }

  #first(args: readonly Argument[]): ScenarioNode {
    return this.#cluster.node(Number(args[0]?.key));
  }

  #named(args: readonly Argument[]): ScenarioNode[] {
    return args.filter((arg) => arg.values.length === 0).map((arg) => this.#cluster.node(Number(arg.key)));
  }

  /** Does something with one node, or with several and a heading for each. */
  #each(args: readonly Argument[], what: string, work: (node: ScenarioNode) => void): void {
    const nodes = this.#named(args);
    for (const node of nodes) {
      if (nodes.length === 1) {
        work(node);
      } else {
        this.#output.line(`> ${node.id} ${what}`);
        this.#output.indented(() => work(node));
      }
    }
  }

  #addNodes(args: readonly Argument[]): void {
    const settings: Writable<ScenarioSettings> = {};
    const voters: NodeId[] = [];
    const learners: NodeId[] = [];
    let index = 0;
    let content = '';
    for (const { key, values } of args.slice(1)) {
      for (const text of values) {
        switch (key) {
          case 'voters':
            voters.push(Number(text));
            break;
          case 'learners':
            learners.push(Number(text));
            break;
          case 'inflight':
            settings.maxInflightMessages = Number(text);
            break;
          case 'index':
            index = Number(text);
            settings.applied = index;
            break;
          case 'content':
            content = text;
            break;
          case 'async-storage-writes':
            settings.asyncStorageWrites = text === 'true';
            break;
          case 'prevote':
            settings.preVote = text === 'true';
            break;
          case 'checkquorum':
            settings.checkQuorum = text === 'true';
            break;
          case 'max-committed-size-per-ready':
            settings.maxCommittedSizePerReady = Number(text);
            break;
          case 'disable-conf-change-validation':
            settings.disableConfChangeValidation = text === 'true';
            break;
          case 'read-only':
            settings.readOnlyMode = text === 'lease-based' ? ReadOnlyMode.LeaseBased : ReadOnlyMode.Safe;
            break;
          case 'step-down-on-removal':
            settings.stepDownOnRemoval = text === 'true';
            break;
          default:
            break;
        }
      }
    }
    const bootstrap = voters.length > 0 || learners.length > 0 || index > 0 || content !== '';
    if (bootstrap && index <= 1) throw new StanzaError('index must be specified as > 1 due to bootstrap');
    const confState = { voters, learners, votersOutgoing: [], learnersNext: [], autoLeave: false };
    const snapshot: Snapshot = { metadata: { confState, index, term: 1 }, data: new TextEncoder().encode(content) };
    this.#cluster.addNodes(Number(args[0]?.key), settings, bootstrap ? snapshot : null);
  }

  #deliver(args: readonly Argument[]): void {
    let type: MessageType | null = null;
    const recipients: { id: NodeId; drop: boolean }[] = [];
    for (const { key, values } of args) {
      if (values.length === 0) recipients.push({ id: Number(key), drop: false });
      for (const text of values) {
        if (key === 'drop') recipients.push({ id: Number(text), drop: true });
        if (key === 'type') type = messageTypeNamed(text);
      }
    }
    let count = 0;
    for (const { id, drop } of recipients) count += this.#cluster.deliver(id, type, drop);
    if (count === 0) this.#output.line('no messages');
  }

  #raftState(): void {
    for (const { raw } of this.#cluster.nodes) {
      const { id, role, term, leader, config } = raw.status();
      const voter = config.voters.includes(id) || config.votersOutgoing.includes(id);
      this.#output.line(`${id}: State${role} ${voter ? '(Voter)' : '(Non-Voter)'} Term:${term} Lead:${leader}`);
    }
  }

  #tick(node: ScenarioNode, ticks: (node: ScenarioNode) => number): void {
    for (let i = ticks(node); i > 0; i--) node.raw.tick();
  }

  #sendSnapshot(args: readonly Argument[]): void {
    const [from, to] = this.#named(args);
    if (from === undefined || to === undefined) throw new StanzaError('two nodes are needed');
    const message = makeMessage({
      type: Types.Snap,
      term: from.raw.term,
      from: from.id,
      to: to.id,
      snapshot: from.storage.snapshot(),
    });
    this.#cluster.enqueue(message);
    this.#output.write(describeMessage(message));
  }

  #proposeConfChange({ args, input }: Stanza): void {
    let older = false;
    let transition: ConfChangeTransition = ConfChangeTransition.Auto;
    for (const { key, values } of args.slice(1)) {
      for (const text of values) {
        if (key === 'v1') older = text === 'true';
        else if (key === 'transition') transition = transitionNamed(text);
        else throw new StanzaError(`unknown command ${key}`);
      }
    }
    const changes = parseChanges(input);
    if (older && (changes.length > 1 || transition !== ConfChangeTransition.Auto)) {
      throw new StanzaError('v1 conf change can only have one operation and no transition');
    }
    const change = { transition, changes, context: new Uint8Array(0) };
    this.#first(args).raw.proposeConfChange(change, older ? EntryType.ConfChange : EntryType.ConfChangeV2);
  }

  #stabilizeAt(args: readonly Argument[]): void {
    const level = this.#output.level;
    const other = value(args, 'log-level');
    try {
      if (other !== undefined) this.#output.setLevelNamed(other);
      const named = this.#named(args);
      this.#stabilize(named.length > 0 ? named : this.#cluster.nodes);
    } finally {
      this.#output.level = level;
    }
  }

  /** Lets nodes work until nothing is left: all Readies, then all messages, then all storage work, again. */
  #stabilize(nodes: readonly ScenarioNode[]): void {
    const cluster = this.#cluster;
    const round = (what: string, due: (node: ScenarioNode) => boolean, work: (node: ScenarioNode) => void): boolean => {
      let any = false;
      for (const node of nodes) {
        if (!due(node)) continue;
        any = true;
        this.#output.line(`> ${node.id} ${what}`);
        do this.#output.indented(() => work(node));
        while (what.startsWith('processing') && due(node));
      }
      return any;
    };
    for (let busy = true; busy; ) {
      const steps = [
        round(
          'handling Ready',
          (node) => node.raw.hasReady(),
          (node) => cluster.processReady(node),
        ),
        round(
          'receiving messages',
          (node) => cluster.hasMessagesTo(node.id),
          (node) => {
            cluster.deliver(node.id, null, false);
          },
        ),
        round(
          'processing append thread',
          (node) => node.appendWork.length > 0,
          (node) => cluster.processAppendThread(node),
        ),
        round(
          'processing apply thread',
          (node) => node.applyWork.length > 0,
          (node) => cluster.processApplyThread(node),
        ),
      ];
      busy = steps.includes(true);
    }
  }
}

function value(args: readonly Argument[], key: string): string | undefined {
  return args.find((arg) => arg.key === key)?.values[0];
}

function transitionNamed(name: string): ConfChangeTransition {
  switch (name) {
    case 'auto':
      return ConfChangeTransition.Auto;
    case 'implicit':
      return ConfChangeTransition.JointImplicit;
    case 'explicit':
      return ConfChangeTransition.JointExplicit;
    default:
      throw new StanzaError(`unknown transition ${name}`);
  }
}
