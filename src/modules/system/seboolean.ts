import * as z from 'zod';
import { bool, text } from '../../module-api/params.ts';
import { quote } from '../../query/quote.ts';
import { CONVERGED } from '../lib/define-probed.ts';
import { defineSelinux } from './selinux-modules.ts';

const params = z.strictObject({
  name: text()
    .pipe(z.string().regex(/^\w+$/, 'must be the name of a boolean'))
    .describe('The boolean: httpd_can_network_connect.'),
  state: bool().describe('Whether the boolean is on.'),
  persistent: bool().default(false).describe('Make the change permanent.'),
  ignore_selinux_state: bool().default(false).describe('No effect.'),
});

/** Sets booleans of the SELinux policy. */
export const seboolean = defineSelinux({
  name: 'seboolean',
  summary: 'Turns SELinux booleans on and off.',
  params,
  examples: ['- seboolean:\n    name: httpd_can_network_connect\n    state: yes\n    persistent: yes\n'],
  probe: (p) =>
    `semanage boolean -l -n | awk -v name=${quote(p.name)} '$1 == name { gsub(/[(),]/, " "); print $2, $3 }'`,
  plan: (p, found) => {
    const [now = '', kept = ''] = found.trim().split(/\s+/);
    const wanted = p.state ? 'on' : 'off';
    if (now === wanted && (!p.persistent || kept === wanted)) return CONVERGED;
    return {
      changes: [{ attribute: p.name, before: now, after: wanted }],
      steps: [{ kind: 'run', script: `setsebool ${p.persistent ? '-P ' : ''}${quote(p.name)} ${wanted}` }],
      after: `${wanted} ${p.persistent ? wanted : kept}\n`,
    };
  },
});
