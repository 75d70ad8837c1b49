import * as z from 'zod';
import { defineState } from '../../module-api/define-module.ts';
import type { ModuleContext } from '../../module-api/module.ts';
import { text } from '../../module-api/params.ts';
import { apt } from './apt.ts';
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

type Params = z.output<typeof params>;

const asApt = ({ use: _, ...given }: Params): never => aptParams.parse(given) as never;
const delegate = apt as Extract<typeof apt, { kind: 'state' }>;

/** Packages, whatever installs them; on every supported system that is apt. */
export const packageModule = defineState({
  name: 'package',
  summary: 'Installs, upgrades and removes packages.',
  params,
  aliases: { pkg: 'name' },
  examples: ['- package:\n    name: [nginx, openssl]\n    state: present\n'],
  returns: { versions: 'The installed version of each package, where it is known.' },
  queries: (p, context) => delegate.queries(asApt(p), context),
  diff: (p, s, context) => delegate.diff(asApt(p), s as never, context),
  apply: (p, s, context) => delegate.apply(asApt(p), s as never, context),
  predict: (p, s, context) => delegate.predict(asApt(p), s as never, context),
  writes: (p, context) => delegate.writes(asApt(p), context),
  result: (p, s, context: ModuleContext) => delegate.result?.(asApt(p), s as never, context) ?? {},
});
