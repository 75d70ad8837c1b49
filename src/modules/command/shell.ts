import * as z from 'zod';
import { leftOut } from '../../module-api/not-taken.ts';
import { defineAction } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import {
  commandParams,
  guardQueries,
  guardedBy,
  isAnchored,
  stdinParams,
  unanchored,
  workingDirectory,
} from './command-guards.ts';
import { commandOutcome, commandReturns, idleResult } from './command-outcome.ts';
import { stdinOf } from './command.ts';
import { runInShell } from './run-in-shell.ts';

const params = z
  .strictObject({
    cmd: text().describe('The script.'),
    executable: text().default('/bin/sh').describe('The shell: a path, or a name in PATH.'),
    ...commandParams,
    ...stdinParams,
  })
  .refine(isAnchored, unanchored);

/** Runs a script in a shell. */
export const shell = defineAction({
  name: 'shell',
  summary: 'Runs a script in a shell.',
  params,
  freeForm: 'cmd',
  notTaken: { warn: leftOut('nothing depends on it.') },
  examples: [
    '- shell: sort /etc/services | uniq > /srv/services\n',
    '- shell:\n    cmd: set -o pipefail; zcat dump.gz | mysql app\n    executable: /bin/bash\n    chdir: /srv/backup\n    creates: /var/lib/mysql/app/orders.ibd\n',
  ],
  returns: commandReturns,
  queries: (p) => guardQueries(p),
  directories: workingDirectory,
  diff: (p, s) => (guardedBy(p, s) ? [] : [{ attribute: 'command', before: null, after: p.cmd }]),
  apply: (p) => [{ kind: 'run', script: runInShell(p), stdin: stdinOf(p), mayAwaitPipe: true }],
  writes: () => ({ keys: [], unlistedEffects: 'anything' }),
  outcome: (p, [output]) => commandOutcome(output, { cmd: p.cmd, stripsEnds: p.strip_empty_ends }),
  idle: (p, s) => idleResult(p.cmd, guardedBy(p, s) ?? ''),
});
