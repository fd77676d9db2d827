import { expect, test, vi } from 'vitest';
import { LogAction } from '../../proto/index.ts';
import { LogError, LogErrorCode, type LogSwitch } from '../logs/index.ts';
import { switchLog } from './switchLog.ts';

const unused = { switchDebugLog: vi.fn(), switchReportLog: vi.fn(), newReportLog: vi.fn() };

test('the debug log goes on where it is told to', () => {
  const logs: LogSwitch = { ...unused, switchDebugLog: vi.fn() };
  switchLog(logs, { action: LogAction.LOG_ACTION_SWITCH_DEBUG, name: 'new.log' });
  expect(logs.switchDebugLog).toHaveBeenCalledWith('new.log');
});

test('a name that the logs refuse is a wrong parameter, with the reason', () => {
  const logs: LogSwitch = {
    ...unused,
    switchDebugLog: () => {
      throw new LogError(LogErrorCode.PathRefused, '"../x": a log may only be a file in /data/logs');
    },
  };
  expect(() => switchLog(logs, { action: LogAction.LOG_ACTION_SWITCH_DEBUG, name: '../x' })).toThrow(
    expect.objectContaining({ code: 3, details: expect.stringMatching(/-42,307.*may only be a file in/) }),
  );
});

test('the report log goes on elsewhere, or makes way for a new one', () => {
  const logs: LogSwitch = { ...unused, switchReportLog: vi.fn(), newReportLog: vi.fn() };
  switchLog(logs, { action: LogAction.LOG_ACTION_SWITCH_REPORT, name: 'new' });
  expect(logs.switchReportLog).toHaveBeenCalledWith('new');
  switchLog(logs, { action: LogAction.LOG_ACTION_NEW_REPORT, name: 'old' });
  expect(logs.newReportLog).toHaveBeenCalledWith('old');
});

test('a report log that is off is not supported, with the reason', () => {
  const logs: LogSwitch = {
    ...unused,
    switchReportLog: () => {
      throw new LogError(LogErrorCode.ReportLogOff, 'the report log is off');
    },
  };
  expect(() => switchLog(logs, { action: LogAction.LOG_ACTION_SWITCH_REPORT, name: 'x' })).toThrow(
    expect.objectContaining({ details: expect.stringMatching(/-85,308.*is off/) }),
  );
});

test('an action that nobody knows is refused', () => {
  const logs: LogSwitch = { ...unused, switchDebugLog: vi.fn() };
  expect(() => switchLog(logs, { action: 99 as LogAction, name: 'x' })).toThrow(expect.objectContaining({ code: 3 }));
  expect(logs.switchDebugLog).not.toHaveBeenCalled();
});
