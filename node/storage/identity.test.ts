import { describe, expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';
import type { Composition } from './identityTypes.ts';
import { CLUSTER, entriesOf, FOLDER, hard, Rig, seededRandom } from './testKit.ts';

const OTHER = 'ffeeddccbbaa99887766554433221100';
const AGREED: Composition = {
  clusterId: CLUSTER,
  slots: [
    { server: 'alpha', incarnation: 1001 },
    { server: 'beta', incarnation: 5 },
    { server: 'gamma', incarnation: 0 },
  ],
};

describe('R17: an identity', () => {
  test('keeps what it agreed to across a power loss', () => {
    const rig = new Rig();
    const { storage } = rig.open();
    rig.done((done) => storage.saveIdentity({ agreed: AGREED }, done));
    rig.crash();
    const { identity, created } = rig.open();
    expect(created).toBe(false);
    expect(identity).toMatchObject({ incarnation: 1001, agreed: AGREED, clusterId: '' });
  });

  test('may agree anew while the log has not begun, and never after', () => {
    const rig = new Rig();
    const { storage } = rig.open();
    rig.done((done) => storage.saveIdentity({ agreed: AGREED }, done));
    rig.done((done) => storage.saveIdentity({ agreed: null }, done));
    rig.done((done) => storage.saveIdentity({ agreed: AGREED, clusterId: CLUSTER }, done));
    rig.append(storage, entriesOf(1, 1), hard(1));
    expect(rig.error((done) => storage.saveIdentity({ agreed: null }, done))?.code).toBe('IdentityBound');
    rig.done((done) => storage.saveIdentity({ agreed: AGREED, server: 'delta' }, done));
    expect(storage.identity).toMatchObject({ server: 'delta', agreed: AGREED });
    expect(storage.failure).toBeNull();
  });

  test('never changes its cluster', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    for (const clusterId of [OTHER, '', 'nonsense']) {
      expect(rig.error((done) => storage.saveIdentity({ clusterId }, done))?.code).toBe('IdentityBound');
    }
    expect(storage.identity.clusterId).toBe(CLUSTER);
  });

  test('is damage when any byte of it changes, and when it is missing beside a log', () => {
    const rig = new Rig();
    rig.append(rig.openFormed().storage, entriesOf(1, 1), hard(1));
    rig.crash();
    const path = `${FOLDER}/identity.json`;
    const bytes = rig.disk.peek(path);
    for (let at = 0; at < bytes.length; at++) {
      rig.disk.flipBit(path, at, at % 7);
      expect(rig.openError().code, `byte ${at}`).toBe('LogDamaged');
      rig.crash('process');
      rig.disk.damage(path, () => bytes);
    }
    rig.open();
    rig.disk.lose(path);
    expect(rig.openError()).toMatchObject({ code: 'LogDamaged', reason: 'Missing', file: path });
  });

  test('is damage when a digit of its format changes, not a newer file', () => {
    const rig = new Rig();
    rig.open();
    const text = Buffer.from(rig.disk.peek(`${FOLDER}/identity.json`)).toString();
    rig.disk.damage(`${FOLDER}/identity.json`, () => Buffer.from(text.replace('"format":2', '"format":3')));
    expect(rig.openError().code).toBe('LogDamaged');
  });

  test('of a newer format is not taken for damage', () => {
    const rig = new Rig();
    rig.open();
    const body = '{"later":1}';
    const text = `{"format":3,"checksum":${crc32c(Buffer.from(`3\n${body}`))},\n"identity":${body}}\n`;
    rig.disk.damage(`${FOLDER}/identity.json`, () => Buffer.from(text));
    expect(rig.openError().code).toBe('FormatTooNew');
  });

  test('of the first format is read', () => {
    const rig = new Rig();
    const incarnation = 77;
    const unbound = { clusterId: '', agreed: null, joinsOnly: '', former: [], logBegun: false };
    const body = JSON.stringify({ identity: { server: 'alpha', incarnation, ...unbound }, settingAside: '' });
    const text = `{"format":1,"checksum":${crc32c(Buffer.from(body))},\n"identity":${body}}\n`;
    rig.open();
    rig.crash('process');
    rig.disk.damage(`${FOLDER}/identity.json`, () => Buffer.from(text));
    expect(rig.open().identity).toMatchObject({ incarnation, damage: '', formsFrom: '' });
  });

  test('that was marked as damaged refuses to start until the data is set aside', () => {
    const rig = new Rig();
    const { storage } = rig.openFormed();
    rig.append(storage, entriesOf(1, 3), hard(1));
    rig.done((done) => storage.saveIdentity({ damage: 'shorter than acknowledged' }, done));
    rig.crash();
    expect(rig.openError()).toMatchObject({ code: 'LogDamaged', reason: 'Marked' });
    rig.setAside();
    expect(rig.open().identity).toMatchObject({ damage: '', joinsOnly: CLUSTER });
  });
});

