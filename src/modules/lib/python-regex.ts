import * as z from 'zod';
import { BoundedRegExp } from '../../values/bounded-regexp.ts';

/**
 * Converts a regular expression of Python's `re` to JavaScript: named groups, `\A` and `\Z`, leading flags, and a bracket that starts
 * a class. Throws a SyntaxError for features without a counterpart.
 */
export function compileRegex(pattern: string, flags = ''): RegExp {
  const [, inline = ''] = /^\(\?([aimsu]+)\)/.exec(pattern) ?? [];
  const all = new Set(`${flags}${inline}`.replace(/[^dgims]/g, ''));
  return new BoundedRegExp(
    translate(inline ? pattern.slice(inline.length + 3) : pattern),
    Array.from(all).join(''),
    pattern,
  );
}

/** A parameter with a regular expression in Python's syntax. */
export const regex = () =>
  z.string().refine((value) => explainRegex(value) === undefined, {
    error: (issue) => `is not a regular expression: ${explainRegex(String(issue.input)) ?? ''}`,
  });

function explainRegex(pattern: string): string | undefined {
  try {
    compileRegex(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return error.message.slice(error.message.lastIndexOf(': ') + 2).toLowerCase();
  }
}

const TOKEN = /\\[\s\S]|\[\^?\]?|\]|\(\?P<|\(\?P=(\w+)\)|\(\?#[^)]*\)|\{,(?=\d+\})|[\s\S]/g;

function translate(pattern: string): string {
  let inClass = false;
  return pattern.replace(TOKEN, (token, name: string | undefined) => {
    if (inClass) {
      if (token === ']') inClass = false;
      return token.startsWith('[') ? token.replaceAll('[', '\\[') : token;
    }
    if (token.startsWith('[')) {
      inClass = true;
      return token.endsWith(']') ? token.replace(']', '\\]') : token;
    }
    if (token === '(?P<') return '(?<';
    if (name !== undefined) return `\\k<${name}>`;
    if (token.startsWith('(?#')) return '';
    return OUTSIDE_CLASS[token] ?? token;
  });
}

/** `(?![\s\S])` matches only at the end of the text, unlike `$` with the flag m. */
const OUTSIDE_CLASS: Readonly<Record<string, string>> = {
  '\\A': '(?<![\\s\\S])',
  '\\Z': '(?![\\s\\S])',
  '{,': '{0,',
};

/** A replacement in Python's syntax: `\1`, `\g<1>`, `\g<name>`, `\n` and `\\`. A group that did not match is empty. */
export function expandReplacement(template: string, match: RegExpExecArray): string {
  return template.replace(
    /\\(?:g<(\w+)>|([1-9]\d?)|([\s\S]))/g,
    (whole, named: string | undefined, numbered: string | undefined, escaped: string | undefined) => {
      const group = named ?? numbered;
      if (group === undefined) return ESCAPES[escaped ?? ''] ?? whole;
      return (/^\d+$/.test(group) ? match[Number(group)] : match.groups?.[group]) ?? '';
    },
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

/** The text with all matches replaced, and their number. */
export function replaceAll(text: string, pattern: RegExp, template: string): { text: string; count: number } {
  let count = 0;
  const global = new BoundedRegExp(pattern, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`);
  const replaced: string[] = [];
  let from = 0;
  for (const match of text.matchAll(global)) {
    replaced.push(text.slice(from, match.index), expandReplacement(template, match));
    from = match.index + match[0].length;
    count += 1;
  }
  return { text: [...replaced, text.slice(from)].join(''), count };
}
