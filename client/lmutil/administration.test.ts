import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LogAction } from '../../proto/index.ts';
import { FakeTrio } from '../testing/fakeTrio.ts';
import { sampleStatus } from '../testing/status.ts';
import { lmutil } from './program.ts';
import { fakeTerminal } from './testing.ts';

let trio: FakeTrio;

beforeEach(async () => {
  vi.stubEnv('HOME', mkdtempSync(join(tmpdir(), 'lmtriad-home-')));
  trio = await FakeTrio.start();
  const servers = trio.servers.map((server) => ({ name: server.name, host: '127.0.0.1', port: server.port }));
  for (const server of trio.servers) server.status = sampleStatus(server.name, 'a', servers);
});

afterEach(() => {
  vi.unstubAllEnvs();
  trio.stop();
});

async function run(answers: string[], tool: string, ...args: string[]) {
  const terminal = fakeTerminal(answers);
  const code = await lmutil([tool, '-c', trio.addresses, ...args], undefined, terminal);
  return { code, out: terminal.stdout, err: terminal.stderr };
}

function calls(): string[] {
  return trio.calls.map(({ call }) => call);
}

describe('lmdown', () => {
  test('lists the servers with their vendors and ends the one that is chosen', async () => {
    const { code, out } = await run(['2', 'y'], 'lmdown');
    expect(code).toBe(0);
    expect(out).toContain('   Port@Host            Vendors\n1) ');
    expect(out).toMatch(/3\) \d+@127\.0\.0\.1 +usoft\n/);
    expect(out).toMatch(/ {4}1 FlexNet License Server shut down\n$/);
    expect(calls()).toEqual(['b down']);
  });

  test('ends all with -all, the master last, and asks nothing with -q', async () => {
    const { code, out } = await run([], 'lmdown', '-all', '-q', '-force');
    expect(code).toBe(0);
    expect(out).not.toContain('?');
    expect(out).toContain('    3 FlexNet License Servers shut down\n');
    expect(calls()).toEqual(['b down', 'c down', 'a down']);
    expect(trio.calls[0]?.request).toMatchObject({ force: true });
  });

  test.each([[['2', 'n']], [['2', '']], [['7', 'y']], [['', 'y']]])(
    'does nothing after the answers %j',
    async (answers) => {
      const { code, out } = await run(answers, 'lmdown');
      expect(code).toBe(0);
      expect(out).toMatch(/No server selected, exiting\n$/);
      expect(calls()).toEqual([]);
    },
  );

  test('means one server when only that is named', async () => {
    const terminal = fakeTerminal();
    await lmutil(['lmdown', '-q', '-c', `${trio.server('c').port}@127.0.0.1`], undefined, terminal);
    expect(calls()).toEqual(['c down']);
  });

  test('says which server could not be ended, with the code of the refusal', async () => {
    trio.refusal = { code: -63, minor: 301, text: 'You are not a license administrator. (-63,301)' };
    const { code, out } = await run(['1', 'y'], 'lmdown');
    expect(code).toBe(193);
    const where = `(${trio.server('a').port}@127.0.0.1)`;
    expect(out).toContain(`Shutdown failed: You are not a license administrator. (-63,301) ${where}\n`);
  });

  test('says of a server that is down already what FlexNet says', async () => {
    trio.server('c').kill();
    const { code, out } = await run(['3', 'y'], 'lmdown');
    expect(code).toBe(241);
    expect(out).toContain(
      'Shutdown failed: Cannot connect to license server system. (-15,570:115 "Operation now in progress") (',
    );
    expect(out).not.toContain('shut down\n');
  });
});