describe('setting aside', () => {
  function damaged(rig: Rig): void {
    rig.append(rig.openFormed().storage, entriesOf(1, 9), hard(1));
    rig.crash();
    rig.disk.flipBit(rig.segments()[0] ?? '', 100);
    expect(rig.openError().code).toBe('LogDamaged');
  }

  test('moves the data away and makes a new incarnation that may only join the same cluster', () => {
    const rig = new Rig();
    damaged(rig);
    expect(rig.setAside()).toBe(`${FOLDER}/set-aside/1001`);
    rig.crash();
    const { identity, entries, storage } = rig.open();
    expect(entries).toEqual([]);
    expect(identity).toMatchObject({
      server: 'alpha',
      clusterId: '',
      agreed: null,
      joinsOnly: CLUSTER,
      logBegun: false,
    });
    expect(identity.incarnation).not.toBe(1001);
    expect(identity.former).toEqual([{ incarnation: 1001, clusterId: CLUSTER, folder: 'set-aside/1001' }]);
    expect(rig.disk.files().some((path) => path.startsWith(`${FOLDER}/set-aside/1001/log/`))).toBe(true);
    expect(rig.error((done) => storage.saveIdentity({ clusterId: OTHER }, done))?.code).toBe('IdentityBound');
    expect(rig.error((done) => storage.saveIdentity({ agreed: AGREED }, done))?.code).toBe('IdentityBound');
    rig.done((done) => storage.saveIdentity({ clusterId: CLUSTER }, done));
    rig.append(storage, entriesOf(1, 2), hard(4));
    rig.crash();
    expect(rig.open().entries).toEqual(entriesOf(1, 2));
  });

  test('leaves the new incarnation free to form a cluster when two disks are lost', () => {
    const rig = new Rig({ forming: true });
    damaged(rig);
    rig.setAside(true);
    const { identity, storage } = rig.open();
    expect(identity).toMatchObject({ joinsOnly: '', former: [{ incarnation: 1001, clusterId: CLUSTER }] });
    expect(identity.formsFrom).toBe('set-aside/1001');
    rig.done((done) => storage.saveIdentity({ clusterId: OTHER, formed: true }, done));
    expect(storage.identity.formsFrom).toBe('');
  });

  test('works without a readable identity', () => {
    const rig = new Rig();
    damaged(rig);
    rig.disk.flipBit(`${FOLDER}/identity.json`, 50);
    rig.setAside();
    expect(rig.open()).toMatchObject({ created: false, entries: [] });
  });

  test('that is interrupted anywhere leaves nothing that passes for whole, and can be done again', () => {
    for (let limit = 1; limit < 40; limit++) {
      const rig = new Rig({}, { random: seededRandom(limit) });
      damaged(rig);
      rig.crash();
      rig.limit = limit;
      rig.setAside();
      rig.crash();
      const result = rig.tryOpen();
      if (result instanceof Error) {
        expect(result.code).toBe('LogDamaged');
        rig.setAside();
      }
      rig.crash();
      expect(rig.open()).toMatchObject({ entries: [], identity: { joinsOnly: CLUSTER } });
    }
  });
});
