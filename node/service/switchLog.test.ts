import { expect, test, vi } from 'vitest';
import { LogAction } from '../../proto/index.ts';
import { LogError, LogErrorCode, type LogSwitch } from '../logs/index.ts';
import { switchLog } from './switchLog.ts';

test('the debug log goes on where it is told to', () => {
  const logs: LogSwitch = { switchDebugLog: vi.fn() };
  switchLog(logs, { action: LogAction.LOG_ACTION_SWITCH_DEBUG, name: 'new.log' });
  expect(logs.switchDebugLog).toHaveBeenCalledWith('new.log');
});

test('a name that the logs refuse is a wrong parameter, with the reason', () => {
  const logs: LogSwitch = {
    switchDebugLog: () => {
      throw new LogError(LogErrorCode.PathRefused, '"../x": a log may only be a file in /data/logs');
    },
  };
  expect(() => switchLog(logs, { action: LogAction.LOG_ACTION_SWITCH_DEBUG, name: '../x' })).toThrow(
    expect.objectContaining({ code: 3, details: expect.stringMatching(/-42,307.*may only be a file in/) }),
  );
});

test('an action that nobody knows is refused', () => {
  const logs: LogSwitch = { switchDebugLog: vi.fn() };
  expect(() => switchLog(logs, { action: 99 as LogAction, name: 'x' })).toThrow(expect.objectContaining({ code: 3 }));
  expect(logs.switchDebugLog).not.toHaveBeenCalled();
});
