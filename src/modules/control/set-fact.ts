import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { bool } from '../../module-api/params.ts';

const params = z
  .looseObject({
    cacheable: bool().default(false).describe('Set them in `ansible_facts` too, until the end of the run.'),
  })
  .refine((p) => Object.keys(p).length > 1, 'set_fact needs at least one variable')
  .superRefine((p, context) => {
    for (const name of Object.keys(p).filter((key) => !/^[A-Za-z_]\w*$/.test(key)))
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'is not a valid variable name: use letters, digits and _ only',
      });
  });

/** Sets variables of the host for the rest of the run. */
export const setFact = defineControl({
  name: 'set_fact',
  summary: 'Sets variables of the host for the rest of the run.',
  params,
  examples: ['- set_fact:\n    app_release: "42"\n    app_ports: [8080, 8081]\n'],
  effect: (p) => ({
    kind: 'set-fact',
    isCacheable: p.cacheable,
    facts: Object.fromEntries(Object.entries(p).filter(([name]) => name !== 'cacheable')),
  }),
});
