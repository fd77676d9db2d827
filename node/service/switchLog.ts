/** lmswitch, lmswitchr and lmnewlog: which log goes on where, and what is refused. */
import { LogAction, type SwitchLogRequest } from '../../proto/index.ts';
import { FlexCode, failure } from '../licensing/index.ts';
import { LogError, LogErrorCode, type LogSwitch } from '../logs/index.ts';
import { rpcError } from './rpcError.ts';

const NOT_SUPPORTED = -85;

/** Throws an RPC error: -42 a name or an action that is refused, -85 the report log is off. */
export function switchLog(logs: LogSwitch, { action, name }: SwitchLogRequest): void {
  try {
    switch (action) {
      case LogAction.LOG_ACTION_SWITCH_DEBUG:
        return logs.switchDebugLog(name);
      case LogAction.LOG_ACTION_SWITCH_REPORT:
        return logs.switchReportLog(name);
      case LogAction.LOG_ACTION_NEW_REPORT:
        return logs.newReportLog(name);
      default:
        throw rpcError(failure(FlexCode.InvalidParameter, 307, `there is no log action ${action}`));
    }
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    const off = error.code === LogErrorCode.ReportLogOff;
    throw rpcError(failure(off ? NOT_SUPPORTED : FlexCode.InvalidParameter, off ? 308 : 307, error.message));
  }
}
