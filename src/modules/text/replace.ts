import * as z from 'zod';
import { fileNotTaken, fileAttributes } from '../../module-api/file-attributes.ts';
import { path, text } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { compileRegex, regex, replaceAll } from '../lib/python-regex.ts';
import { defineTextEdit } from './define-text-edit.ts';
import { editing } from './text-file.ts';

const params = z.strictObject({
  path: path().describe('The file, which must exist.'),
  regexp: regex().describe('Regular expression to replace; ^ and $ match at every line.'),
  replace: text().default('').describe('What to put there; \\1 and \\g<name> stand for groups of regexp.'),
  after: regex()
    .optional()
    .describe('Regular expression: replace only after its first match; . also matches newlines.'),
  before: regex().optional().describe('Regular expression: replace only before its match; . also matches newlines.'),
  ...editing,
  ...fileAttributes,
});

type Params = z.output<typeof params>;

/** Replaces all matches in a text file. */
export const replace = defineTextEdit({
  name: 'replace',
  summary: 'Replaces all matches of a regular expression in a text file.',
  params,
  notTaken: {
    ...fileNotTaken,
    encoding: leftOut('other bytes of the file are unchanged.'),
  },
  aliases: {},
  examples: [
    '- replace:\n    path: /etc/apt/sources.list\n    regexp: ^(deb.*) bookworm main$\n    replace: \\1 bookworm main contrib\n',
    "- replace:\n    path: /etc/app.conf\n    after: '^\\[old\\]$'\n    before: '^\\['\n    regexp: ^debug=.*\\n\n",
  ],
  whenAbsent: () => 'fail',
  edit: editAll,
});

/** The text with all matches replaced, optionally only between the matches of `after` and `before`. */
function editAll(p: Params, text: string): string {
  const section = findSection(p, text);
  if (!section) return text;
  const { start, end } = section;
  const replaced = replaceAll(text.slice(start, end), compileRegex(p.regexp, 'm'), p.replace);
  return text.slice(0, start) + replaced.text + text.slice(end);
}

function findSection({ after, before }: Params, text: string): { start: number; end: number } | undefined {
  if (after === undefined && before === undefined) return { start: 0, end: text.length };
  // lazy between both, greedy with only one of them
  const middle = after === undefined || before === undefined ? '(?P<subsection>.*)' : '(?P<subsection>.*?)';
  const match = compileRegex(`${after ?? ''}${middle}${before ?? ''}`, 'sd').exec(text);
  const [start, end] = match?.indices?.groups?.['subsection'] ?? [];
  return start === undefined || end === undefined ? undefined : { start, end };
}
