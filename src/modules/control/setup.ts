import * as z from 'zod';
import { defineRead } from '../../module-api/define-module.ts';
import { textList } from '../../module-api/params.ts';
import { facts } from '../../query/facts/facts.ts';

const params = z.strictObject({
  filter: textList()
    .default([])
    .describe('Only facts whose name is one of these; * and ? stand for any text and any character.'),
  gather_subset: textList().default(['all']).describe('As in Ansible; all facts are asked in one go anyway.'),
  gather_timeout: z.coerce.number().optional().describe('As in Ansible; nothing that is asked can hang.'),
});

/** Facts of the host, asked anew. */
export const setup = defineRead({
  name: 'setup',
  summary: 'Gathers facts of the host again.',
  params,
  notTaken: {
    fact_path: 'Facts from /etc/ansible/facts.d are not read: read a file with slurp.',
  },
  examples: ['- setup:\n', '- setup:\n    filter: ansible_default_*\n'],
  returns: { ansible_facts: 'The facts, by their names.' },
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
