import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DebugLog } from './debugLog.ts';
import { createLogger } from './log.ts';
import { NO_LOG_RULES } from './logRules.ts';
import { MemberLogs } from './memberLogs.ts';
import { ReportLog } from './reportLog.ts';

function make() {
  const data = mkdtempSync(join(tmpdir(), 'lmtriad-logs-'));
  const folder = join(data, 'logs');
  const told: string[] = [];
  const logger = createLogger(
    { service: 'test', server: '' },
    { write: (line) => void told.push(JSON.parse(line).msg) },
  );
  const debug = DebugLog.open(join(data, 'debug.log'));
  const report = new ReportLog({
    path: join(folder, 'report.ndjson'),
    server: 'fitis',
    version: '0.1.0',
    cluster: () => 'c',
    rolloverMegabytes: 0,
    onError: (error) => void told.push(error.message),
    onLost: () => undefined,
  });
  const logs = new MemberLogs({ folder, debug, report, logger });
  const at = { index: 0 };
  report.begin({ index: () => at.index, date: () => 0, totals: () => ({ owned: {}, out: {} }) });
  const use = { feature: 'f', vendor: 'v', user: 'u', host: 'h', display: '', project: '', count: 1 };
  const happen = () => {
    at.index += 1;
    report.entry([{ kind: 'denied', ...use, code: -4, minor: 101 }], false);
  };
  /** Indexes of the denials in a file. */
  const denials = (name: string): number[] =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/"denied","index":(\d+)/g)].map((match) => Number(match[1]));
  return { folder, told, logs, happen, denials };
}

test('lmswitchr has the report log go on in another file, lmnewlog puts aside what was reported', async () => {
  const { folder, logs, happen, denials } = make();
  happen();
  logs.switchReportLog('second');
  happen();
  logs.newReportLog('put-aside');
  happen();
  await logs.close();
  expect(readdirSync(folder).sort()).toEqual(['put-aside', 'report.ndjson', 'second']);
  expect([denials('report.ndjson'), denials('put-aside'), denials('second')]).toEqual([[1], [2], [3]]);
});

test('no log takes the file of another, nor a name outside of the folder, nor one for old data that is taken', async () => {
  const { folder, logs, happen } = make();
  happen();
  logs.switchDebugLog('usoft.log');
  const refused = expect.objectContaining({ code: 'PathRefused' });
  expect(() => logs.switchDebugLog('report.ndjson')).toThrow(refused);
  expect(() => logs.switchDebugLog('report.ndjson.1')).toThrow(refused);
  expect(() => logs.switchReportLog('usoft.log')).toThrow(refused);
  expect(() => logs.switchReportLog('../identity.json')).toThrow(refused);
  expect(() => logs.newReportLog('usoft.log')).toThrow(refused);
  expect(() => logs.newReportLog('/etc/passwd')).toThrow(refused);
  logs.newReportLog('old');
  happen();
  expect(() => logs.newReportLog('old')).toThrow(refused);
  await logs.close();
  expect(readdirSync(folder).sort()).toEqual(['old', 'report.ndjson', 'usoft.log']);
});

test('no log takes a name whose former files would overwrite another', async () => {
  const { logs, happen } = make();
  logs.switchReportLog('usage.1');
  happen();
  expect(() => logs.switchDebugLog('usage')).toThrow(expect.objectContaining({ code: 'PathRefused' }));
  logs.switchDebugLog('report');
  await logs.close();
});

test('REPORTLOG names the file, ON the usual one, OFF none, and without the line it is the usual one again', async () => {
  const { folder, told, logs, happen, denials } = make();
  const configure = (path: string | null) =>
    logs.configure({ ...NO_LOG_RULES, reportLog: path === null ? null : { path, hideUser: false } });
  configure('/somewhere/else/usage');
  happen();
  configure('off');
  happen();
  expect(() => logs.switchReportLog('x')).toThrow(expect.objectContaining({ code: 'ReportLogOff' }));
  configure('On');
  happen();
  configure(null);
  happen();
  await logs.close();
  expect(readdirSync(folder).sort()).toEqual(['report.ndjson', 'usage']);
  expect([denials('usage'), denials('report.ndjson')]).toEqual([[1], [3, 4]]);
  expect(told).toEqual([expect.stringContaining('can only name a file in the log folder')]);
});
