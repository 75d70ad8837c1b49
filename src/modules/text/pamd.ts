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
      .describe('Name of the service: sshd.'),
    path: path().default('/etc/pam.d').describe("Directory of the service's file."),
    type: z.enum(TYPES).describe('Type of the rule.'),
    control: oneLine().describe('Control of the rule: required, or [success=1 default=ignore].'),
    module_path: oneLine().describe('Module of the rule: pam_motd.so.'),
    state: z
      .enum(['updated', 'before', 'after', 'absent', 'args_present', 'args_absent'])
      .default('updated')
      .describe(
        'updated: replace the rule by the new one. before, after: insert the new rule before or after it. absent: remove it. args_present, args_absent: add or remove arguments.',
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

/** Manages PAM rules of a service. */
export const pamd = defineTextEdit({
  name: 'pamd',
  summary: 'Changes, adds and removes PAM rules of a service.',
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
