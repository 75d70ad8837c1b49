import { basename } from 'node:path';
import * as z from 'zod';
import type { ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineAction } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import { quoteAll } from '../../query/quote.ts';
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
import { splitWords } from './split-words.ts';

const params = z
  .strictObject({
    cmd: text().describe("Script on the controller, searched in the role's files/, followed by its arguments."),
    executable: text().optional().describe('Interpreter of the script. Default: the one in its first line.'),
    ...commandParams,
  })
  .refine((p) => /^\s*[^\s'"\\]/.test(p.cmd), { path: ['cmd'], message: 'must begin with the path of a script' })
  .refine(isAnchored, unanchored);

type Params = z.output<typeof params>;

/** Copies a script to the host, runs it there and removes it. */
export const script = defineAction({
  name: 'script',
  summary: 'Copies a script from the controller to the host, runs it there and removes it.',
  params,
  notTaken: {
    decrypt: 'Keep secrets out of the script: give them in environment.',
  },
  freeForm: 'cmd',
  examples: [
    '- script: migrate.sh --to 42\n',
    '- script:\n    cmd: report.pl\n    executable: perl\n    creates: /srv/report\n',
  ],
  returns: commandReturns,
  inputs: (p) => ({ script: { path: splitWords(p.cmd)[0] ?? '', as: 'file' } }),
  queries: (p) => guardQueries(p),
  directories: workingDirectory,
  diff: (p, s) => (guardedBy(p, s) ? [] : [{ attribute: 'script', before: null, after: p.cmd }]),
  apply: (p, _, context) => [{ kind: 'run', script: render(p), stdin: content(context), mayAwaitPipe: true }],
  writes: () => ({ keys: [], unlistedEffects: 'anything' }),
  outcome: (p, [output]) => commandOutcome(output, { cmd: p.cmd, stripsEnds: p.strip_empty_ends }),
  idle: (p, s) => idleResult(p.cmd, guardedBy(p, s) ?? ''),
});

/** A separate directory keeps other users out, and the script keeps its own file name. */
function render(p: Params): string {
  const [file = '', ...words] = splitWords(p.cmd);
  const name = basename(file);
  const runner = p.executable === undefined ? '' : `${quoteAll(splitWords(p.executable))} `;
  return [
    'd=$(mktemp -d) || exit',
    `trap 'rm -rf -- "$d"' EXIT`,
    `f=$d/${quoteAll([name])}`,
    'cat > "$f" && chmod 700 "$f" || exit',
    inDirectory(p.chdir, `${runner}"$f" ${quoteAll(words)} </dev/null`),
  ].join('\n');
}

function content({ inputs }: ModuleContext): Buffer {
  const input = inputs['script'];
  if (!input?.bytes) {
    throw new ModuleFailure(
      `${input?.path ?? 'the script'} is larger than 1 MiB`,
      'Copy it first, then run it with command.',
    );
  }
  return input.bytes;
}
