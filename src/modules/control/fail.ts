import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';

const params = z.strictObject({
  msg: text().default('Failed as requested from task').describe('Message of the failure.'),
});

/** Fails with a message; intended for use with `when`. */
export const fail = defineControl({
  name: 'fail',
  summary: 'Fails with a message.',
  params,
  examples: ['- fail:\n    msg: This role needs Debian\n  when: ansible_facts.os_family !== "Debian"\n'],
  effect: ({ msg }) => ({ kind: 'result', result: { msg }, failed: msg }),
});
