import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findSources, formatServers, parseAddress } from './sources.ts';

const example = `# License file (server version)
SERVER AZUURMEES ANY TCP:2830
SERVER FITIS ANY TCP:2831
SERVER BUULBUUL ANY TCP:2832
DAEMON usoft c:\\license\\usoft.exe
FEATURE f1 usoft 1.0 permanent 5
`;

function fileWith(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'lmtriad-sources-')), 'license.dat');
  writeFileSync(path, text);
  return path;
}

function serversOf(list: string | undefined, env: NodeJS.ProcessEnv = {}, defaultPath?: string): string[] {
  return findSources(list, { env, ...(defaultPath === undefined ? {} : { defaultPath }) }).map(({ servers }) =>
    formatServers(servers),
  );
}

describe('the servers', () => {
  test('come from a list of port@host, those of one system apart by comma, systems by colon', () => {
    expect(serversOf('2830@a,2831@b,2832@c')).toEqual(['2830@a,2831@b,2832@c']);
    expect(serversOf('2830@a,2831@b,2832@c:1700@d')).toEqual(['2830@a,2831@b,2832@c', '1700@d']);
    expect(serversOf('@a')).toEqual(['27000@a']);
    expect(findSources('2830@[::1]:1700@d', { env: {} })[0]?.servers).toEqual([{ host: '::1', port: 2830 }]);
  });

  test('come from the SERVER lines of a license file, in their order', () => {
    const path = fileWith(example);
    expect(findSources(path, { env: {} })).toEqual([
      {
        file: path,
        servers: [
          { host: 'AZUURMEES', port: 2830 },
          { host: 'FITIS', port: 2831 },
          { host: 'BUULBUUL', port: 2832 },
        ],
      },
    ]);
  });

  test("come from the vendor's variable before LM_LICENSE_FILE, and from -c before both", () => {
    const env = { LM_LICENSE_FILE: '1@lm', USOFT_LICENSE_FILE: '2@vendor', OTHER: '3@x' };
    expect(serversOf(undefined, env)).toEqual(['2@vendor', '1@lm']);
    expect(serversOf('3@given', env)).toEqual(['3@given']);
  });

  test('come from the default path when nothing is said', () => {
    expect(serversOf(undefined, {}, fileWith(example))).toEqual(['2830@AZUURMEES,2831@FITIS,2832@BUULBUUL']);
  });

  test('are refused with the code of what is wrong', () => {
    const code = (work: () => unknown) => {
      try {
        work();
        return 0;
      } catch (error) {
        return (error as { code: number }).code;
      }
    };
    expect(code(() => findSources('/nowhere/license.dat', { env: {} }))).toBe(-1);
    expect(code(() => findSources(fileWith('FEATURE f1 usoft 1.0 permanent 5\n'), { env: {} }))).toBe(-13);
    expect(code(() => findSources('', { env: {} }))).toBe(-1);
    for (const text of ['70000@a', 'x@a', '1@', '1@a b', '0@a']) expect(code(() => parseAddress(text))).toBe(-42);
  });
});

describe('the paths that lmpath keeps', () => {
  function homeWith(text: string): string {
    const home = mkdtempSync(join(tmpdir(), 'lmtriad-home-'));
    mkdirSync(join(home, '.lmtriad'));
    writeFileSync(join(home, '.lmtriad/license-path'), text);
    return home;
  }

  test('stand in for variables that the environment does not have', () => {
    const home = homeWith('LM_LICENSE_FILE=1@kept\nUSOFT_LICENSE_FILE=2@vendor\n');
    const of = (env: NodeJS.ProcessEnv) =>
      findSources(undefined, { env, home }).map((each) => formatServers(each.servers));
    expect(of({})).toEqual(['2@vendor', '1@kept']);
    expect(of({ LM_LICENSE_FILE: '3@env' })).toEqual(['2@vendor', '3@env']);
  });

  test('count for nothing when a list is given, and a line that is none is passed over', () => {
    const home = homeWith('nonsense\n# comment\nPATH=/bin\nLM_LICENSE_FILE = 1@kept \n');
    expect(findSources(undefined, { env: {}, home }).map((each) => formatServers(each.servers))).toEqual(['1@kept']);
    expect(findSources('5@given', { env: {}, home }).map((each) => formatServers(each.servers))).toEqual(['5@given']);
  });
});
