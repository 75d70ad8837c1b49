import * as z from 'zod';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import { dpkg, isPackageName } from '../../query/packages/dpkg.ts';
import { renderWhenUnlocked } from './apt-get.ts';

const params = z.strictObject({
  name: text().refine(isPackageName, 'must be the name of a package').describe('The package.'),
  selection: z
    .enum(['install', 'hold'])
    .describe(
      '`hold` keeps the installed version during upgrades; `install` releases the package. To remove a package, use apt.',
    ),
});

/** Holds packages at their version. */
export const dpkgSelections = defineState({
  name: 'dpkg_selections',
  summary: 'Puts packages on hold, and releases them.',
  params,
  examples: ['- dpkg_selections:\n    name: mysql-server\n    selection: hold\n'],
  returns: { before: 'The previous selection.', after: 'The new selection.' },
  queries: (p) => ({ package: dpkg(p.name) }),
  diff: (p, s) => {
    if (!s.package.exists && p.selection === 'hold')
      throw new ModuleFailure(
        `${p.name} is not installed`,
        'A package is held at its installed version: install it first.',
      );
    const before = s.package.hold ? 'hold' : 'install';
    return before === p.selection ? [] : [{ attribute: 'selection', before, after: p.selection }];
  },
  apply: (p) => [
    {
      kind: 'run',
      script: renderWhenUnlocked('dpkg --set-selections'),
      stdin: `${p.name} ${p.selection}\n`,
      shownAs: 'dpkg --set-selections',
    },
  ],
  predict: (p, s) => [{ query: dpkg(p.name), answer: { ...s.package, hold: p.selection === 'hold' } }],
  writes: (p) => ({ keys: [`package:${p.name}`] }),
  result: (p) => ({ after: p.selection }),
});
