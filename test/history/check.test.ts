import { describe, expect, test } from 'vitest';
import type { HistoryRecord } from '../../client/index.ts';
import { check, type Model } from './check.ts';
import { parseHistory } from './records.ts';

const LEASE = 10_000;

function record(fields: Partial<HistoryRecord>): HistoryRecord {
  const { client = 'a', session = `s-${client}` } = fields;
  const base = {
    client,
    session,
    op: 'renew',
    feature: '',
    count: 0,
    call: 0,
    return: 0,
    ok: true,
    granted: 0,
  } as const;
  return { ...base, lease: null, index: null, deadline: null, error: null, ...fields };
}

/** A renewal that was sent at `call`. */
function renew(client: string, call: number): HistoryRecord {
  return record({ client, call, return: call + 1, deadline: call + LEASE });
}

/** A checkout of `count` seats of f; the client's deadline is that of a renewal sent at 0 unless given. */
function checkout(client: string, lease: number, index: number, call: number, more: Partial<HistoryRecord> = {}) {
  const count = more.count ?? 1;
  return record({
    client,
    op: 'checkout',
    feature: 'f',
    count,
    granted: count,
    lease,
    index,
    call,
    return: call + 10,
    deadline: LEASE,
    ...more,
  });
}

function checkin(client: string, lease: number, index: number | null, call: number): HistoryRecord {
  const end = index === null ? null : call + 10;
  return record({ client, op: 'checkin', feature: 'f', count: 1, lease, index, call, return: end, ok: end !== null });
}

function violations(records: readonly HistoryRecord[], model: Partial<Model> = {}): readonly string[] {
  return check(records, { owned: new Map([['f', 1]]), ...model }).violations;
}

function final(at: number, ...leases: { lease: number; index: number; session: string; count?: number }[]) {
  return { call: at, return: at + 1, leases: leases.map((lease) => ({ feature: 'f', count: 1, ...lease })) };
}

describe('a good history', () => {
  test('of one seat that goes from hand to hand has nothing wrong with it', () => {
    const history = [
      checkout('a', 1, 5, 100),
      checkin('a', 1, 6, 200),
      checkout('b', 2, 7, 205),
      checkout('c', 3, 8, 300, { ok: false, granted: 0, lease: null, index: null, error: 'taken. (-4,342)' }),
    ];
    const verdict = check(history, {
      owned: new Map([['f', 1]]),
      lease: LEASE,
      denials: true,
      final: final(400, { lease: 2, index: 7, session: 's-b' }),
    });
    expect(verdict).toEqual({ grants: 2, checkins: 1, refusals: 1, unanswered: 0, violations: [] });
  });

  test('a seat is free for others once its client died and its deadline has passed', () => {
    expect(violations([checkout('a', 1, 5, 100), checkout('b', 2, 9, LEASE + 50, { deadline: 3 * LEASE })])).toEqual(
      [],
    );
  });

  test('a checkin that was never answered may have run, or not', () => {
    const history = [checkout('a', 1, 5, 100), checkin('a', 1, null, 200), checkout('b', 2, 7, 300)];
    expect(violations(history, { final: final(400, { lease: 2, index: 7, session: 's-b' }) })).toEqual([]);
    const still = [checkout('a', 1, 5, 100), checkin('a', 1, null, 200)];
    expect(violations(still, { final: final(400, { lease: 1, index: 5, session: 's-a' }) })).toEqual([]);
  });

  test('a checkout that was never answered may have been granted, or not', () => {
    const open = checkout('a', 1, 5, 100, { return: null, ok: false, granted: 0, lease: null, index: null });
    expect(violations([open], { final: final(400) })).toEqual([]);
    expect(violations([open], { final: final(400, { lease: 1, index: 5, session: 's-a' }) })).toEqual([]);
  });

  test('what is given back and granted in one entry is counted in that order', () => {
    // Called at the same time: the checkin's answer came after the grant's.
    expect(violations([checkout('a', 1, 5, 100), checkin('a', 1, 6, 200), checkout('b', 2, 6, 200)])).toEqual([]);
  });
});

