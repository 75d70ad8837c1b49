import * as z from 'zod';
import { bool, path, text } from '../../module-api/params.ts';
import { quote } from '../../query/quote.ts';
import { CONVERGED } from '../lib/define-probed.ts';
import { defineSelinux } from './selinux-modules.ts';

const params = z.strictObject({
  state: z
    .enum(['enforcing', 'permissive', 'disabled'])
    .describe('Mode of SELinux; disabled takes effect at the next boot.'),
  policy: text()
    .pipe(z.string().regex(/^\w+$/, 'must be the name of a policy'))
    .optional()
    .describe('The policy: targeted.'),
  configfile: path().default('/etc/selinux/config').describe('Configuration file of SELinux.'),
  update_kernel_param: bool().default(false).describe('No effect: set selinux=0 with grubby in a command.'),
});

/** Sets the mode and the policy of SELinux. */
export const selinux = defineSelinux({
  name: 'selinux',
  summary: 'Sets the mode and the policy of SELinux.',
  params,
  aliases: { conf: 'configfile', file: 'configfile' },
  examples: ['- selinux:\n    policy: targeted\n    state: enforcing\n'],
  probe: (p) =>
    `getenforce; sed -n 's/^SELINUX=//p' ${quote(p.configfile)}; sed -n 's/^SELINUXTYPE=//p' ${quote(p.configfile)}`,
  plan: (p, found) => {
    const [now = '', kept = '', policy = ''] = found.split('\n');
    const runtime = p.state === 'disabled' ? now : p.state === 'enforcing' ? 'Enforcing' : 'Permissive';
    const changes = [
      ...(now === runtime ? [] : [{ attribute: 'mode', before: now, after: runtime }]),
      ...(kept === p.state ? [] : [{ attribute: 'mode at boot', before: kept, after: p.state }]),
      ...(p.policy === undefined || policy === p.policy
        ? []
        : [{ attribute: 'policy', before: policy, after: p.policy }]),
    ];
    if (changes.length === 0) return CONVERGED;
    const script = [
      `sed -i ${quote(`s/^SELINUX=.*/SELINUX=${p.state}/`)} ${quote(p.configfile)}`,
      ...(p.policy === undefined
        ? []
        : [`sed -i ${quote(`s/^SELINUXTYPE=.*/SELINUXTYPE=${p.policy}/`)} ${quote(p.configfile)}`]),
      ...(now === runtime ? [] : [`setenforce ${runtime === 'Enforcing' ? 1 : 0}`]),
    ].join(' &&\n');
    return { changes, steps: [{ kind: 'run', script }], after: `${runtime}\n${p.state}\n${p.policy ?? policy}\n` };
  },
});
