import * as z from 'zod';
import { defineAction } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import { commandOutcome, commandReturns } from './command-outcome.ts';
import { runInShell } from './run-in-shell.ts';

const params = z.strictObject({
  cmd: text().describe('The script.'),
  executable: text().default('/bin/sh').describe('The shell: a path, or a name in PATH.'),
});

/** Runs a script in a shell. `shell` has all of its features and more. */
export const raw = defineAction({
  name: 'raw',
  summary: 'Runs a script in a shell, without guards.',
  params,
  freeForm: 'cmd',
  examples: ['- raw: uptime\n'],
  returns: commandReturns,
  queries: () => ({}),
  diff: (p) => [{ attribute: 'command', before: null, after: p.cmd }],
  apply: (p) => [{ kind: 'run', script: runInShell(p), mayAwaitPipe: true }],
  writes: () => ({ keys: [], unlistedEffects: 'anything' }),
  outcome: (p, [output]) => commandOutcome(output, { cmd: p.cmd, stripsEnds: false }),
});