describe('planted violations', () => {
  test('two believe in one seat, though the log order would allow it', () => {
    const history = [checkout('a', 1, 5, 100), checkout('b', 2, 9, 500)];
    expect(violations(history).join()).toContain('f: 2 believed at 510 of 1 owned');
  });

  test('a renewal keeps a belief alive, and then another gets the seat', () => {
    const alone = [checkout('a', 1, 5, 100), checkout('b', 2, 9, LEASE + 50, { deadline: 3 * LEASE })];
    expect(violations(alone)).toEqual([]);
    expect(violations([...alone, renew('a', LEASE - 5_000)]).join()).toContain('2 believed');
  });

  test('a lost lease that was regained counts again', () => {
    const history = [
      checkout('a', 1, 5, 100),
      record({ client: 'a', op: 'lost', feature: 'f', lease: 1, index: 5, call: 200, return: 200, deadline: LEASE }),
      checkout('b', 2, 9, 300),
    ];
    // The log is judged apart: here client a has lost belief, so that b may have the seat.
    expect(violations(history)).toEqual([]);
    const back = record({ op: 'regained', feature: 'f', lease: 1, index: 5, call: 400, return: 400, deadline: LEASE });
    expect(violations([...history, back]).join()).toContain('2 believed');
  });

  test('more is out in the log than is owned, though nobody believed at the same time', () => {
    const history = [checkout('a', 1, 5, 100), checkin('a', 1, 8, 200), checkout('b', 2, 7, 205)];
    expect(violations(history)).toEqual(['f: 2 out at log index 7 of 1 owned']);
  });

  test('a lease is granted twice', () => {
    const history = [checkout('a', 1, 5, 100), checkout('b', 1, 6, 100)];
    expect(violations(history, { owned: new Map([['f', 9]]) })).toEqual(['lease 1 was granted to a and again to b']);
  });

  test('a grant is lost', () => {
    expect(violations([checkout('a', 1, 5, 100)], { final: final(300) }).join()).toContain('lease 1 of a');
  });

  test('a checkin is lost', () => {
    const history = [checkout('a', 1, 5, 100), checkin('a', 1, 6, 200)];
    const state = final(300, { lease: 1, index: 5, session: 's-a' });
    expect(violations(history, { final: state }).join()).toContain('was checked in and is still out');
  });

  test('a lease is out that nobody was granted, or as another than it was granted', () => {
    const state = final(300, { lease: 7, index: 5, session: 's-x' });
    expect(violations([], { final: state }).join()).toContain('nobody was granted it');
    const other = final(300, { lease: 1, index: 6, session: 's-a' });
    expect(violations([checkout('a', 1, 5, 100)], { final: other }).join()).toContain('is listed as');
  });

  test('the log goes against real time', () => {
    const history = [checkout('a', 1, 9, 100), checkout('b', 2, 7, 200)];
    const found = violations(history, { owned: new Map([['f', 2]]) });
    expect(found).toEqual(['grant of 1 (index 9) had returned before grant of 2 (index 7) was called']);
    expect(
      violations([checkout('a', 1, 7, 100), checkout('b', 2, 7, 200)], { owned: new Map([['f', 2]]) }),
    ).toHaveLength(1);
  });

  test('a grant moves the deadline', () => {
    const history = [renew('a', 0), checkout('a', 1, 5, 4_000, { deadline: 4_000 + LEASE })];
    expect(violations(history, { lease: LEASE }).join()).toContain('checkout moved the deadline');
  });

  test('a refusal while seats were free', () => {
    const refused = { ok: false, granted: 0, lease: null, index: null, error: 'taken. (-4,342)' };
    const history = [checkout('a', 1, 5, 100), checkin('a', 1, 6, 200), checkout('b', 2, 7, 300, refused)];
    expect(violations(history, { denials: true }).join()).toContain('was refused 1 of f at 300');
  });
});

describe('reading a history', () => {
  test('a last line cut short is passed over, any other is named', () => {
    const line = JSON.stringify(renew('a', 5));
    expect(parseHistory(`${line}\n{"client":"a","ses`, 'h')).toHaveLength(1);
    expect(() => parseHistory(`{"client"\n${line}\n`, 'h')).toThrow(/^h:1: /);
    expect(() => parseHistory(`${JSON.stringify({ ...renew('a', 5), call: 'x' })}\n`, 'h')).toThrow('"call" is string');
  });
});
