import { expect, test, vi } from 'vitest';
import type { Logger } from '../logs/index.ts';
import { MasterWatch, type MasterWatchOptions } from './masterWatch.ts';
import { Peers } from './peers.ts';

function watch() {
  const peers = new Peers('a');
  const world = { news: { server: 'a', host: 'A', port: 1, term: 1, reason: '' }, voters: [1, 2, 3], learners: [4] };
  const gauge = { set: vi.fn(), inc: vi.fn() };
  const debugLog = { selectedMaster: vi.fn(), connected: vi.fn(), lostQuorum: vi.fn() };
  const members = ['a', 'b', 'c'].map((server, i) => ({ server, incarnation: i + 1, host: '', port: 0 }));
  const replica = {
    isMaster: true,
    raw: { term: 1 },
    get confState() {
      return { voters: world.voters, learners: world.learners };
    },
    state: { members: { members, former: [] } },
  };
  const made = new MasterWatch({
    mastership: { news: () => world.news },
    peers,
    replica: () => replica,
    logger: { info: vi.fn(), warn: vi.fn() } as unknown as Logger,
    debugLog,
    metrics: { isMaster: gauge, term: gauge, quorum: gauge, leaderChanges: gauge },
  } as unknown as MasterWatchOptions);
  return { made, peers, world, debugLog };
}

test('a peer that comes or goes and a new voter are changes of the members, though the master stays', () => {
  const { made, peers, world } = watch();
  expect(made.look()).toEqual({ news: true, members: true });
  expect(made.look()).toEqual({ news: false, members: false });
  peers.get('b').up = true;
  expect(made.look()).toEqual({ news: false, members: true });
  peers.get('b').up = false;
  expect(made.look()).toEqual({ news: false, members: true });
  world.voters = [1, 2, 4];
  world.learners = [];
  expect(made.look()).toEqual({ news: false, members: true });
  expect(made.look()).toEqual({ news: false, members: false });
});

test('a master that is lost and one that follows are told once each', () => {
  const { made, world, debugLog } = watch();
  made.look();
  world.news = { server: '', host: '', port: 0, term: 2, reason: 'electing a master: 2 of 3 up' };
  expect(made.look().news).toBe(true);
  made.look();
  world.news = { server: 'b', host: 'B', port: 2, term: 3, reason: '' };
  made.look();
  made.look();
  expect(debugLog.lostQuorum).toHaveBeenCalledOnce();
  expect(debugLog.connected.mock.calls).toEqual([['A'], ['B']]);
});

test('incarnations of the log are known by their servers', () => {
  const { made, peers } = watch();
  made.look();
  expect([peers.serverOf(2), peers.get('c').incarnation]).toEqual(['b', 3]);
});
