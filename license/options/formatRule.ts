import type { Rule, Who } from './model.ts';
import { formatSelector } from './selector.ts';

/** A rule as one line, without its line end. */
export function formatRule(rule: Rule): string {
  switch (rule.kind) {
    case 'access':
      return `${rule.keyword} ${formatSelector(rule.selector)} ${formatWho(rule.who)}`;
    case 'accessAll':
      return `${rule.keyword} ${formatWho(rule.who)}`;
    case 'reserve':
    case 'max':
      return `${rule.kind.toUpperCase()} ${rule.count} ${formatSelector(rule.selector)} ${formatWho(rule.who)}`;
    case 'group':
      return [rule.keyword, ...[rule.name, ...rule.members].map(quoted)].join(' ');
    case 'featureNumber':
      return `${rule.keyword} ${formatSelector(rule.selector)} ${rule.value}`;
    case 'number':
      return `${rule.keyword} ${rule.value}`;
    case 'switch':
      return `${rule.keyword} ${rule.on ? 'ON' : 'OFF'}`;
    case 'fqdnMatching':
      return `FQDN_MATCHING ${rule.mode}`;
    case 'noLog':
      return `NOLOG ${rule.event}`;
    case 'debugLog': {
      const rollover = rule.rolloverSize === null ? '' : ` AUTO_ROLLOVER ${rule.rolloverSize}`;
      return `DEBUGLOG ${formatPath(rule)}${rule.obfuscate ? ' OBF_ADDMARK' : ''}${rollover}`;
    }
    case 'reportLog':
      return `REPORTLOG ${formatPath(rule)}${rule.hideUser ? ' HIDE_USER' : ''}`;
  }
}

function formatWho({ type, name }: Who): string {
  return `${type} ${quoted(name)}`;
}

function formatPath({ path, append }: { readonly path: string; readonly append: boolean }): string {
  return `${append ? '+' : ''}${quoted(path)}`;
}

/** Quotes what would not be read as one word. */
function quoted(text: string): string {
  return text === '' || /[\s{}]|^#|\\$/.test(text) ? `"${text}"` : text;
}
