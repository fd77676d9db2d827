import type { NodeId } from '../../node/consensus/index.ts';
import { jointCommitted, jointVote, jointVoterIds } from '../../node/consensus/quorum/joint.ts';
import { type AckedIndex, majorityCommitted, majorityVote } from '../../node/consensus/quorum/majority.ts';
import type { Stanza } from './scenario.ts';

/** Runs the stanzas of the quorum files: `committed` and `vote`, for one majority or for two. */
export function runQuorumStanza(stanza: Stanza): string {
  const first = numbers(stanza, 'cfg');
  const joint = stanza.args.some((arg) => arg.key === 'cfgj');
  const second = numbers(stanza, 'cfgj');
  const config = { voters: unique(first), votersOutgoing: unique(second) };
  const given = values(stanza, stanza.command === 'vote' ? 'votes' : 'idx');
  const voters = jointVoterIds(config);
  if (voters.length !== given.length) {
    return `error: mismatched input (explicit or _) for voters map[${voters.join(' ')}]: [${given.join(' ')}]`;
  }
  // Inputs belong to the voters in the order in which these are first named.
  const inputs = new Map<NodeId, string>();
  unique([...first, ...second]).forEach((id, i) => {
    const input = given[i];
    if (input !== undefined && input !== '_') inputs.set(id, input);
  });
  if (stanza.command === 'vote') return voteOutcome(config, joint, inputs);
  if (stanza.command === 'committed') return committedOutcome(config, joint, inputs);
  throw new Error(`unknown command ${stanza.command}`);
}

interface Config {
  readonly voters: readonly NodeId[];
  readonly votersOutgoing: readonly NodeId[];
}

function voteOutcome(config: Config, joint: boolean, inputs: ReadonlyMap<NodeId, string>): string {
  const votes = new Map([...inputs].map(([id, input]) => [id, input === 'y']));
  if (!joint) return `Vote${majorityVote(config.voters, votes)}\n`;
  const result = jointVote(config, votes);
  const mirrored = jointVote(mirror(config), votes);
  return `${mirrored === result ? '' : `Vote${mirrored} <-- via symmetry\n`}Vote${result}\n`;
}

/** The commit index, and a line for each other way of computing it that gives something else. */
function committedOutcome(config: Config, joint: boolean, inputs: ReadonlyMap<NodeId, string>): string {
  const acked = new Map([...inputs].map(([id, input]) => [id, Number(input)]));
  const lookup = ackedBy(acked);
  let out = describeAcked(jointVoterIds(config), acked);
  if (joint) {
    const index = jointCommitted(config, lookup);
    const mirrored = jointCommitted(mirror(config), lookup);
    if (mirrored !== index) out += `${name(mirrored)} <-- via symmetry\n`;
    return `${out}${name(index)}\n`;
  }
  const { voters } = config;
  const index = majorityCommitted(voters, lookup);
  const check = (other: number, how: string): void => {
    if (other !== index) out += `${name(other)} <-- ${how}\n`;
  };
  check(bySorting(voters, acked), 'via alternative computation');
  check(jointCommitted({ voters, votersOutgoing: [] }, lookup), 'via zero-joint quorum');
  check(jointCommitted({ voters, votersOutgoing: voters }, lookup), 'via self-joint quorum');
  for (const id of voters) {
    const own = acked.get(id) ?? 0;
    if (own === 0 || own >= index) continue;
    // What lies below the commit index may fall without moving it.
    for (const lower of [own - 1, 0]) {
      check(majorityCommitted(voters, ackedBy(new Map(acked).set(id, lower))), `overlaying ${id}->${lower}`);
    }
  }
  return `${out}${name(index)}\n`;
}

function mirror(config: Config): Config {
  return { voters: config.votersOutgoing, votersOutgoing: config.voters };
}

function ackedBy(acked: ReadonlyMap<NodeId, number>): AckedIndex {
  return { ackedIndex: (id) => acked.get(id) ?? 0 };
}

function bySorting(voters: readonly NodeId[], acked: ReadonlyMap<NodeId, number>): number {
  if (voters.length === 0) return Infinity;
  const indexes = voters.map((id) => acked.get(id) ?? 0).sort((a, b) => b - a);
  return indexes[Math.floor(voters.length / 2)] ?? 0;
}

/** A bar for each voter: the more voters have acknowledged less than it, the longer. */
function describeAcked(voters: readonly NodeId[], acked: ReadonlyMap<NodeId, number>): string {
  if (voters.length === 0) return '<empty majority quorum>';
  const width = voters.length;
  let out = `${' '.repeat(width)}    idx\n`;
  for (const id of voters) {
    const index = acked.get(id);
    const behind = voters.filter((other) => (acked.get(other) ?? 0) < (index ?? 0)).length;
    const bar = index === undefined ? `?${' '.repeat(width)}` : `${'x'.repeat(behind)}>${' '.repeat(width - behind)}`;
    out += `${bar} ${String(index ?? 0).padStart(5)}    (id=${id.toString(16)})\n`;
  }
  return out;
}

function name(index: number): string {
  return index === Infinity ? '∞' : String(index);
}

function values(stanza: Stanza, key: string): string[] {
  return stanza.args.filter((arg) => arg.key === key).flatMap((arg) => [...arg.values]);
}

function numbers(stanza: Stanza, key: string): NodeId[] {
  return values(stanza, key)
    .filter((value) => value !== 'zero' && value !== '')
    .map(Number);
}

function unique(list: readonly NodeId[]): NodeId[] {
  return [...new Set(list)];
}
