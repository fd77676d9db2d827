import {
  type ApiClient,
  controllerOf,
  type EventRecorder,
  isKubeError,
  KubeErrorCode,
  keyOf,
  LICENSE_CLUSTERS,
  type Outcome,
  PODS,
  parseKey,
} from '../kube/index.ts';
import {
  ANNOTATION_PAUSED,
  LABEL_CLUSTER,
  type LicenseCluster,
  type LicenseClusterStatus,
  MANAGER,
  type Ordinals,
  recoveryOrder,
  statefulSetName,
} from '../specs/index.ts';
import type { Caches } from './caches.ts';
import { type DesiredSettings, desiredObjects, type Revisions, type Wish } from './desired.ts';
import { ClusterError } from './errors.ts';
import { FileReader } from './fileReader.ts';
import { LicenseClaims } from './licenseClaims.ts';
import { type LicenseOutcome, renderLicense } from './licensePhase.ts';
import type { MemberApi } from './memberApi.ts';
import { askMembers, expectMembers, isFullyUp, masterOf, type Observation, targetOf } from './members.ts';
import type { Pod, StatefulSet } from './objects.ts';
import { OwnedObjects } from './ownedObjects.ts';
import { type Placement, place } from './placement.ts';
import { markPod, marksOf } from './podMarks.ts';
import { containerProblems, nodeProblems, type Problem, placementProblems } from './problems.ts';
import { type Records, readRecords } from './records.ts';
import { HOLD_SECONDS, planRollout, type RolloutStep } from './rollout.ts';
import { buildStatus } from './status.ts';
import { statusEvents } from './statusEvents.ts';
import { type ClusterCertificates, prepareCertificates } from './tls.ts';

/** How often the servers are asked when all is well; changes of pods come in between at once. */
const CALM_MILLISECONDS = 2_000;
/** And while something is starting, failing over or being updated. */
const BUSY_MILLISECONDS = 500;
/** Without servers there is nothing to ask; a new Secret is noticed by its own. */
const IDLE_MILLISECONDS = 30_000;

export interface ReconcilerOptions {
  readonly client: ApiClient;
  readonly caches: Caches;
  readonly members: MemberApi;
  readonly events: EventRecorder;
  readonly settings: DesiredSettings;
  /** A server has something to report: the cluster of this key is to be looked at. */
  readonly onNews: (key: string) => void;
  readonly log: (message: string, details: Readonly<Record<string, unknown>>) => void;
  readonly now?: () => Date;
}

/** What a run has brought about. */
interface Applied {
  readonly certificates: ClusterCertificates;
  readonly revisions: Revisions | undefined;
}

