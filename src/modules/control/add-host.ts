import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { text, textList } from '../../module-api/params.ts';

const params = z.looseObject({
  name: text().describe('Name of the host. All other parameters become variables of the host.'),
  groups: textList().default([]).describe('Groups to add the host to.'),
});

/** Adds a host to the inventory for the rest of the run. */
export const addHost = defineControl({
  name: 'add_host',
  summary: 'Adds a host to the inventory for the rest of the run.',
  params,
  aliases: { hostname: 'name', host: 'name', groupname: 'groups', group: 'groups' },
  examples: ['- add_host:\n    name: web9\n    groups: [web]\n    ansible_host: 192.0.2.9\n'],
  effect: ({ name, groups, ...variables }) => ({ kind: 'add-host', name, groups, variables }),
});
