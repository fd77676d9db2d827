/** Notices that the master or the members have changed, and tells log and metrics. */
import type { MasterNewsInit } from '../../proto/index.ts';
import type { DebugLog, Logger, Metrics } from '../logs/index.ts';
import type { Mastership } from './mastership.ts';
import type { Peers } from './peers.ts';
import type { Replica } from './replica.ts';

export interface MasterWatchOptions {
  readonly mastership: Pick<Mastership, 'news'>;
  readonly peers: Peers;
  /** Null until the cluster has formed. */
  readonly replica: () => Pick<Replica, 'isMaster' | 'confState' | 'raw' | 'state'> | null;
  readonly logger: Logger;
  readonly debugLog: Pick<DebugLog, 'selectedMaster' | 'connected' | 'lostQuorum'>;
  readonly metrics: Pick<Metrics, 'isMaster' | 'term' | 'quorum' | 'leaderChanges'>;
}

export class MasterWatch {
  private readonly options: MasterWatchOptions;
  private lastNews: MasterNewsInit = {};
  private lastMembers = '';
  private sawMaster = false;

  constructor(options: MasterWatchOptions) {
    this.options = options;
  }

  /** What has changed since the last look: who is master or why nobody is; who is up, votes or learns. */
  look(): { news: boolean; members: boolean } {
    this.learn();
    const { mastership, metrics } = this.options;
    const replica = this.options.replica();
    metrics.isMaster.set(replica?.isMaster === true ? 1 : 0);
    metrics.term.set(replica?.raw.term ?? 0);
    const members = this.membersChanged();
    const before = this.lastNews;
    const news = mastership.news();
    if (news.server === before.server && news.term === before.term && news.reason === before.reason) {
      return { news: false, members };
    }
    this.lastNews = news;
    this.tell(news, before);
    return { news: true, members };
  }

  /** Whose incarnations the log names. */
  private learn(): void {
    const { peers, replica } = this.options;
    for (const member of replica()?.state.members.members ?? []) {
      peers.learn(member.incarnation, member.server);
      if (member.server === peers.self) continue;
      const peer = peers.get(member.server);
      if (peer.incarnation === 0) peer.incarnation = member.incarnation;
    }
  }

  private membersChanged(): boolean {
    const { peers, replica } = this.options;
    const { voters = [], learners = [] } = replica()?.confState ?? {};
    const up = [...peers.others()].map((peer) => `${peer.server} ${peer.incarnation} ${peer.up}`);
    const members = [up, voters, learners].join(';');
    const changed = members !== this.lastMembers;
    this.lastMembers = members;
    return changed;
  }

  private tell(news: MasterNewsInit, before: MasterNewsInit): void {
    const { metrics, logger, debugLog, peers } = this.options;
    metrics.quorum.set(news.server === '' ? 0 : 1);
    if (news.server !== '' && news.server !== before.server) {
      metrics.leaderChanges.inc();
      logger.info({ master: news.server, term: news.term }, 'master');
      debugLog.selectedMaster(news.host ?? '', !this.sawMaster && news.server !== peers.self);
      this.sawMaster = true;
      debugLog.connected(news.host ?? '');
    } else if (news.server === '' && (before.server ?? '') !== '') {
      logger.warn({ reason: news.reason }, 'no master');
      debugLog.lostQuorum();
    }
  }
}