describe('lmremove', () => {
  test('asks the master for seats by user, host and display', async () => {
    trio.removals = [{ removed: [7] }];
    const { code, out } = await run([], 'lmremove', 'f1', 'user1', 'server034', ':0');
    expect(code).toBe(0);
    expect(out).toContain('1 license removed: f1\n');
    expect(trio.calls).toMatchObject([
      { call: 'a remove', request: { feature: 'f1', user: 'user1', host: 'server034', display: ':0', lease: 0 } },
    ]);
  });

  test('by handle, says what it waits for, and waits', async () => {
    trio.removals = [{ waiting: [5226] }, { removed: [5226] }];
    const { code, out } = await run([], 'lmremove', '-h', 'f1', 'host', '27000', '5226');
    expect(code).toBe(0);
    expect(out).toContain(
      'waiting for user1 at server034 (process 77) to let go of 5226, at most until its lease ends\n',
    );
    expect(trio.calls[1]?.request).toMatchObject({ lease: 5226, waitMilliseconds: 0 });
  });

  test('asks again when the server that waited is master no more, and takes what is gone as removed', async () => {
    trio.removals = [{ waiting: [1, 2] }, { waiting: [1] }, { removed: [2] }, { removed: [1] }];
    const { code, out } = await run([], 'lmremove', 'f1', 'user1', 'server034', ':0');
    expect(code).toBe(0);
    expect(out).toContain('2 licenses removed: f1\n');
    expect(calls()).toHaveLength(4);
  });

  test.each([
    [-41, 215],
    [-63, 193],
    [-64, 192],
    [-100, 156],
  ])('ends with the code of the refusal %i as an unsigned byte', async (code, status) => {
    trio.refusal = { code, minor: 1, text: `no. (${code},1)` };
    expect((await run([], 'lmremove', '-h', 'f1', 'host', '27000', '7')).code).toBe(status);
  });

  test('refuses operands that are not enough or no handle', async () => {
    expect((await run([], 'lmremove', 'f1', 'user1')).code).toBe(214);
    expect((await run([], 'lmremove', '-h', 'f1', 'host', '27000', 'x')).code).toBe(214);
    expect(calls()).toEqual([]);
  });
});

describe('lmreread', () => {
  test('says the words that scripts look for', async () => {
    expect(await run([], 'lmreread')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\nlmreread successful\n$/),
    });
    trio.refusal = { code: -63, minor: 301, text: 'You are not a license administrator. (-63,301)' };
    const { code, out } = await run([], 'lmreread');
    expect(code).toBe(193);
    expect(out).not.toContain('successful');
    expect(out).toContain('\nlmreread failed: You are not a license administrator. (-63,301)\n');
  });
});

describe('lmreread of a file', () => {
  test('with an error does not say that it was successful', async () => {
    trio.reread = { errors: ['license.dat:7:12: no version'] };
    const { code, out } = await run([], 'lmreread');
    expect(code).toBe(254);
    expect(out).toMatch(/license\.dat:7:12: no version\nlmreread failed: Invalid license file syntax\. \(-2,/);
    expect(out).not.toContain('successful');
  });

  test('that only one server has says what it waits for', async () => {
    for (const { status } of trio.servers) {
      Object.assign(status ?? {}, { license: { hash: 'old' } });
      for (const member of status?.members ?? []) member.licenseDiffers = member.server === 'b';
    }
    const { code, out } = await run([], 'lmreread');
    expect(code).toBe(0);
    expect(out).toContain('lmreread successful\nnot in force: the file of b; two servers must have the same text');
  });
});

describe('transfer', () => {
  test('names the server and the time to hold', async () => {
    const { code, out } = await run([], 'transfer', 'b', '--hold', '60');
    expect(code).toBe(0);
    expect(out).toBe('master is b, held there for 60 s\n');
    expect(trio.calls).toMatchObject([{ call: 'a transfer', request: { server: 'b', holdSeconds: 60 } }]);
    expect((await run([], 'transfer', 'b', '--hold', 'x')).code).toBe(214);
  });

  test('goes through another server when the master is out of reach', async () => {
    trio.server('a').kill();
    expect((await run([], 'transfer', 'b')).code).toBe(0);
    expect(calls()).toEqual(['b transfer']);
  });
});

describe('lmswitch, lmswitchr, lmnewlog', () => {
  test.each([
    ['lmswitch', LogAction.LOG_ACTION_SWITCH_DEBUG],
    ['lmswitchr', LogAction.LOG_ACTION_SWITCH_REPORT],
    ['lmnewlog', LogAction.LOG_ACTION_NEW_REPORT],
  ])('%s asks every server', async (tool, action) => {
    const { code, out } = await run([], tool, 'usoft', 'new.log');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`\n${tool} successful\n$`));
    expect(calls()).toEqual(['a switchLog', 'b switchLog', 'c switchLog']);
    expect(trio.calls[0]?.request).toEqual({ action, name: 'new.log' });
  });

  test('a server that is out of reach or refuses is named, and the others are asked all the same', async () => {
    trio.server('b').kill();
    const { code, out } = await run([], 'lmswitch', 'usoft', 'new.log');
    expect(code).toBe(241);
    expect(out).toContain('127.0.0.1: lmswitch failed: Cannot connect');
    expect(out).not.toContain('successful');
    expect(calls()).toEqual(['a switchLog', 'c switchLog']);
  });
});

describe('lmstat -a', () => {
  test('does not show that nobody holds a license when it could not be told who does', async () => {
    expect((await run([], 'lmstat', '-a')).code).toBe(0);
    trio.server('a').withoutUsers = true;
    const { code, out, err } = await run([], 'lmstat', '-a');
    expect([code, out]).toEqual([241, '']);
    expect(err).toContain('no status');
  });
});
