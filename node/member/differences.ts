/** Tells whose license files say something else than what is in force (R14), in the log and as a metric. */
import type { LicenseState } from '../licensing/index.ts';
import type { Logger, Metrics } from '../logs/index.ts';
import { differingLicenses, type MemberHoldings } from './duties.ts';

export class LicenseDifferences {
  private readonly logger: Logger;
  private readonly metrics: Pick<Metrics, 'licenseDiffers'>;
  private said = '';
  /** Seen at the last look, not said yet: files that are changed one after the other differ for a moment. */
  private pending = '';

  constructor(logger: Logger, metrics: Pick<Metrics, 'licenseDiffers'>) {
    this.logger = logger;
    this.metrics = metrics;
  }

  /** To be called a few times a second. `members`: those that are up. */
  look(state: LicenseState, members: readonly MemberHoldings[]): void {
    const servers = differingLicenses(state, members);
    const differing = servers.join();
    for (const { server } of members) {
      this.metrics.licenseDiffers.set({ server }, servers.includes(server) ? 1 : 0);
    }
    const settled = differing === this.pending;
    this.pending = differing;
    if (!settled || differing === this.said) return;
    this.said = differing;
    if (servers.length > 0) {
      this.logger.warn({ servers }, 'license files say something else than what is in force; two that agree change it');
    } else this.logger.info('all license files say what is in force');
  }
}
