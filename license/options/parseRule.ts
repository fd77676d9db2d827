import { type LineCursor, shown } from '../lineCursor.ts';
import { unquote, type Word } from '../scanner.ts';
import {
  ACCESS_KEYWORDS,
  FEATURE_NUMBER_KEYWORDS,
  LOG_EVENTS,
  NUMBER_KEYWORDS,
  type Rule,
  SELECTOR_KEYWORDS,
  type Selector,
  WHO_TYPES,
  type Who,
} from './model.ts';
import { parseSelector } from './selector.ts';

type RuleParser = (cursor: LineCursor) => Rule | null;

/** FlexNet's limit for RESERVE. */
const MOST_RESERVED = 10_000;
const MOST = 1_000_000_000;

/** How the line of each keyword is read; null after an error that has been reported. */
export const RULE_PARSERS: ReadonlyMap<string, RuleParser> = new Map<string, RuleParser>([
  ...ACCESS_KEYWORDS.map((keyword): [string, RuleParser] => [keyword, accessParser(keyword)]),
  ...FEATURE_NUMBER_KEYWORDS.map((keyword): [string, RuleParser] => [keyword, featureNumberParser(keyword)]),
  ...NUMBER_KEYWORDS.map((keyword): [string, RuleParser] => [keyword, numberParser(keyword)]),
  ['INCLUDEALL', accessAllParser('INCLUDEALL')],
  ['EXCLUDEALL', accessAllParser('EXCLUDEALL')],
  ['RESERVE', (cursor) => parseCounted(cursor, 'reserve', 1, MOST_RESERVED)],
  ['MAX', (cursor) => parseCounted(cursor, 'max', 0, MOST)],
  ['GROUP', groupParser('GROUP')],
  ['USER_GROUP', groupParser('GROUP')],
  ['HOST_GROUP', groupParser('HOST_GROUP')],
  ['AUTOMATIC_REREAD', switchParser('AUTOMATIC_REREAD')],
  ['GROUPCASEINSENSITIVE', switchParser('GROUPCASEINSENSITIVE')],
  ['FQDN_MATCHING', parseFqdnMatching],
  ['NOLOG', parseNoLog],
  ['DEBUGLOG', parseDebugLog],
  ['REPORTLOG', parseReportLog],
]);

function accessParser(keyword: (typeof ACCESS_KEYWORDS)[number]): RuleParser {
  return (cursor) => {
    const selector = readSelector(cursor);
    const who = selector === null ? null : readWho(cursor);
    return selector === null || who === null ? null : { kind: 'access', keyword, selector, who };
  };
}

function accessAllParser(keyword: 'INCLUDEALL' | 'EXCLUDEALL'): RuleParser {
  return (cursor) => {
    const who = readWho(cursor);
    return who === null ? null : { kind: 'accessAll', keyword, who };
  };
}

function parseCounted(cursor: LineCursor, kind: 'reserve' | 'max', least: number, most: number): Rule | null {
  const count = readNumber(cursor, 'a number of licenses', least, most);
  const selector = count === null ? null : readSelector(cursor);
  const who = selector === null ? null : readWho(cursor);
  return count === null || selector === null || who === null ? null : { kind, count, selector, who };
}

function groupParser(keyword: 'GROUP' | 'HOST_GROUP'): RuleParser {
  return (cursor) => {
    const name = cursor.require('the name of the group');
    const first = name === null ? null : cursor.require('the members of the group');
    if (name === null || first === null) return null;
    const members = [first, ...cursor.rest()].map((word) => unquote(word.text));
    return { kind: 'group', keyword, name: unquote(name.text), members };
  };
}

function featureNumberParser(keyword: (typeof FEATURE_NUMBER_KEYWORDS)[number]): RuleParser {
  return (cursor) => {
    const selector = readSelector(cursor);
    const value = selector === null ? null : readNumber(cursor, 'a whole number', 0, MOST);
    return selector === null || value === null ? null : { kind: 'featureNumber', keyword, selector, value };
  };
}

function numberParser(keyword: (typeof NUMBER_KEYWORDS)[number]): RuleParser {
  return (cursor) => {
    const value = readNumber(cursor, 'a whole number', 0, MOST);
    return value === null ? null : { kind: 'number', keyword, value };
  };
}

