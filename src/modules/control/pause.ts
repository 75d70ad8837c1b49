import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { bool, number, text } from '../../module-api/params.ts';

const params = z
  .strictObject({
    seconds: number().optional().describe('How long to wait.'),
    minutes: number().optional().describe('How long to wait, in minutes.'),
    prompt: text().optional().describe('What to ask. Without a time it waits for an answer.'),
    echo: bool().default(true).describe('Show what is typed.'),
  })
  .refine((p) => p.seconds === undefined || p.minutes === undefined, {
    path: ['minutes'],
    message: 'excludes seconds: give one of them',
  });

/** Waits for a time, or for a person. */
export const pause = defineControl({
  name: 'pause',
  summary: 'Waits for a time, or for a person.',
  params,
  examples: ['- pause:\n    seconds: 5\n', '- pause:\n    prompt: Unplug the old server, then press Enter\n'],
  returns: { user_input: 'What was typed.' },
  effect: (p) => ({
    kind: 'pause',
    seconds: p.minutes === undefined ? p.seconds : p.minutes * 60,
    prompt: p.prompt,
    echo: p.echo,
  }),
});
