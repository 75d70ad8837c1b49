import * as z from 'zod';
import type { Answers, Change } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, text } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import { isPackageName } from '../../query/packages/dpkg.ts';
import { renderWhenUnlocked } from './apt-get.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';

const TYPES = [
  'boolean',
  'error',
  'multiselect',
  'note',
  'password',
  'select',
  'seen',
  'string',
  'text',
  'title',
] as const;

const shape = z.strictObject({
  name: text().refine(isPackageName, 'must be the name of a package').describe('Package that owns the question.'),
  question: text()
    .pipe(z.string().regex(/^\S+$/, 'must be a question, such as mysql-server/root_password'))
    .describe('The question.'),
  vtype: z.enum(TYPES).describe('Type of the question.'),
  value: z
    .preprocess(
      (value) => (typeof value === 'boolean' ? String(value) : Array.isArray(value) ? value.join(', ') : value),
      text(),
    )
    .pipe(z.string().regex(/^[^\n]*$/, 'must be one line'))
    .describe('The answer. If a package deletes a password after use, every run sets it again.'),
  unseen: bool().default(false).describe('Leave the question marked as unseen, so that the package still asks it.'),
});

type Params = z.output<typeof shape>;
type Found = Answers<{ answer: Query<ShellAnswer> }>;

/** Manages the answers to the questions that packages ask during their installation. */
export const debconf = defineState({
  name: 'debconf',
  summary: "Presets the answers to a package's debconf questions.",
  params: shape,
  aliases: { pkg: 'name', selection: 'question', setting: 'question', answer: 'value' },
  examples: ['- debconf:\n    name: tzdata\n    question: tzdata/Areas\n    vtype: select\n    value: Europe\n'],
  returns: { question: 'The question.' },
  queries: (p) => ({ answer: answerOf(p) }),
  diff: (p, s: Found) => diff(p, s),
  apply: (p) => [
    {
      kind: 'run',
      script: renderWhenUnlocked(`debconf-set-selections${p.unseen ? ' -u' : ''}`),
      shownAs: 'debconf-set-selections',
      stdin: `${p.name} ${p.question} ${p.vtype} ${p.value}\n`,
    },
  ],
  predict: (p) => [{ query: answerOf(p), answer: { exitStatus: 0, stdout: `value ${p.value}\n`, stderr: '' } }],
  writes: (p) => ({ keys: [`debconf:${p.question}`, 'tree:/var/cache/debconf'] }),
  result: (p) => ({ question: p.question }),
});

/** Reads debconf's files directly, since its tools wait for a lock, and some of them write. */
const answerOf = (p: Params): Query<ShellAnswer> =>
  shell({
    script: [
      'for f in /var/cache/debconf/config.dat /var/cache/debconf/passwords.dat; do [ ! -e $f ] || cat $f; echo; done |',
      `awk -v asked=${quote(p.question)} '/^Name: / { name = substr($0, 7) } /^Value: / && name == asked { print "value " substr($0, 8) } /^$/ { name = "" }'`,
    ].join(' '),
    reads: [`debconf:${p.question}`, 'tree:/var/cache/debconf'],
  });

function diff(p: Params, { answer: { stdout } }: Found): Change[] {
  const value = /^value (.*)$/m.exec(stdout)?.[1];
  if (value === p.value) return [];
  const isSecret = p.vtype === 'password';
  const before = value === undefined ? null : isSecret ? 'other' : value;
  return [{ attribute: p.question, before, after: isSecret ? 'as given' : p.value, secret: isSecret || undefined }];
}
