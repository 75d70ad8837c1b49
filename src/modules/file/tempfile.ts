import * as z from 'zod';
import { atPlace, hereOf } from '../../module-api/at-place.ts';
import { defineAction } from '../../module-api/define-module.ts';
import { path, text } from '../../module-api/params.ts';

const namePart = () => text().refine((value) => !value.includes('/'), 'must not contain a slash');

const params = z.strictObject({
  state: z.enum(['file', 'directory']).default('file').describe('Type of the path to create.'),
  path: path().default('/tmp').describe('Parent directory.'),
  prefix: namePart().default('ansible.').describe('Prefix of the name.'),
  suffix: namePart().default('').describe('Suffix of the name.'),
});

/** Creates a file or directory with a unique name that only its owner can access. A later task must remove it. */
export const tempfile = defineAction({
  name: 'tempfile',
  summary: 'Creates a temporary file or directory that only its owner can access.',
  params,
  aliases: { dest: 'path' },
  examples: [
    '- tempfile:\n    state: directory\n    suffix: .build\n  register: scratch\n',
    '- tempfile:\n    path: /var/tmp\n  register: dump\n',
  ],
  returns: { path: 'The created path.', state: 'file or directory.' },
  queries: () => ({}),
  diff: (p) => [{ attribute: 'state', before: 'absent', after: p.state }],
  apply: (p) => {
    const made = `${p.path}/`.replace(/\/+$/, '/') + `${p.prefix}XXXXXXXX${p.suffix}`;
    const script = atPlace(made, [`mktemp${p.state === 'directory' ? ' -d' : ''} -- ${hereOf(made)}`]);
    return [{ kind: 'run', script }];
  },
  writes: () => ({ keys: [] }),
  outcome: (p, [output]) => ({
    changed: true,
    result: {
      path: `${p.path}/`.replace(/\/+$/, '/') + (output?.stdout.trimEnd() ?? '').replace(/^\.\//, ''),
      state: p.state,
    },
  }),
});
