import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { bool, number, text } from '../../module-api/params.ts';

const params = z
  .strictObject({
    seconds: number().optional().describe('Seconds to wait.'),
    minutes: number().optional().describe('Minutes to wait.'),
    prompt: text().optional().describe('Prompt. Without a time, the task waits for an answer.'),
    echo: bool().default(true).describe('Show the typed input.'),
  })
  .refine((p) => p.seconds === undefined || p.minutes === undefined, {
    path: ['minutes'],
    message: 'excludes seconds: give one of them',
  });

/** Waits for a time, or for input. */
export const pause = defineControl({
  name: 'pause',
  summary: 'Waits for a time, or for input.',
  params,
  examples: ['- pause:\n    seconds: 5\n', '- pause:\n    prompt: Unplug the old server, then press Enter\n'],
  returns: { user_input: 'The typed input.' },
  effect: (p) => ({
    kind: 'pause',
    seconds: p.minutes === undefined ? p.seconds : p.minutes * 60,
    prompt: p.prompt,
    echo: p.echo,
  }),
});