/** Brings one LicenseCluster from what it is to what it should be, and says in its status how that stands. */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #objects: OwnedObjects;
  readonly #reader: FileReader;
  readonly #claims: LicenseClaims;
  readonly #now: () => Date;
  /** By uid: what was written last. Newer than the informer's copy, and events come from the difference. */
  readonly #statuses = new Map<string, LicenseClusterStatus>();
  /** By uid: clusters whose master this process holds in place for a rollout. */
  readonly #held = new Set<string>();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    const metadataOf = options.caches.get.bind(options.caches);
    this.#objects = new OwnedObjects(options.client, metadataOf);
    this.#reader = new FileReader(options.client, metadataOf);
    this.#claims = new LicenseClaims({
      clusters: () => options.caches.clusters(),
      hasPods: (namespace, name) => this.#podsOf(namespace, name).length > 0,
    });
    this.#now = options.now ?? (() => new Date());
  }

  async reconcile(key: string, signal: AbortSignal): Promise<Outcome> {
    const { namespace, name } = parseKey(key);
    const { caches } = this.#options;
    const found = caches.cluster(namespace, name);
    if (found === undefined || found.metadata.deletionTimestamp !== undefined) {
      // What it owns goes by garbage collection, and its connections when addresses are next compared.
      this.#objects.forget(namespace, name);
      this.#forgetGone();
      return {};
    }
    if (!caches.syncedFor(namespace) || !caches.clustersSynced()) return { againAfter: BUSY_MILLISECONDS };
    const uid = found.metadata.uid ?? '';
    const cluster: LicenseCluster = {
      ...found,
      apiVersion: LICENSE_CLUSTERS.apiVersion,
      kind: LICENSE_CLUSTERS.kind,
      status: this.#statuses.get(uid) ?? found.status,
    };
    const paused = cluster.metadata.annotations?.[ANNOTATION_PAUSED] === 'true';
    const records = await readRecords(cluster, this.#statefulSetOf(cluster), this.#options.client, this.#now());
    const placement = this.#place(cluster, records);
    const problems: Problem[] = placement.kind === 'hold' ? [placement.problem] : [];
    const order = recoveryOrder(cluster, this.#now());
    if (typeof order === 'string') problems.push({ server: '', reason: 'RecoverRefused', message: order });

    const license = await this.#renderLicense(cluster);
    const wish = { cluster, records, placement, rendering: license.rendering };
    const applied = await this.#apply(wish, paused, problems, signal);
    const members = await this.#observe(cluster, records.ordinals, applied?.certificates);
    const rollout = paused ? ({ kind: 'none' } as const) : this.#rolloutStep(cluster, members);
    if (applied !== undefined) {
      await Promise.all(
        members.map((member) =>
          markPod(this.#options.client, member, marksOf(member, members, applied.revisions), signal),
        ),
      );
      await this.#advance(cluster, rollout, members, applied.certificates, problems, signal);
    }
    problems.push(...this.#watchForProblems(cluster, members));
    const status = buildStatus({
      cluster,
      recover: records.recover,
      members,
      licenseProblem: license.problem,
      license: license.rendering && { revision: license.rendering.revision, vendors: license.rendering.vendors },
      subnet: placement.kind === 'go' ? placement.subnet : undefined,
      inUseElsewhere: license.rendering?.inUseElsewhere ?? [],
      problems,
      rollout,
      paused,
      now: this.#now(),
    });
    await this.#report(cluster, status, signal);
    return { againAfter: this.#nextTime(cluster, status, members, rollout) };
  }

  #forgetGone(): void {
    const uids = new Set(this.#options.caches.clusters().map((cluster) => cluster.metadata.uid));
    for (const uid of this.#statuses.keys()) if (!uids.has(uid)) this.#statuses.delete(uid);
    for (const uid of this.#held) if (!uids.has(uid)) this.#held.delete(uid);
  }

  /** The license, without the lines that an older cluster serves. */
  async #renderLicense(cluster: LicenseCluster): Promise<LicenseOutcome> {
    const { kubernetesUid } = this.#options.settings;
    const whole = { kubernetesUid, elsewhere: () => new Map<string, string>() };
    for (const other of this.#claims.unknown()) {
      const { rendering } = await renderLicense(other, this.#reader, whole);
      this.#claims.note(other, rendering?.signatures ?? []);
    }
    const elsewhere = (signatures: readonly string[]) => this.#claims.elsewhere(cluster, signatures);
    const outcome = await renderLicense(cluster, this.#reader, { kubernetesUid, elsewhere });
    this.#claims.note(cluster, outcome.rendering?.signatures ?? []);
    return outcome;
  }

  #podsOf(namespace: string | undefined, name: string): Pod[] {
    return this.#options.caches
      .pods()
      .filter((pod) => pod.metadata.namespace === namespace && pod.metadata.labels?.[LABEL_CLUSTER] === name);
  }

  /** Where the servers may run; known before there are pods. */
  #place(cluster: LicenseCluster, records: Records): Placement {
    const { caches } = this.#options;
    const { name, namespace } = cluster.metadata;
    const inUse = [...this.#podsOf(namespace, name).flatMap((pod) => pod.spec?.nodeName ?? []), ...records.claimNodes];
    return place({ cluster, nodes: caches.nodes(), recorded: records.subnet, inUse });
  }

  /** All objects. What a person must put right becomes a problem; what passes is thrown and tried again. */
  async #apply(
    wish: Omit<Wish, 'certificates' | 'settings'>,
    paused: boolean,
    problems: Problem[],
    signal: AbortSignal,
  ): Promise<Applied | undefined> {
    const { cluster } = wish;
    let certificates: ClusterCertificates | undefined;
    try {
      certificates = await prepareCertificates(cluster, this.#reader, this.#now());
      if (paused) return { certificates, revisions: undefined };
      const desired = desiredObjects({ ...wish, certificates, settings: this.#options.settings });
      for (const group of desired.groups) {
        await Promise.all(group.map((object) => this.#objects.ensure(cluster, object, signal)));
      }
      return { certificates, revisions: desired.revisions };
    } catch (error) {
      const lasting =
        error instanceof ClusterError ||
        isKubeError(error, KubeErrorCode.Invalid) ||
        isKubeError(error, KubeErrorCode.Forbidden);
      if (!lasting) throw error;
      const reason = error instanceof ClusterError ? error.code : 'ApplyRefused';
      problems.push({ server: '', reason, message: error.message });
      return certificates && { certificates, revisions: undefined };
    }
  }

  async #observe(
    cluster: LicenseCluster,
    ordinals: Ordinals,
    certificates: ClusterCertificates | undefined,
  ): Promise<Observation[]> {
    const { caches, members, onNews } = this.#options;
    const { namespace = '' } = cluster.metadata;
    const own = this.#statefulSetOf(cluster);
    const expected = expectMembers(cluster, ordinals, (name) => {
      const pod = caches.pod(namespace, name);
      const controller = pod && controllerOf(pod);
      return controller === undefined || controller.uid === own?.metadata.uid ? pod : undefined;
    });
    if (certificates === undefined) return expected;
    const observed = await askMembers(expected, certificates, members);
    const key = keyOf(cluster);
    for (const member of observed) {
      const target = member.answer && targetOf(member, certificates);
      if (target !== undefined) members.follow(target, () => onNews(key));
    }
    return observed;
  }

  #rolloutStep(cluster: LicenseCluster, members: readonly Observation[]): RolloutStep {
    const disksStay = cluster.spec.storage.type === 'Persistent';
    return planRollout(this.#statefulSetOf(cluster), members, disksStay);
  }

  /**
   * Only the one of this very cluster. One that was deleted and made anew finds those of its namesake for a while:
   * its id, its servers and what they say are not to become the new cluster's.
   */
  #statefulSetOf(cluster: LicenseCluster): StatefulSet | undefined {
    const { name, namespace = '', uid } = cluster.metadata;
    const found = this.#options.caches.statefulSet(namespace, statefulSetName(name));
    return found !== undefined && controllerOf(found)?.uid === uid ? found : undefined;
  }

  /** Takes the rollout's next step. */
  async #advance(
    cluster: LicenseCluster,
    step: RolloutStep,
    members: readonly Observation[],
    certificates: ClusterCertificates,
    problems: Problem[],
    signal: AbortSignal,
  ): Promise<void> {
    const { client, events, members: api } = this.#options;
    const uid = cluster.metadata.uid ?? '';
    try {
      if (step.kind === 'delete') {
        const { name, namespace = '', uid: podUid } = step.pod.metadata;
        await events.record(cluster, { type: 'Normal', reason: 'RollingOut', action: 'Update', note: step.why });
        await client.delete(PODS, namespace, name, podUid, { signal });
      } else if (step.kind === 'transfer') {
        const target = targetOf(step.master, certificates);
        if (target === undefined) return;
        this.#held.add(uid);
        await api.transferMaster(target, step.to.name, HOLD_SECONDS);
        const note = `${step.master.name} has handed over to ${step.to.name} before its update`;
        await events.record(cluster, { type: 'Normal', reason: 'MasterTransferred', action: 'Update', note });
      } else if (step.kind === 'none' && this.#held.has(uid) && members.every(isFullyUp)) {
        const master = masterOf(members);
        const target = master && targetOf(master, certificates);
        if (target === undefined) return;
        await api.transferMaster(target, '', 0);
        this.#held.delete(uid);
      }
    } catch (error) {
      if (isKubeError(error)) throw error;
      // The servers refuse or do not answer: the same step comes again with the next round.
      const message = `hand-over for the update: ${error instanceof Error ? error.message : String(error)}`;
      problems.push({ server: '', reason: 'TransferFailed', message });
    }
  }

  #watchForProblems(cluster: LicenseCluster, members: readonly Observation[]): Problem[] {
    const { subnet } = cluster.spec.placement;
    const topologyKey = subnet.policy === 'Required' ? subnet.topologyKey : undefined;
    return [
      ...nodeProblems(members, (node) => this.#options.caches.node(node), this.#now()),
      ...placementProblems(members, topologyKey),
      ...containerProblems(members),
    ];
  }

  /** Writes the status if it differs, then says in Events what has changed. */
  async #report(cluster: LicenseCluster, status: LicenseClusterStatus, signal: AbortSignal): Promise<void> {
    const { client, events, log } = this.#options;
    const { name, namespace } = cluster.metadata;
    if (canonical(cluster.status) === canonical(status)) return;
    await client.apply(
      LICENSE_CLUSTERS,
      { metadata: { name, namespace, uid: cluster.metadata.uid }, status },
      `${MANAGER}-status`,
      { signal, subresource: 'status' },
    );
    this.#statuses.set(cluster.metadata.uid ?? '', status);
    for (const content of statusEvents(cluster.status, status)) {
      log(content.note, { cluster: `${namespace}/${name}`, reason: content.reason });
      await events.record(cluster, content);
    }
  }

  #nextTime(
    cluster: LicenseCluster,
    status: LicenseClusterStatus,
    members: readonly Observation[],
    rollout: RolloutStep,
  ): number {
    // A cluster id that has just become known goes into the pods' configuration at once.
    if (status.clusterId !== cluster.status?.clusterId) return 0;
    if (members.every((member) => member.pod === undefined) && status.license === undefined) return IDLE_MILLISECONDS;
    const calm = rollout.kind === 'none' && members.every(isFullyUp) && masterOf(members) !== undefined;
    return calm ? CALM_MILLISECONDS : BUSY_MILLISECONDS;
  }
}

/** The same text for the same content, whatever the order of keys, without what is undefined. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
