import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { text, textList } from '../../module-api/params.ts';

const params = z.strictObject({
  key: text().describe('Name of the group that the host joins; a space becomes a hyphen.'),
  parents: textList().default(['all']).describe('Groups that the group joins.'),
});

const groupName = (name: string): string => name.replaceAll(' ', '-');

/** Puts each host into a group that is named by one of its values. */
export const groupBy = defineControl({
  name: 'group_by',
  summary: 'Puts each host into a group that is named by one of its values.',
  params,
  examples: ['- group_by:\n    key: "os_<%= ansible_facts.distribution %>"\n'],
  effect: ({ key, parents }) => ({ kind: 'group-by', key: groupName(key), parents: parents.map(groupName) }),
});
