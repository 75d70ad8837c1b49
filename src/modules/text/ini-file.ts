import * as z from 'zod';
import { fileAttributes, fileNotTaken } from '../../module-api/file-attributes.ts';
import { bool, oneLine, path } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { defineTextEdit } from './define-text-edit.ts';
import { editIni } from './ini-edit.ts';
import { editing } from './text-file.ts';

/** Accepts text; booleans become True and False, as Ansible writes them. */
const value = () =>
  z.preprocess((given) => (typeof given === 'boolean' ? (given ? 'True' : 'False') : given), oneLine());

const params = z
  .strictObject({
    path: path().describe('The file.'),
    section: oneLine().optional().describe('The section. Without a section, the options before the first section.'),
    option: oneLine().optional().describe('The option. Without an option, the whole section.'),
    value: value().optional().describe('Its value.'),
    values: z.array(value()).optional().describe('Values of an option that occurs several times.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether it exists.'),
    exclusive: bool().default(true).describe('Remove other values of the option.'),
    allow_no_value: bool().default(false).describe('Allow an option without equals sign and value.'),
    no_extra_spaces: bool().default(false).describe('Write no spaces around the equals sign.'),
    create: bool().default(true).describe('Create the file if it does not exist.'),
    ...editing,
    ...fileAttributes,
  })
  .refine((p) => p.value === undefined || p.values === undefined, {
    path: ['values'],
    message: "and value can't be given together",
  })
  .refine((p) => p.state === 'absent' || p.option === undefined || p.allow_no_value || valuesOf(p).length > 0, {
    path: ['value'],
    message: 'is needed with state: present, or allow_no_value',
  });

function valuesOf(p: { readonly value?: string | undefined; readonly values?: string[] | undefined }): string[] {
  return p.value === undefined ? (p.values ?? []) : [p.value];
}

/** Manages options of INI files. */
export const iniFile = defineTextEdit({
  name: 'ini_file',
  summary: 'Sets and removes options in an INI file.',
  params,
  notTaken: {
    ...fileNotTaken,
    follow: leftOut('the target of a link is edited.'),
    ignore_spaces: leftOut('a line that differs only in spaces is rewritten.'),
    modify_inactive_option: leftOut('a line of the option that is commented out is used.'),
    section_has_values: 'Edit the section with blockinfile.',
  },
  aliases: {},
  pathAliases: ['dest'],
  examples: [
    '- ini_file:\n    path: /etc/php/8.2/fpm/php.ini\n    section: PHP\n    option: memory_limit\n    value: 256M\n',
    '- ini_file:\n    path: /etc/app.ini\n    section: old\n    state: absent\n',
  ],
  whenAbsent: (p) => (p.state === 'absent' ? 'leave' : p.create ? 'create' : 'fail'),
  edit: (p, text) => editIni({ ...p, values: valuesOf(p) }, text),
});
