import * as z from 'zod';
import { ModuleFailure } from '../../module-api/module.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { bool, text } from '../../module-api/params.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';

const params = z.strictObject({
  name: text()
    .pipe(z.string().regex(/^[\w.+-]+$/, 'must be the name of a module, such as rewrite'))
    .describe('Name of the module: rewrite, proxy_http.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether it is enabled.'),
  force: bool().default(false).describe('Allow disabling a module that Debian considers essential.'),
});

type Params = z.output<typeof params>;

/** Enables and disables modules of Apache. */
export const apache2Module = defineProbed({
  name: 'apache2_module',
  summary: 'Enables and disables Apache modules, with a2enmod and a2dismod.',
  params,
  notTaken: {
    identifier: leftOut('the files of mods-enabled are looked at.'),
    ignore_configcheck: leftOut('the configuration is not checked.'),
    warn_mpm_absent: leftOut('a host without an MPM causes no warning.'),
  },
  examples: ['- apache2_module:\n    name: rewrite\n  notify: reload apache\n'],
  returns: { result: 'A sentence that states whether the module is enabled.' },
  probe,
  reads: (p) => ['package:apache2', enabled(p)],
  plan,
  // enabling a module also enables its dependencies
  writes: (p) => ({ keys: [enabled(p)], unlistedEffects: 'creates' }),
  result: ({ name, state }) => ({ result: `Module ${name} ${state === 'present' ? 'enabled' : 'disabled'}` }),
});

const enabled = ({ name }: Params): string => `file:/etc/apache2/mods-enabled/${name}.load`;

function probe({ name }: Params): string {
  return [
    'command -v a2enmod >/dev/null || exit 127',
    `if [ -e /etc/apache2/mods-enabled/${name}.load ]; then echo enabled`,
    `elif [ -e /etc/apache2/mods-available/${name}.load ]; then echo disabled; fi`,
  ].join('\n');
}

function plan(p: Params, { exitStatus, stdout }: ShellAnswer): ProbedPlan {
  if (exitStatus === 127)
    throw new ModuleFailure('Apache is not installed on the host', 'Install the package apache2.');
  const before = stdout.trim();
  const after = p.state === 'present' ? 'enabled' : 'disabled';
  if (before === after || (before === '' && p.state === 'absent')) return CONVERGED;
  if (before === '')
    throw new ModuleFailure(
      `there is no module ${p.name} in /etc/apache2/mods-available`,
      'Install the package that contains it.',
    );
  const script =
    p.state === 'present' ? `a2enmod -q ${quote(p.name)}` : `a2dismod -q${p.force ? ' -f' : ''} ${quote(p.name)}`;
  return { changes: [{ attribute: 'module', before, after }], steps: [{ kind: 'run', script }], after: `${after}\n` };
}
