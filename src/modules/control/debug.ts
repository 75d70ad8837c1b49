import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { integer } from '../../module-api/params.ts';

const params = z
  .strictObject({
    msg: z.unknown().optional().describe('Message to print. Default: a greeting.'),
    var: z.unknown().optional().meta({ expression: 'value' }).describe('Expression whose value is printed.'),
    verbosity: integer().default(0).describe('Print only at this verbosity (number of -v) or higher.'),
  })
  .refine((p) => p.msg === undefined || p.var === undefined, {
    path: ['var'],
    message: 'excludes msg: give one of them',
  });

/** Prints a message or the value of an expression. */
export const debug = defineControl({
  name: 'debug',
  summary: 'Prints a message or the value of an expression.',
  params,
  examples: [
    '- debug:\n    msg: "<%= inventory_hostname %> is a web server"\n',
    '- debug:\n    var: ansible_facts.default_ipv4\n',
  ],
  effect: (p, context) => {
    const written = context.written?.['var'];
    const [label, value] =
      p.var === undefined ? ['msg', p.msg ?? 'Hello world!'] : [typeof written === 'string' ? written : 'var', p.var];
    const message = label === 'msg' ? render(value) : `${label}: ${render(value)}`;
    return { kind: 'result', result: { [label]: value }, message, verbosity: p.verbosity };
  },
});

const render = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 2));
