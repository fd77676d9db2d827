import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { waitFor } from './wait.ts';

describe('waiting for a condition', () => {
  it('takes an error for "not yet"', async () => {
    let calls = 0;
    const value = await waitFor(
      'the third call',
      () => {
        calls += 1;
        if (calls < 3) throw new Error('too early');
        return calls;
      },
      { timeoutMs: 5000, intervalMs: 1 },
    );
    expect(value).toBe(3);
  });

  it('says at its deadline what the last answer was, and shows the log', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'lmtriad-wait-'));
    const log = join(dir, 'log');
    await writeFile(log, 'the cause\n');
    const never = waitFor('x', () => Promise.reject(new Error('refused')), { timeoutMs: 20, intervalMs: 5, log });
    await expect(never).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringMatching(/^x: not so after 0.02 s\nlast answer: refused\n--- end of .*\nthe cause$/),
    });
    await rm(dir, { recursive: true });
  });

  it("ends with the signal's own reason", async () => {
    const reason = new Error('enough');
    const abort = new AbortController();
    const waiting = waitFor('x', () => undefined, { timeoutMs: 5000, signal: abort.signal });
    setImmediate(() => abort.abort(reason));
    await expect(waiting).rejects.toBe(reason);
  });
});
