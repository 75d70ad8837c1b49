import { z } from 'zod';
import { defineState } from '../module/define-module.ts';
import { fileAttributes } from '../module/file-attributes.ts';
import { path, text } from '../module/params.ts';
import { compileRegex, regex, replaceAll } from '../module/python-regex.ts';
import type { FoundText, TextEdit } from './text-file.ts';
import { applyText, diffText, editing, predictText, textQueries } from './text-file.ts';

const params = z.strictObject({
  path: path().describe('The file, which must be there.'),
  regexp: regex().describe('What to replace, wherever it is found; ^ and $ match at every line.'),
  replace: text().default('').describe('What to put there; \\1 and \\g<name> stand for groups of regexp.'),
  after: regex().optional().describe('Only what follows the first match of this; . matches newlines too.'),
  before: regex().optional().describe('Only what comes before a match of this; . matches newlines too.'),
  ...editing,
  ...fileAttributes,
});

type Params = z.output<typeof params>;

/** All places of a text file that match. */
export const replace = defineState({
  name: 'replace',
  summary: 'Replaces everything in a text file that a regular expression matches.',
  params,
  aliases: { dest: 'path', destfile: 'path', name: 'path' },
  examples: [
    '- replace:\n    path: /etc/apt/sources.list\n    regexp: ^(deb.*) bookworm main$\n    replace: \\1 bookworm main contrib\n',
    "- replace:\n    path: /etc/app.conf\n    after: '^\\[old\\]$'\n    before: '^\\['\n    regexp: ^debug=.*\\n\n",
  ],
  returns: { path: 'The file.' },
  queries: (p) => textQueries(p.path),
  diff: (p, s: FoundText) => diffText(editOf(p), s),
  apply: (p, s: FoundText) => applyText(editOf(p), s),
  predict: (p, s: FoundText, context) => predictText(editOf(p), s, context),
  writes: (p) => ({ keys: [`file:${p.path}`] }),
  result: (p) => ({ path: p.path }),
});

const editOf = (p: Params): TextEdit => ({
  path: p.path,
  attributes: { mode: p.mode, owner: p.owner, group: p.group },
  backup: p.backup,
  validate: p.validate,
  whenAbsent: 'fail',
  edit: (text) => editAll(p, text),
});

/** The text with all matches replaced, in the part between `after` and `before` where they are given. */
function editAll(p: Params, text: string): string {
  const section = findSection(p, text);
  if (!section) return text;
  const { start, end } = section;
  const replaced = replaceAll(text.slice(start, end), compileRegex(p.regexp, 'm'), p.replace);
  return text.slice(0, start) + replaced.text + text.slice(end);
}

function findSection({ after, before }: Params, text: string): { start: number; end: number } | undefined {
  if (after === undefined && before === undefined) return { start: 0, end: text.length };
  // between the two, as little as there can be; before one alone, as much
  const middle = after === undefined || before === undefined ? '(?P<subsection>.*)' : '(?P<subsection>.*?)';
  const match = compileRegex(`${after ?? ''}${middle}${before ?? ''}`, 'sd').exec(text);
  const [start, end] = match?.indices?.groups?.['subsection'] ?? [];
  return start === undefined || end === undefined ? undefined : { start, end };
}
