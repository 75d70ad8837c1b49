import * as z from 'zod';
import { defineRead } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import { shell } from '../../query/shell.ts';

const FIELDS = ['Package', 'Version', 'Architecture', 'Section', 'db:Status-Status'];
const SCRIPT = `dpkg-query -W -f '${FIELDS.map((field) => `\${${field}}`).join('\\t')}\\n'`;

/** Lists all installed packages of the host. */
export const packageFacts = defineRead({
  name: 'package_facts',
  summary: 'Lists the installed packages.',
  params: z.strictObject({
    manager: text().optional().describe('Accepted for compatibility; all supported systems use apt.'),
    strategy: text().optional().describe('Accepted for compatibility; no effect.'),
  }),
  examples: ['- package_facts:\n'],
  returns: {
    ansible_facts: 'packages: for each name a list of the installed packages, with version, arch, category and source.',
  },
  queries: () => ({ packages: shell({ script: SCRIPT, reads: ['packages:'] }) }),
  result: (_, { packages }) => ({ ansible_facts: { packages: parsePackages(packages.stdout) } }),
});

function parsePackages(output: string): Record<string, unknown[]> {
  const found: Record<string, unknown[]> = {};
  for (const line of output.split('\n')) {
    const [name = '', version, arch, category, status] = line.split('\t');
    if (status === 'installed') (found[name] ??= []).push({ name, version, arch, category, source: 'apt' });
  }
  return found;
}
