import * as z from 'zod';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { oneLine, path, text, textList } from '../../module-api/params.ts';
import { defineTextEdit } from './define-text-edit.ts';
import { editPam } from './pamd-edit.ts';
import { editing } from './text-file.ts';

const TYPES = ['account', '-account', 'auth', '-auth', 'password', '-password', 'session', '-session'] as const;

const params = z
  .strictObject({
    name: text()
      .pipe(z.string().regex(/^[^/\s]+$/, 'must be the name of a service'))
      .describe('The service: sshd.'),
    path: path().default('/etc/pam.d').describe('The directory of its file.'),
    type: z.enum(TYPES).describe('Type of the rule.'),
    control: oneLine().describe('Its control: required, or [success=1 default=ignore].'),
    module_path: oneLine().describe('Its module: pam_motd.so.'),
    state: z
      .enum(['updated', 'before', 'after', 'absent', 'args_present', 'args_absent'])
      .default('updated')
      .describe(
        'updated: the rule becomes the new one. before, after: the new one stands there. absent: it goes. args_present, args_absent: its arguments.',
      ),
    new_type: z.enum(TYPES).optional().describe('Type of the new rule.'),
    new_control: oneLine().optional().describe('Its control.'),
    new_module_path: oneLine().optional().describe('Its module.'),
    module_arguments: textList().optional().describe('Its arguments.'),
    ...editing,
    ...fileAttributes,
  })
  .refine(
    (p) =>
      !['before', 'after'].includes(p.state) ||
      (p.new_type !== undefined && p.new_control !== undefined && p.new_module_path !== undefined),
    {
      path: ['new_module_path'],
      message: 'and new_type and new_control are needed with before and after',
    },
  );

/** Rules of a service that logs people in. */
export const pamd = defineTextEdit({
  name: 'pamd',
  summary: 'Changes, adds and removes rules of a service of PAM.',
  params,
  notTaken: {},
  aliases: {},
  pathOf: ({ path: directory, name }) => `${directory}/${name}`,
  pathAliases: [],
  examples: [
    '- pamd:\n    name: sshd\n    type: session\n    control: optional\n    module_path: pam_motd.so\n    state: absent\n',
  ],
  whenAbsent: () => 'fail',
  edit: editPam,
});
