import * as z from 'zod';
import { defineRead } from '../../module-api/define-module.ts';
import { textList } from '../../module-api/params.ts';
import { facts } from '../../query/facts/facts.ts';

const params = z.strictObject({
  filter: textList().default([]).describe('Names of the facts to return; the wildcards * and ? are allowed.'),
  gather_subset: textList()
    .default(['all'])
    .describe('Accepted for compatibility; all facts are always gathered together.'),
  gather_timeout: z.coerce.number().optional().describe('Accepted for compatibility; no query can hang.'),
});

/** Gathers the host's facts again. */
export const setup = defineRead({
  name: 'setup',
  summary: "Gathers the host's facts again.",
  params,
  notTaken: {
    fact_path: 'Facts from /etc/ansible/facts.d are not read: read a file with slurp.',
  },
  examples: ['- setup:\n', '- setup:\n    filter: ansible_default_*\n'],
  returns: { ansible_facts: 'The facts, by name.' },
  queries: () => ({ facts: facts(undefined) }),
  result: (p, s) => {
    const patterns = p.filter.map(globToRegExp);
    const isWanted = (name: string): boolean =>
      patterns.length === 0 ||
      patterns.some((pattern) => pattern.test(name) || pattern.test(name.replace(/^ansible_/, '')));
    return { ansible_facts: Object.fromEntries(Object.entries(s.facts).filter(([name]) => isWanted(name))) };
  },
});

const globToRegExp = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
