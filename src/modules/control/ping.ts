import * as z from 'zod';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineRead } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import { shell } from '../../query/shell.ts';

const params = z.strictObject({
  data: text().default('pong').describe('Value to return; `crash` makes the task fail.'),
});

/** Checks that the host can be reached and used. */
export const ping = defineRead({
  name: 'ping',
  summary: 'Checks that the host can be reached and used.',
  params,
  examples: ['- ping:\n'],
  returns: { ping: 'The value of data.' },
  queries: () => ({ answer: shell({ script: 'printf pong', reads: [] }) }),
  result: (p, { answer }) => {
    if (p.data === 'crash') throw new ModuleFailure('boom', 'The parameter data is crash.');
    if (answer.stdout !== 'pong') throw new ModuleFailure("the host's shell does not print the expected output");
    return { ping: p.data };
  },
});
