import * as z from 'zod';
import { defineState } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import { aptDefinition } from './apt.ts';
import { aptParams } from './apt-params.ts';

const params = z
  .strictObject({
    ...aptParams.shape,
    use: text().optional().describe("Ansible's choice of a package manager; every supported system has apt."),
  })
  .superRefine(({ use: _, ...given }, context) => {
    for (const { path, message } of aptParams.safeParse(given).error?.issues ?? [])
      context.addIssue({ code: 'custom', path: [...path], message });
  });

/** Packages, whatever installs them; on every supported system that is apt. */
export const packageModule = defineState({
  ...aptDefinition,
  name: 'package',
  summary: 'Installs, upgrades and removes packages.',
  params,
  aliases: { pkg: 'name' },
  notTaken: {},
  examples: ['- package:\n    name: [nginx, openssl]\n    state: present\n'],
  returns: { versions: 'The installed version of each package, where it is known.' },
});
