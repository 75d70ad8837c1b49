import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { bool } from '../../module-api/params.ts';

const params = z.strictObject({
  data: z.record(z.string(), z.unknown()).describe('Names and values.'),
  per_host: bool().default(false).describe('Record the values for each host, not for the run.'),
  aggregate: bool().default(true).describe('Combine the values with earlier values of the same name.'),
});

/** Records values in the run's record. */
export const setStats = defineControl({
  name: 'set_stats',
  summary: "Records values in the run's record.",
  params,
  examples: ['- set_stats:\n    data:\n      release: "1.7"\n'],
  returns: { ansible_stats: 'data, per_host and aggregate, as given; the values are not combined.' },
  effect: ({ data, per_host, aggregate }) => ({
    kind: 'result',
    result: { ansible_stats: { data, per_host, aggregate } },
  }),
});