function switchParser(keyword: 'AUTOMATIC_REREAD' | 'GROUPCASEINSENSITIVE'): RuleParser {
  return (cursor) => {
    const word = readChoice(cursor, ['ON', 'OFF']);
    return word === null ? null : { kind: 'switch', keyword, on: word === 'ON' };
  };
}

function parseFqdnMatching(cursor: LineCursor): Rule | null {
  const mode = readChoice(cursor, ['EXACT', 'LENIENT']);
  return mode === null ? null : { kind: 'fqdnMatching', mode: mode === 'EXACT' ? 'exact' : 'lenient' };
}

function parseNoLog(cursor: LineCursor): Rule | null {
  const event = readChoice(cursor, LOG_EVENTS);
  return event === null ? null : { kind: 'noLog', event };
}

function parseDebugLog(cursor: LineCursor): Rule | null {
  const target = readPath(cursor);
  if (target === null) return null;
  let obfuscate = false;
  let rolloverSize: number | null = null;
  for (let word = cursor.next(); word !== undefined; word = cursor.next()) {
    const name = word.text.toUpperCase();
    if (name === 'OBF_ADDMARK') obfuscate = true;
    else if (name === 'AUTO_ROLLOVER') {
      rolloverSize = readNumber(cursor, 'a size in megabytes', 1, MOST);
      if (rolloverSize === null) return null;
    } else return unexpected(cursor, word, 'OBF_ADDMARK, AUTO_ROLLOVER size or the end of the line');
  }
  return { kind: 'debugLog', ...target, obfuscate, rolloverSize };
}

function parseReportLog(cursor: LineCursor): Rule | null {
  const target = readPath(cursor);
  if (target === null) return null;
  const word = cursor.next();
  if (word !== undefined && word.text.toUpperCase() !== 'HIDE_USER') {
    return unexpected(cursor, word, 'HIDE_USER or the end of the line');
  }
  return { kind: 'reportLog', ...target, hideUser: word !== undefined };
}

function readPath(cursor: LineCursor): { path: string; append: boolean } | null {
  const word = cursor.require('a path');
  if (word === null) return null;
  const whole = unquote(word.text);
  const append = whole.startsWith('+');
  const path = append ? unquote(whole.slice(1)) : whole;
  if (path !== '') return { path, append };
  cursor.errorAt(word.offset, `${shown(word.text)} is no path`, 'a path');
  return null;
}

function readSelector(cursor: LineCursor): Selector | null {
  const word = cursor.require('feature[:KEYWORD=value]');
  if (word === null) return null;
  const selector = parseSelector(word.text);
  if (selector === null) {
    const expected = `feature, or feature:KEYWORD=value with ${SELECTOR_KEYWORDS.join(', ')}`;
    cursor.errorAt(word.offset, `${shown(word.text)} selects nothing`, expected);
  }
  return selector;
}

function readWho(cursor: LineCursor): Who | null {
  const expected = WHO_TYPES.join(', ');
  const word = cursor.require(expected);
  if (word === null) return null;
  const upper = word.text.toUpperCase();
  const type = WHO_TYPES.find((known) => known === (upper === 'USER_GROUP' ? 'GROUP' : upper));
  if (type === undefined) {
    cursor.errorAt(word.offset, `${shown(word.text)} is no type`, expected);
    return null;
  }
  const name = cursor.require(`a name for ${type}`);
  return name === null ? null : { type, name: unquote(name.text) };
}

function readNumber(cursor: LineCursor, expected: string, least: number, most: number): number | null {
  const word = cursor.require(expected);
  if (word === null) return null;
  const number = /^\d{1,10}$/.test(word.text) ? Number(word.text) : Number.NaN;
  if (number >= least && number <= most) return number;
  cursor.errorAt(word.offset, `${shown(word.text)} is not ${expected}`, `${least} to ${most}`);
  return null;
}

function readChoice<T extends string>(cursor: LineCursor, choices: readonly T[]): T | null {
  const expected = choices.join(' or ');
  const word = cursor.require(expected);
  if (word === null) return null;
  const choice = choices.find((known) => known === word.text.toUpperCase());
  if (choice !== undefined) return choice;
  cursor.errorAt(word.offset, `${shown(word.text)} is not known here`, expected);
  return null;
}

/** Reports a word that nothing asked for; gives null so that it can be returned. */
export function unexpected(cursor: LineCursor, word: Word, expected: string): null {
  cursor.errorAt(word.offset, `unexpected word ${shown(word.text)}`, expected);
  return null;
}
