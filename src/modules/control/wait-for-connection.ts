import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { integer } from '../../module-api/params.ts';

const params = z.strictObject({
  delay: integer().default(0).describe('Seconds before the first attempt.'),
  timeout: integer().default(600).describe('Seconds after which the task fails.'),
  connect_timeout: integer().optional().describe('No effect: timeout limits the total time.'),
  sleep: integer().default(1).describe('Seconds between attempts.'),
});

/** Waits until the host can be reached and used. */
export const waitForConnection = defineControl({
  name: 'wait_for_connection',
  summary: 'Waits until the host can be reached and used.',
  params,
  examples: ['- wait_for_connection:\n    delay: 10\n    timeout: 300\n'],
  returns: { elapsed: 'Duration in seconds.' },
  effect: (p) => ({
    kind: 'wait-for-connection',
    delaySeconds: p.delay,
    timeoutSeconds: p.timeout,
    intervalSeconds: p.sleep,
  }),
});
