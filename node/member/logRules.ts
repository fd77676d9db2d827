/** DEBUGLOG, REPORTLOG and NOLOG of the options in force. */
import { parseOptions } from '../../license/index.ts';
import type { LogRules } from '../logs/index.ts';

/** Of several DEBUGLOG or REPORTLOG lines the last one counts; NOLOG lines add up. One set of logs serves all vendors. */
export function logRulesOf(options: string): LogRules {
  const silent = new Set<string>();
  let debugLog: LogRules['debugLog'] = null;
  let reportLog: LogRules['reportLog'] = null;
  for (const { rule } of parseOptions(options).file.rules) {
    if (rule.kind === 'noLog') silent.add(rule.event);
    else if (rule.kind === 'debugLog') debugLog = rule;
    else if (rule.kind === 'reportLog') reportLog = rule;
  }
  return { silent, debugLog, reportLog };
}
