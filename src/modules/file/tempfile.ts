import * as z from 'zod';
import { atPlace, hereOf } from '../../module-api/at-place.ts';
import { defineAction } from '../../module-api/define-module.ts';
import { path, text } from '../../module-api/params.ts';

const namePart = () => text().refine((value) => !value.includes('/'), 'must hold no slash');

const params = z.strictObject({
  state: z.enum(['file', 'directory']).default('file').describe('What is made.'),
  path: path().default('/tmp').describe('The directory that it is made in.'),
  prefix: namePart().default('ansible.').describe('How its name begins.'),
  suffix: namePart().default('').describe('How its name ends.'),
});

/** A file or directory with a name of its own, for its owner alone. Removing it is up to a later task. */
export const tempfile = defineAction({
  name: 'tempfile',
  summary: 'Makes a temporary file or directory that nobody else can look into.',
  params,
  aliases: { dest: 'path' },
  examples: [
    '- tempfile:\n    state: directory\n    suffix: .build\n  register: scratch\n',
    '- tempfile:\n    path: /var/tmp\n  register: dump\n',
  ],
  returns: { path: 'What was made.', state: 'file or directory.' },
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
