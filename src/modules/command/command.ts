import * as z from 'zod';
import { defineAction } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { quoteAll } from '../../query/quote.ts';
import {
  commandParams,
  guardQueries,
  guardedBy,
  inDirectory,
  isAnchored,
  stdinParams,
  unanchored,
  workingDirectory,
} from './command-guards.ts';
import { commandOutcome, commandReturns, idleResult, missingProgram } from './command-outcome.ts';
import { splitWords } from './split-words.ts';

const params = z
  .strictObject({
    cmd: text().optional().describe('The command, split into words and run without a shell.'),
    argv: z.array(text()).min(1).optional().describe('The command as a list of words.'),
    ...commandParams,
    ...stdinParams,
  })
  .refine((p) => (p.cmd === undefined) !== (p.argv === undefined), 'command needs cmd or argv, and not both')
  .refine((p) => p.cmd === undefined || isSplittable(p.cmd), {
    path: ['cmd'],
    message: 'is empty, or has a quote that is not closed',
  })
  .refine(isAnchored, unanchored);

type Params = z.output<typeof params>;

/** Runs a command, without a shell. */
export const command = defineAction({
  name: 'command',
  summary: 'Runs a command, without a shell.',
  params,
  notTaken: {
    expand_argument_vars: 'Use shell to expand environment variables.',
    warn: leftOut('nothing depends on it.'),
  },
  freeForm: 'cmd',
  examples: [
    '- command: /usr/sbin/update-ca-certificates\n',
    '- command:\n    argv: [tar, -xf, /srv/app.tar]\n    chdir: /srv/app\n    creates: /srv/app/bin\n',
    '- command:\n    cmd: a2enmod ssl\n    unless: a2query -m ssl\n',
  ],
  returns: commandReturns,
  queries: (p) => guardQueries(p),
  directories: workingDirectory,
  diff: (p, s) => (guardedBy(p, s) ? [] : [{ attribute: 'command', before: null, after: quoteAll(words(p)) }]),
  apply: (p) => [
    { kind: 'run', script: inDirectory(p.chdir, quoteAll(words(p))), stdin: stdinOf(p), mayAwaitPipe: true },
  ],
  writes: () => ({ keys: [], unlistedEffects: 'anything' }),
  outcome: (p, [output]) =>
    (output && missingProgram(words(p), output)) ??
    commandOutcome(output, { cmd: words(p), stripsEnds: p.strip_empty_ends }),
  idle: (p, s) => idleResult(words(p), guardedBy(p, s) ?? ''),
});

const words = (p: Params): readonly string[] => p.argv ?? splitWords(p.cmd ?? '');

function isSplittable(cmd: string): boolean {
  try {
    return splitWords(cmd).length > 0;
  } catch {
    return false;
  }
}

/** The command's standard input. */
export const stdinOf = (p: { readonly stdin?: string | undefined; readonly stdin_add_newline: boolean }) =>
  p.stdin === undefined ? undefined : `${p.stdin}${p.stdin_add_newline ? '\n' : ''}`;
