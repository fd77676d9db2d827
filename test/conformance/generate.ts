import { InteractionRunner } from './interaction.ts';
import { parseScenario } from './scenario.ts';

/**
 * Random scenarios, for the comparison with the reference itself.
 *
 * Left out is what the two are known to do differently, or what only one of them allows: changes that take
 * the last voter away (the reference logs them and dies when they are applied, ours refuses them), and byte
 * limits together with membership changes (which are encoded differently, so that their sizes differ).
 */
export function generateScenario(seed: number): string {
  const random = mulberry32(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;

  const runner = new InteractionRunner();
  let text = '';
  // Stanzas are run as they are made: which index may be compacted depends on the state of the node.
  const add = (directive: string, input = ''): void => {
    const stanza = `${directive}\n${input === '' ? '' : `${input}\n`}----\nok\n\n`;
    text += stanza;
    for (const parsed of parseScenario(stanza).stanzas) runner.run(parsed);
  };

  const voters = pick([1, 3, 3, 3, 5]);
  const total = voters + below(3);
  const async = below(2) === 0;
  const limited = below(3) === 0;
  const changesMembers = !limited && below(2) === 0;
  /** A voter that is never removed or demoted. */
  const kept = 1 + below(voters);

  const options = [`voters=(${Array.from({ length: voters }, (_, i) => i + 1).join(',')})`, 'index=10'];
  if (below(2) === 0) options.push('prevote=true');
  if (below(2) === 0) options.push('checkquorum=true');
  if (below(2) === 0) options.push('step-down-on-removal=true');
  if (below(3) === 0) options.push(`inflight=${1 + below(3)}`);
  if (async) options.push('async-storage-writes=true');
  if (limited) options.push(`max-committed-size-per-ready=${1 + below(120)}`);
  add(`add-nodes ${voters} ${options.join(' ')}`);
  if (total > voters) add(`add-nodes ${total - voters}${async ? ' async-storage-writes=true' : ''}`);
  add('campaign 1');
  if (below(4) > 0) add('stabilize');

  const someone = (): number => 1 + below(total);
  const pair = (): [number, number] => {
    const id = someone();
    return [id, (id % total) + 1];
  };
  const confChange = (): void => {
    const mode = pick(['', '', ' transition=explicit', ' transition=implicit', ' v1=true']);
    const steps = Array.from({ length: mode === ' v1=true' ? 1 : 1 + below(3) }, () => {
      const id = someone();
      return `${id === kept ? 'v' : pick(['v', 'v', 'l', 'r', 'u'])}${id}`;
    });
    if (mode === '' && below(4) === 0) add(`propose-conf-change ${someone()}`);
    else add(`propose-conf-change ${someone()}${mode}`, steps.join(' '));
  };
  const compact = (): void => {
    const node = pick(runner.nodes);
    const first = node.storage.firstIndex();
    const last = Math.min(node.raw.applied, node.storage.lastIndex());
    if (last > first) add(`compact ${node.id} ${first + below(last - first + 1)}`);
  };
  const deliver = (): void => {
    const [id, other] = pair();
    const type = below(6) === 0 ? ` type=${pick(['MsgApp', 'MsgAppResp', 'MsgHeartbeat', 'MsgVote', 'MsgSnap'])}` : '';
    add(`deliver-msgs ${id}${type}${below(4) === 0 && id !== other ? ` drop=(${other})` : ''}`);
  };

  const weighted: readonly [number, () => void][] = [
    [16, () => add(`propose ${someone()} d${below(1000)}${'x'.repeat(below(30))}`)],
    [6, () => add(`campaign ${someone()}`)],
    [18, () => add(`process-ready ${someone()}`)],
    [12, deliver],
    [3, () => add(`deliver-msgs drop=(${someone()})`)],
    [async ? 7 : 0, () => add(`process-append-thread ${someone()}`)],
    [async ? 5 : 0, () => add(`process-apply-thread ${someone()}`)],
    [4, () => add('stabilize')],
    [4, () => add(`stabilize ${[...new Set(pair())].join(' ')}`)],
    [6, () => add(`tick-heartbeat ${someone()}`)],
    [3, () => add(`tick-election ${someone()}`)],
    [2, () => add(`transfer-leadership from=${someone()} to=${someone()}`)],
    [2, () => add(`forget-leader ${someone()}`)],
    [total > 1 ? 2 : 0, () => add(`report-unreachable ${pair().join(' ')}`)],
    [3, compact],
    [1, () => add(`status ${someone()}`)],
    [1, () => add(`raft-log ${someone()}`)],
    [changesMembers ? 3 : 0, confChange],
    [2, () => add('raft-state')],
  ];
  const sum = weighted.reduce((total, [weight]) => total + weight, 0);
  for (let step = 60 + below(120); step > 0; step--) {
    let at = below(sum);
    for (const [weight, act] of weighted) {
      if (at < weight) {
        act();
        break;
      }
      at -= weight;
    }
  }
  add('stabilize');
  add('raft-state');
  for (let id = 1; id <= total; id++) {
    add(`raft-log ${id}`);
    add(`status ${id}`);
  }
  return text;
}

/** A small generator of numbers in [0, 1), so that a seed means the same scenario for ever. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
