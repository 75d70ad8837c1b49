import { truth } from '../python/compare.ts';
import { refused, typeError, valueError } from '../python/py-error.ts';
import { compileRegex } from '../python/regex.ts';
import type { PyRegex } from '../python/regex.ts';
import { expandReplacement, matchesOf, search, substitute } from '../python/regex-match.ts';
import { str } from '../python/repr.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { Tuple, typeName } from '../python/values.ts';
import { toPlainKwargs } from '../python/kwargs.ts';
import { filter } from './define.ts';

function text(value: unknown): string {
  refuseUndefined(value);
  if (typeof value === 'string') return value;
  throw typeError(`first argument must be string or compiled pattern, not ${typeName(value)}`);
}

/** A compiled pattern; the flags may be any true values. */
export const patternOf = (pattern: unknown, ignoreCase: unknown, multiline: unknown): PyRegex =>
  compileRegex(text(pattern), { ignoreCase: truth(ignoreCase), multiline: truth(multiline) });

function replace(
  value: unknown,
  [pattern = '', replacement = '', ignoreCase = false, multiline = false]: readonly unknown[],
): string {
  const subject = str(value);
  const regex = patternOf(pattern, ignoreCase, multiline);
  const template = text(replacement);
  return substitute(regex, subject, (match) => expandReplacement(template, match, regex.names));
}

function findAll(value: unknown, [pattern, multiline = false, ignoreCase = false]: readonly unknown[]): unknown[] {
  const subject = str(value);
  const regex = patternOf(pattern, ignoreCase, multiline);
  const { groups } = regex;
  return [...matchesOf(regex, subject)].map((match) => {
    const found = match.slice(1).map((group: string | undefined) => group ?? '');
    if (groups === 0) return match[0];
    return groups === 1 ? found[0] : Tuple.make(...found);
  });
}

function find(value: unknown, [pattern, args, kwargs]: readonly unknown[]): unknown {
  const subject = str(value);
  const wanted = (args as unknown[]).map((arg) => groupNamed(text(arg)));
  const { ignorecase = false, multiline = false } = toPlainKwargs(kwargs);
  const regex = patternOf(pattern, ignorecase, multiline);
  const match = search(regex, subject);
  if (!match) return null;
  if (wanted.length === 0) return match[0];
  return wanted.map((group) => {
    const number = typeof group === 'number' ? group : regex.names.get(group);
    if (number === undefined || number > regex.groups) throw valueError('no such group');
    return match[number] ?? null;
  });
}

function groupNamed(argument: string): number | string {
  const named = /^\\g<(\S+)>/.exec(argument)?.[1];
  if (named !== undefined) return named;
  const number = /^\\(\d+)/.exec(argument)?.[1];
  if (number !== undefined) return Number(number);
  throw valueError('regex_search takes groups as \\1 or \\g<name>');
}

function escape(value: unknown, [type = 'python']: readonly unknown[]): string {
  const subject = str(value);
  if (type === 'python') return subject.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&');
  if (type === 'posix_basic') return subject.replace(/[\].[^$*\\]/g, '\\$&');
  throw refused('regex_escape knows the types python and posix_basic');
}

/** Filters with regular expressions. */
export const REGEX_FILTERS = [
  filter('regex_replace', 'pattern? replacement? ignorecase? multiline?', replace),
  filter('regex_findall', 'regex multiline? ignorecase?', findAll),
  filter('regex_search', 'regex *args **kwargs', find),
  filter('regex_escape', 're_type?', escape),
];
