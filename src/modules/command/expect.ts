import * as z from 'zod';
import { defineAction } from '../../module-api/define-module.ts';
import { bool, number, text } from '../../module-api/params.ts';
import { quoteAll } from '../../query/quote.ts';
import { pythonProgram } from '../lib/python-program.ts';
import {
  commandParams,
  guardQueries,
  guardedBy,
  inDirectory,
  isAnchored,
  unanchored,
  workingDirectory,
} from './command-guards.ts';
import { commandOutcome, commandReturns, idleResult } from './command-outcome.ts';
import program from './expect-run.py';
import { splitWords } from './split-words.ts';

const params = z
  .strictObject({
    command: text().describe('The command; it is split into words, and no shell sees it.'),
    responses: z
      .record(z.string(), z.union([text(), z.array(text())]))
      .describe(
        "Answers by what is asked, a regular expression of Python's: a text each time, or the texts of a list one after the other.",
      ),
    timeout: number()
      .pipe(z.number().positive())
      .nullable()
      .default(30)
      .describe('Seconds without any output after which it fails; null: never.'),
    echo: bool().default(false).describe('Whether the terminal echoes the answers, which are then in stdout.'),
    ...commandParams,
  })
  .refine((p) => wordsOf(p.command).length > 0, {
    path: ['command'],
    message: 'is empty, or has a quote that is not closed',
  })
  .refine((p) => Object.keys(p.responses).length > 0, { path: ['responses'], message: 'has no answer: use command' })
  .refine(isAnchored, unanchored);

type Params = z.output<typeof params>;

/** Runs a command that asks questions at a terminal. */
export const expect = defineAction({
  name: 'expect',
  summary: 'Runs a command at a terminal and answers its questions.',
  params,
  examples: [
    '- expect:\n    command: passwd app\n    responses:\n      (?i)password: "<%= app_password %>"\n  no_log: true\n',
    '- expect:\n    command: /opt/app/install.sh\n    creates: /opt/app/bin\n    responses:\n      Accept\\?: "yes"\n      Name\\?: [first, second]\n',
  ],
  returns: commandReturns,
  queries: (p) => guardQueries(p),
  directories: workingDirectory,
  diff: (p, s) =>
    guardedBy(p, s) ? [] : [{ attribute: 'command', before: null, after: quoteAll(wordsOf(p.command)) }],
  apply: (p) => [
    {
      kind: 'run',
      script: inDirectory(
        p.chdir,
        `command -v python3 >/dev/null || { echo 'python3 is not installed on the host' >&2; exit 127; }\n${pythonProgram(program)}`,
      ),
      stdin: requestOf(p),
      mayAwaitPipe: true,
    },
  ],
  writes: () => ({ keys: [], unlistedEffects: 'anything' }),
  outcome: (p, [output]) => commandOutcome(output, { cmd: p.command, stripsEnds: p.strip_empty_ends }),
  idle: (p, s) => idleResult(p.command, guardedBy(p, s) ?? ''),
});

function wordsOf(command: string): readonly string[] {
  try {
    return splitWords(command);
  } catch {
    return [];
  }
}

const requestOf = ({ command, responses, timeout, echo }: Params): string =>
  JSON.stringify({ argv: wordsOf(command), responses: Object.entries(responses), timeout, echo });
