import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';

const params = z.strictObject({
  free_form: z
    .enum([
      'flush_handlers',
      'noop',
      'end_play',
      'end_host',
      'end_batch',
      'end_role',
      'clear_facts',
      'clear_host_errors',
      'refresh_inventory',
      'reset_connection',
    ])
    .describe('The action.'),
});

/** Controls the run: runs pending handlers, ends the play for a host, and other actions. */
export const meta = defineControl({
  name: 'meta',
  summary: 'Controls the run: runs pending handlers, ends the play for a host, and other actions.',
  params,
  freeForm: 'free_form',
  examples: ['- meta: flush_handlers\n'],
  effect: ({ free_form: action }) => ({ kind: 'meta', action }),
});
