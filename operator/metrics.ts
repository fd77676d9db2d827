import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Caches } from './cluster/caches.ts';

/** What the operator counts about itself. */
export class Metrics {
  readonly registry = new Registry();
  readonly reconciles = new Counter({
    name: 'lmtriad_operator_reconciles_total',
    help: 'Runs over a LicenseCluster, by result.',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });
  readonly reconcileSeconds = new Histogram({
    name: 'lmtriad_operator_reconcile_seconds',
    help: 'Duration of a run over a LicenseCluster.',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Metrics that are read from the running parts when they are scraped. */
  observe(parts: { caches: Caches; queueLength: () => number; leading: () => boolean }): void {
    const registers = [this.registry];
    new Gauge({
      name: 'lmtriad_operator_leading',
      help: '1 if this replica leads.',
      registers,
      collect() {
        this.set(parts.leading() ? 1 : 0);
      },
    });
    new Gauge({
      name: 'lmtriad_operator_queue_length',
      help: 'LicenseClusters waiting or in work.',
      registers,
      collect() {
        this.set(parts.queueLength());
      },
    });
    new Gauge({
      name: 'lmtriad_operator_watch_events',
      help: 'Lists, watches and failures of each informer since the start.',
      labelNames: ['resource', 'event'] as const,
      registers,
      collect() {
        this.reset();
        for (const { resource, health } of parts.caches.health()) {
          this.inc({ resource, event: 'list' }, health.lists);
          this.inc({ resource, event: 'watch' }, health.watches);
          this.inc({ resource, event: 'failure' }, health.failures);
        }
      },
    });
    new Gauge({
      name: 'lmtriad_operator_cluster_condition',
      help: '1 for each condition of a LicenseCluster that is True.',
      labelNames: ['namespace', 'name', 'condition'] as const,
      registers,
      collect() {
        this.reset();
        for (const { metadata, status } of parts.caches.clusters()) {
          for (const { type, status: value } of status?.conditions ?? []) {
            this.set(
              { namespace: metadata.namespace ?? '', name: metadata.name, condition: type },
              value === 'True' ? 1 : 0,
            );
          }
        }
      },
    });
  }
}
