import * as z from 'zod';
import { defineState } from '../../module-api/define-module.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { text } from '../../module-api/params.ts';
import { aptDefinition } from './apt.ts';
import { aptParams } from './apt-params.ts';

const params = z
  .strictObject({
    ...aptParams.shape,
    use: text().optional().describe('Accepted for compatibility; all supported systems use apt.'),
  })
  .superRefine(({ use: _, ...given }, context) => {
    for (const { path, message } of aptParams.safeParse(given).error?.issues ?? [])
      context.addIssue({ code: 'custom', path: [...path], message });
  });

const { notTaken: _, ...asApt } = aptDefinition;

const OF_DNF = leftOut('it is a parameter of dnf, and packages are managed with apt.');

/** Manages packages with the system's package manager, which is apt on all supported systems. */
export const packageModule = defineState({
  ...asApt,
  name: 'package',
  summary: 'Installs, upgrades and removes packages.',
  params,
  aliases: { pkg: 'name' },
  // roles pass these in branches for other distributions
  notTaken: Object.fromEntries(
    ['disable_gpg_check', 'disable_plugin', 'disablerepo', 'enable_plugin', 'enablerepo', 'exclude'].map((name) => [
      name,
      OF_DNF,
    ]),
  ),
  examples: ['- package:\n    name: [nginx, openssl]\n    state: present\n'],
  returns: { versions: 'The installed version of each package, if known.' },
});
