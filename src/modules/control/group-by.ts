import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { text, textList } from '../../module-api/params.ts';

const params = z.strictObject({
  key: text().describe('Name of the group to add the host to. Spaces are replaced by hyphens.'),
  parents: textList().default(['all']).describe('Parent groups of the group.'),
});

const groupName = (name: string): string => name.replaceAll(' ', '-');

/** Adds hosts to groups that are named by a value of each host. */
export const groupBy = defineControl({
  name: 'group_by',
  summary: 'Adds hosts to groups that are named by a value of each host.',
  params,
  examples: ['- group_by:\n    key: "os_<%= ansible_facts.distribution %>"\n'],
  effect: ({ key, parents }) => ({ kind: 'group-by', key: groupName(key), parents: parents.map(groupName) }),
});
