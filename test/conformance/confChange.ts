import { changeSimply, enterJoint, leaveJoint } from '../../node/consensus/confchange/change.ts';
import type { NewMember } from '../../node/consensus/confchange/draft.ts';
import { ConfChangeError, ConfChangeProblem, type ConfState, type NodeId } from '../../node/consensus/index.ts';
import { EMPTY_CONF_STATE, type Membership } from '../../node/consensus/progress/tracker.ts';
import { describeProgress, parseChanges } from './describe.ts';
import type { Stanza } from './scenario.ts';

/** The words that the reference has for what is wrong with a membership change. */
const PROBLEM_TEXTS: Readonly<Partial<Record<ConfChangeProblem, string>>> = {
  [ConfChangeProblem.AlreadyJoint]: 'config is already joint',
  [ConfChangeProblem.NotJoint]: "can't leave a non-joint config",
  [ConfChangeProblem.NoVoters]: "can't make a zero-voter config joint",
  [ConfChangeProblem.RemovesAllVoters]: 'removed all voters',
  [ConfChangeProblem.ChangeWhileJoint]: "can't apply simple config change in joint config",
  [ConfChangeProblem.TooManyVotersChanged]: 'more than one voter changed without entering joint config',
};

/** Runs the stanzas of one membership-change file: `simple`, `enter-joint` and `leave-joint`. */
export class ConfChangeRunner {
  #membership: Membership = { config: EMPTY_CONF_STATE, progress: new Map() };
  /** Grows with each stanza, so that the files show when a member was added. */
  #lastIndex = 0;

  run(stanza: Stanza): string {
    const newMember = { lastIndex: this.#lastIndex++, maxInflightMessages: 10, maxInflightBytes: Infinity };
    try {
      this.#membership = this.#change(stanza, newMember);
    } catch (error) {
      const text = error instanceof ConfChangeError ? PROBLEM_TEXTS[error.problem] : undefined;
      if (text === undefined) throw error;
      return `${text}\n`;
    }
    return describeMembership(this.#membership);
  }

  #change(stanza: Stanza, newMember: NewMember): Membership {
    const changes = parseChanges(stanza.input);
    switch (stanza.command) {
      case 'simple':
        return changeSimply(this.#membership, changes, newMember);
      case 'enter-joint': {
        const autoLeave = stanza.args.find((arg) => arg.key === 'autoleave')?.values[0] === 'true';
        return enterJoint(this.#membership, changes, autoLeave, newMember);
      }
      case 'leave-joint':
        return leaveJoint(this.#membership, newMember);
      default:
        throw new Error(`unknown command ${stanza.command}`);
    }
  }
}

function describeMembership({ config, progress }: Membership): string {
  const members = [...progress.values()]
    .sort((a, b) => a.id - b.id)
    .map((member) => ({
      id: member.id,
      match: member.match,
      next: member.next,
      state: member.state,
      pendingSnapshot: member.pendingSnapshot,
      recentActive: member.recentActive,
      paused: member.isPaused(),
      learner: member.learner,
      inflight: member.inflights.count,
      inflightFull: member.inflights.full,
    }));
  return `${describeConfig(config)}\n${describeProgress(members)}`;
}

function describeConfig(config: ConfState): string {
  const set = (list: readonly NodeId[]): string => `(${list.map((id) => id.toString(16)).join(' ')})`;
  let out = `voters=${set(config.voters)}`;
  if (config.votersOutgoing.length > 0) out += `&&${set(config.votersOutgoing)}`;
  if (config.learners.length > 0) out += ` learners=${set(config.learners)}`;
  if (config.learnersNext.length > 0) out += ` learners_next=${set(config.learnersNext)}`;
  return config.autoLeave ? `${out} autoleave` : out;
}
