import { BoundedRegExp } from '../../../values/bounded-regexp.ts';
import type { PyRegex } from './regex.ts';
import { valueError } from './py-error.ts';
import { look } from './stopwatch.ts';

/** The first match at or after a position; undefined if there is none. */
export function search({ regex }: PyRegex, text: string): RegExpExecArray | undefined {
  look();
  regex.lastIndex = 0;
  return regex.exec(text) ?? undefined;
}

/** All non-overlapping matches in order. */
export function* matchesOf({ regex }: PyRegex, text: string): Generator<RegExpExecArray> {
  let from = 0;
  let match = matchFrom(regex, text, from);
  while (match) {
    yield match;
    look();
    const end = match.index + match[0].length;
    const isEmpty = match[0] === '';
    if (isEmpty && end === text.length) return;
    from = isEmpty && !MAY_PREFER_NOTHING.test(regex.source) ? end + widthAt(text, end) : end;
    match = isEmpty && from === end ? matchPast(regex, text, end) : matchFrom(regex, text, from);
  }
}

/** Lazy repetitions and alternatives: only these may match the empty text where a longer match is possible. */
const MAY_PREFER_NOTHING = /[*+?}]\?|\|/;

const widthAt = (text: string, at: number): number => String.fromCodePoint(text.codePointAt(at) ?? 0).length;

function matchFrom(regex: BoundedRegExp, text: string, from: number): RegExpExecArray | null {
  look();
  // the expression is shared, and would continue after its last match
  regex.lastIndex = from;
  return regex.exec(text);
}

/** The next match after an empty one: it may start at the same position, but is not empty there. */
function matchPast(regex: BoundedRegExp, text: string, place: number): RegExpExecArray | null {
  const past = `(?:${regex.source})(?<!(?<![^])[^]{${[...text.slice(0, place)].length}})`;
  return matchFrom(new BoundedRegExp(past, regex.flags, regex.shown), text, place);
}

/** Whether there is a match at the start of the text; with `whole`, of the whole text. */
export function matchesAtStart({ regex }: PyRegex, text: string, whole = false): boolean {
  look();
  const source = whole ? `(?:${regex.source})(?![^])` : regex.source;
  return new BoundedRegExp(source, regex.flags.replace('g', 'y'), regex.shown).test(text);
}

const REFERENCE = /\\(?:g<([^>]*)>|([1-9]\d?)|(0[0-7]{0,2})|([^]))/g;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  f: '\f',
  v: '\v',
  b: '\b',
  '\\': '\\',
};

/** Expands `\1`, `\g<1>` and `\g<name>` in a replacement text from a match. */
export function expandReplacement(
  template: string,
  match: readonly (string | undefined)[],
  names: PyRegex['names'],
): string {
  if (!template.includes('\\')) return template;
  return template.replace(REFERENCE, (all: string, group?: string, number?: string, octal?: string, last?: string) => {
    const char = last ?? '';
    if (group !== undefined) return groupOf(match, /^\d+$/.test(group) ? Number(group) : names.get(group));
    if (number !== undefined) return groupOf(match, Number(number));
    if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
    const meant = ESCAPES[char];
    if (meant !== undefined) return meant;
    if (/[A-Za-z]/.test(char)) throw valueError(`bad escape ${all}`);
    return all;
  });
}

function groupOf(match: readonly (string | undefined)[], number: number | undefined): string {
  if (number === undefined || number >= match.length) throw valueError('invalid group reference');
  return match[number] ?? '';
}

/** `re.sub()` */
export function substitute(
  pattern: PyRegex,
  text: string,
  replace: (match: RegExpExecArray) => string,
  most = Infinity,
): string {
  let result = '';
  let at = 0;
  let count = 0;
  for (const match of matchesOf(pattern, text)) {
    if (count++ >= most) break;
    result += text.slice(at, match.index) + replace(match);
    at = match.index + match[0].length;
  }
  return result + text.slice(at);
}
