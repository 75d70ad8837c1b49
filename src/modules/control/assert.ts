import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { bool, text } from '../../module-api/params.ts';

const params = z.strictObject({
  that: z
    .preprocess((value) => [value].flat(), z.array(z.boolean('must be true or false')))
    .meta({ expression: true })
    .describe('Expressions, as in `when`, that must all be true.'),
  fail_msg: text().optional().describe('Message if an expression is false.'),
  success_msg: text().optional().describe('Message with `-v` if all expressions are true.'),
  quiet: bool().default(false).describe('Print no message if all expressions are true, not even with `-v`.'),
});

/** Fails unless all expressions are true. */
export const assert = defineControl({
  name: 'assert',
  summary: 'Fails unless all expressions are true.',
  params,
  aliases: { msg: 'fail_msg' },
  examples: ['- assert:\n    that:\n      - nginx_port > 0\n      - app_release !== ""\n'],
  returns: { assertion: 'The first expression that was false.', evaluated_to: 'false, if an expression was false.' },
  effect: (p, context) => {
    const place = p.that.indexOf(false);
    if (place < 0) {
      const msg = p.success_msg ?? 'All assertions passed';
      return { kind: 'result', result: { msg }, message: p.quiet ? undefined : msg, verbosity: 1 };
    }
    const assertion = writtenAt(context.written?.['that'], place);
    const failed = p.fail_msg ?? `Not true: ${assertion}`;
    return { kind: 'result', result: { msg: failed, assertion, evaluated_to: false }, failed };
  },
});

function writtenAt(written: unknown, place: number): string {
  const found: unknown = Array.isArray(written) ? written[place] : written;
  return typeof found === 'string' ? found : `condition ${place + 1}`;
}
