/** Licenses bound to one Kubernetes, and a signed line in two LicenseClusters of it. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { parseLicense, printLicense, signFile } from '../../license/index.ts';
import { newVendorKey } from '../../license/testing/vendorKey.ts';
import { until } from '../processes/wait.ts';
import { condition, type LicenseClusterView } from './support/licenseCluster.ts';
import { NAMESPACE } from './support/operator.ts';
import { SERVERS, Trio } from './support/trio.ts';

const key = newVendorKey();
const definition = { vendor: 'usoft', publicKey: key.publicKey };
/** Small pods: six of them at a time. */
const SMALL = {
  storage: { type: 'Ephemeral' },
  resources: { requests: { cpu: '20m', memory: '100Mi' }, limits: { memory: '1Gi' } },
};

function licenseFor(uid: string): string {
  const servers = SERVERS.map(({ name, port }) => `SERVER ${name} K8S_UID=${uid} ${port}\n`).join('');
  const text = `${servers}DAEMON usoft\nFEATURE usoft_studio usoft 10.0 permanent 10\nFEATURE usoft_batch usoft 10.0 permanent 3 HOSTID=K8S_UID=${uid}\n`;
  return printLicense(signFile(parseLicense(text).file, { vendor: 'usoft', sign: key.sign }));
}

let first: Trio;
let second: Trio | undefined;
let uid: string;

beforeAll(async () => {
  first = await Trio.apply({ name: 'bound', license: null, spec: SMALL });
  const words = ['get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}'];
  uid = (await first.cluster.kubectl(words)).stdout;
});
afterAll(async () => {
  await first.remove();
  await second?.remove();
});
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  await first.dump();
  await second?.dump();
});

function conditionOf(trio: Trio, type: string, isRight: (state: string, reason: string) => boolean) {
  return until<NonNullable<ReturnType<typeof condition>>>(
    `${trio.name}: another ${type}`,
    async () => {
      const found = condition((await trio.view()) as LicenseClusterView, type);
      if (found !== undefined && isRight(found.status, found.reason)) return found;
      throw new Error(JSON.stringify(found));
    },
    { timeoutMilliseconds: 60_000, everyMilliseconds: 200 },
  );
}

/** The code of a checkout, 0 if it was granted; what was granted is given back. */
async function checkout(trio: Trio, feature: string): Promise<number> {
  const program = await trio.program();
  const answer = await program.ask({ do: 'checkout', feature });
  await program.end();
  return answer.ok ? 0 : (answer.code ?? Number.NaN);
}

test('a file for another Kubernetes is refused, and says for which it would have to be', async () => {
  await first.setLicense(licenseFor('00000000-0000-4000-8000-000000000000'), definition);
  const valid = await conditionOf(first, 'LicenseValid', (_, reason) => reason === 'HostIdNotHonoured');
  expect(valid.message).toMatch(/^license\.dat:1:1: error: K8S_UID=0{8}/);
  expect(valid.message).toContain(uid);
  expect(await first.pods()).toEqual([]);
});

test('a file for this Kubernetes is served', async () => {
  await first.setLicense(licenseFor(uid), definition);
  await first.ready();
  expect(await checkout(first, 'usoft_studio')).toBe(0);
  expect(await checkout(first, 'usoft_batch')).toBe(0);
});

test('its lines give nothing in a second LicenseCluster until the first is gone', async () => {
  second = await Trio.apply({ name: 'again', license: null, spec: SMALL });
  const more = `${licenseFor(uid)}`;
  await second.setLicense(more, definition);
  await second.ready();
  const elsewhere = await conditionOf(second, 'LicenseInUseElsewhere', (state) => state === 'True');
  console.log(elsewhere.message);
  expect(elsewhere.message).toContain(`usoft_studio: in use by LicenseCluster ${NAMESPACE}/bound`);
  expect(condition(await first.view(), 'LicenseInUseElsewhere')?.status).toBe('False');
  expect(await checkout(second, 'usoft_studio')).toBe(-92);
  expect(await checkout(first, 'usoft_studio')).toBe(0);
  await first.remove();
  await conditionOf(second, 'LicenseInUseElsewhere', (state) => state === 'False');
  const again = second;
  await until('the second to serve', async () => (await checkout(again, 'usoft_studio')) === 0 || null, {
    timeoutMilliseconds: 60_000,
    everyMilliseconds: 500,
  });
}, 300_000);
