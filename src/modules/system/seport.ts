import * as z from 'zod';
import { bool, text, textList } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { quote } from '../../query/quote.ts';
import { Unknown } from '../../values/unknown.ts';
import { CONVERGED } from '../lib/define-probed.ts';
import { defineSelinux } from './selinux-modules.ts';

const params = z.strictObject({
  ports: textList()
    .pipe(z.array(z.string().regex(/^\d+(-\d+)?$/, 'must be a port or a range')).min(1))
    .describe('Ports: 8080, 9000-9010.'),
  proto: z.enum(['tcp', 'udp']).describe('The protocol.'),
  setype: text().pipe(z.string().regex(/^\w+$/, 'must be a type')).describe('The type: http_port_t.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the ports have the type.'),
  reload: bool().default(true).describe('No effect: the policy is always reloaded.'),
  ignore_selinux_state: bool().default(false).describe('No effect.'),
});

/** Assigns SELinux types to ports. */
export const seport = defineSelinux({
  name: 'seport',
  summary: 'Assigns SELinux types to ports.',
  params,
  notTaken: { local: leftOut('nothing depends on it.') },
  aliases: {},
  examples: ['- seport:\n    ports: 8888\n    proto: tcp\n    setype: http_port_t\n'],
  probe: (p) =>
    `semanage port -l -n | awk -v type=${quote(p.setype)} -v proto=${p.proto} '$1 == type && $2 == proto { for (i = 3; i <= NF; i++) { sub(/,$/, "", $i); print $i } }'`,
  plan: (p, found) => {
    const known = new Set(found.split('\n'));
    const isPresent = p.state === 'present';
    const differing = p.ports.filter((port) => known.has(port) !== isPresent);
    if (differing.length === 0) return CONVERGED;
    const add = (port: string): string =>
      `semanage port -a -t ${p.setype} -p ${p.proto} ${port} 2>/dev/null || semanage port -m -t ${p.setype} -p ${p.proto} ${port}`;
    const remove = (port: string): string => `semanage port -d -p ${p.proto} ${port}`;
    return {
      changes: differing.map((port) => ({
        attribute: `${p.proto} ${port}`,
        before: isPresent ? null : p.setype,
        after: isPresent ? p.setype : null,
      })),
      steps: [{ kind: 'run', script: `set -e\n${differing.map(isPresent ? add : remove).join('\n')}` }],
      after: new Unknown('the ports of SELinux'),
    };
  },
});
