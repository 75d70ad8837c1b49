import * as z from 'zod';
import { defineState } from '../../module-api/define-module.ts';
import type { ModuleContext } from '../../module-api/module.ts';
import { text, textList } from '../../module-api/params.ts';
import { apt } from './apt.ts';
import { parsePackageSpec } from './apt-package.ts';
import { aptParams } from './apt-params.ts';

const params = z.strictObject({
  name: textList()
    .pipe(
      z.array(
        z.string().refine((name) => parsePackageSpec(name) !== undefined, 'must be packages: nginx, nginx=1.22*'),
      ),
    )
    .describe('Packages; of an empty list nothing is done.'),
  state: z.enum(['present', 'latest', 'absent']).default('present').describe('`latest` upgrades too.'),
  update_cache: aptParams.shape.update_cache,
  cache_valid_time: aptParams.shape.cache_valid_time,
  allow_downgrade: aptParams.shape.allow_downgrade,
  autoremove: aptParams.shape.autoremove,
  use: text().optional().describe("Ansible's choice of a package manager; every supported system has apt."),
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
