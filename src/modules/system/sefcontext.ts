import * as z from 'zod';
import { bool, text } from '../../module-api/params.ts';
import { quote } from '../../query/quote.ts';
import { CONVERGED } from '../lib/define-probed.ts';
import { defineSelinux } from './selinux-modules.ts';

const FILE_TYPES = {
  a: 'all files',
  b: 'block device',
  c: 'character device',
  d: 'directory',
  f: 'regular file',
  l: 'symbolic link',
  p: 'named pipe',
  s: 'socket',
} as const;

const params = z.strictObject({
  target: text()
    .pipe(z.string().regex(/^\/\S*$/, 'must be an absolute path'))
    .describe('Paths, as a regular expression: /srv/www(/.*)?.'),
  setype: text().pipe(z.string().regex(/^\w+$/, 'must be a type')).describe('The type: httpd_sys_content_t.'),
  ftype: z
    .enum(['a', 'b', 'c', 'd', 'f', 'l', 'p', 's'])
    .default('a')
    .describe('Type of files that the rule applies to; a means all.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the rule exists.'),
  reload: bool().default(true).describe('No effect: the policy is always reloaded.'),
  ignore_selinux_state: bool().default(false).describe('No effect.'),
});

/** Sets the SELinux type for paths; restorecon applies it to existing files. */
export const sefcontext = defineSelinux({
  name: 'sefcontext',
  summary: 'Sets the SELinux type of files below a path.',
  params,
  aliases: { path: 'target' },
  notTaken: {
    selevel: 'Run semanage fcontext -r in a command.',
    seuser: 'Run semanage fcontext -s in a command.',
    substitute: 'Run semanage fcontext -e in a command.',
  },
  examples: ['- sefcontext:\n    target: /srv/www(/.*)?\n    setype: httpd_sys_content_t\n'],
  probe: (p) =>
    `semanage fcontext -l -n -C | awk -v path=${quote(p.target)} -v kind=${quote(FILE_TYPES[p.ftype])} '$1 == path && index($0, kind) { n = split($NF, c, ":"); print c[3] }'`,
  plan: (p, found) => {
    const before = found.trim();
    const rule = `-f ${p.ftype} ${quote(p.target)}`;
    if (p.state === 'absent' ? before === '' : before === p.setype) return CONVERGED;
    const verb = before === '' ? '-a' : '-m';
    return {
      changes: [{ attribute: p.target, before: before || null, after: p.state === 'absent' ? null : p.setype }],
      steps: [
        {
          kind: 'run',
          script:
            p.state === 'absent' ? `semanage fcontext -d ${rule}` : `semanage fcontext ${verb} -t ${p.setype} ${rule}`,
        },
      ],
      after: p.state === 'absent' ? '' : `${p.setype}\n`,
    };
  },
});
