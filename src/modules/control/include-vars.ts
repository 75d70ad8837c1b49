import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';

const params = z
  .strictObject({
    file: text()
      .optional()
      .describe(
        "File of variables. Searched in the role's vars/, then in the directory of the task's file, then in that of the playbook.",
      ),
    dir: text().optional().describe('Directory of variable files, which are loaded in the order of their names.'),
    name: text().optional().describe('Store the variables in a mapping of this name.'),
  })
  .refine((p) => (p.file === undefined) !== (p.dir === undefined), 'include_vars needs file or dir, and not both');

/** Loads variables from files on the controller during the play. */
export const includeVars = defineControl({
  name: 'include_vars',
  summary: 'Loads variables from files on the controller during the play.',
  params,
  notTaken: {
    depth: 'Name the file or directory itself.',
    extensions: 'Name the files.',
    files_matching: 'Name the files.',
    ignore_files: 'Name the files.',
    ignore_unknown_extensions: 'Name the files.',
    hash_behaviour: 'Join mappings with combine().',
  },
  freeForm: 'file',
  examples: [
    '- include_vars: "<%= ansible_facts.distribution %>.yml"\n',
    '- include_vars:\n    dir: users\n    name: users\n',
  ],
  effect: (p) => ({
    kind: 'include-vars',
    path: p.file ?? p.dir ?? '',
    isDirectory: p.dir !== undefined,
    name: p.name,
  }),
});
