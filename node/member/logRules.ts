/** DEBUGLOG, REPORTLOG and NOLOG of the options in force. */
import { parseOptions } from '../../license/index.ts';
import type { SetLicense } from '../../proto/index.ts';
import { optionsFiles } from '../licensing/index.ts';
import { type LogRules, NO_LOG_RULES } from '../logs/index.ts';

/**
 * NOLOG is for the lines of the vendor whose file it stands in, and several lines add up. One set of files serves all
 * vendors: of several DEBUGLOG or REPORTLOG lines, in whichever file, the last one counts.
 */
export function logRulesOf(license: SetLicense | null): LogRules {
  if (license === null) return NO_LOG_RULES;
  const silent = new Map<string, Set<string>>();
  let debugLog: LogRules['debugLog'] = null;
  let reportLog: LogRules['reportLog'] = null;
  for (const { vendor, text } of optionsFiles(license)) {
    const events = silent.get(vendor) ?? new Set();
    silent.set(vendor, events);
    for (const { rule } of parseOptions(text).file.rules) {
      if (rule.kind === 'noLog') events.add(rule.event);
      else if (rule.kind === 'debugLog') debugLog = rule;
      else if (rule.kind === 'reportLog') reportLog = rule;
    }
  }
  return { silent, debugLog, reportLog };
}
