import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { bool, text } from '../../module-api/params.ts';

const message = () => z.union([z.array(text()), text()], { error: 'must be text, or a list of lines' });

const params = z.strictObject({
  that: z
    .preprocess((value) => [value].flat(), z.array(z.boolean('must be true or false')))
    .meta({ expression: true })
    .describe('Expressions, as in `when`, that must all be true.'),
  fail_msg: message().optional().describe('Message if an expression is false: a text, or a list of lines.'),
  success_msg: message()
    .optional()
    .describe('Message with `-v` if all expressions are true: a text, or a list of lines.'),
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
      return { kind: 'result', result: { msg }, message: p.quiet ? undefined : linesOf(msg), verbosity: 1 };
    }
    const assertion = writtenAt(context.written?.['that'], place);
    const failed = p.fail_msg ?? `Not true: ${assertion}`;
    return { kind: 'result', result: { msg: failed, assertion, evaluated_to: false }, failed: linesOf(failed) };
  },
});

const linesOf = (msg: string | readonly string[]): string => [msg].flat().join('\n');

function writtenAt(written: unknown, place: number): string {
  const found: unknown = Array.isArray(written) ? written[place] : written;
  return typeof found === 'string' ? found : `condition ${place + 1}`;
}
