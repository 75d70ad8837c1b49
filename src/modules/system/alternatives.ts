import * as z from 'zod';
import type { Answers, Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { integer, path, text } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import type { Alternative, AlternativeAnswer } from '../../query/packages/alternative.ts';
import { alternative } from '../../query/packages/alternative.ts';
import { quoteAll } from '../../query/quote.ts';
import type { Query } from '../../query/query.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';

const params = z
  .strictObject({
    name: text()
      .refine((value) => /^[^-/\s][^/\s]*$/.test(value), 'must be the name of a group, such as editor')
      .describe('Generic name, such as editor.'),
    path: path().optional().describe('Path of the program.'),
    link: path().optional().describe('The link that users call; required for a new generic name.'),
    priority: integer()
      .default(50)
      .describe('Priority of the program. In automatic mode, the program with the highest priority is used.'),
    state: z
      .enum(['selected', 'present', 'auto', 'absent'])
      .default('selected')
      .describe(
        'selected: select the program. present: register it without selecting it. auto: use automatic mode. absent: unregister it.',
      ),
  })
  .refine((p) => p.state === 'auto' || p.path !== undefined, {
    path: ['path'],
    message: 'is needed, but with state: auto',
  });

type Params = z.output<typeof params>;

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly group: Query<AlternativeAnswer>;
  readonly program: readonly Query<StatAnswer>[];
}
type Found = Answers<Asked>;

/** Selects the program that a generic name such as `editor` refers to. */
export const alternatives = defineState({
  name: 'alternatives',
  summary: 'Selects the program that a generic name refers to, with update-alternatives.',
  params,
  notTaken: {
    subcommands: 'Give update-alternatives --slave in a command with a guard.',
    family: leftOut('Debian has no families.'),
  },
  examples: [
    '- alternatives:\n    name: editor\n    path: /usr/bin/vim.basic\n',
    '- alternatives:\n    name: java\n    link: /usr/bin/java\n    path: /opt/jdk/bin/java\n    priority: 200\n    state: present\n',
  ],
  returns: { name: 'The group.', path: 'The selected program.' },
  queries: (p): Asked => ({
    group: alternative(p.name),
    program: p.path === undefined || p.state === 'absent' ? [] : [stat(p.path)],
  }),
  diff: (p, s: Found) => diff(p, s),
  apply: (p, s: Found) => [{ kind: 'run', script: commands(p, s).join(' &&\n') }],
  predict: (p, s: Found) => [{ query: alternative(p.name), answer: after(p, s) }],
  writes: (p) => ({ keys: [`alternative:${p.name}`] }),
  result: (p, { group }: Found) => ({ name: p.name, path: group?.value ?? null }),
});

function diff(p: Params, { group, program }: Found): Change[] {
  const { path: wanted = '', state } = p;
  if (state === 'auto') {
    if (!group) throw new ModuleFailure(`there is no group of alternatives ${p.name}`);
    return group.isAuto ? [] : [{ attribute: 'mode', before: 'manual', after: 'auto' }];
  }
  const found = group?.choices[wanted];
  if (state === 'absent') return found === undefined ? [] : [{ attribute: 'choice', before: wanted, after: 'absent' }];
  if (program[0]?.exists === false) throw new ModuleFailure(`${wanted} does not exist`, 'Install the program first.');
  if (!group && p.link === undefined)
    throw new ModuleFailure(`there is no group of alternatives ${p.name}`, 'Set link, so that it can be created.');
  return [
    ...(p.link === undefined || group?.link === p.link
      ? []
      : [{ attribute: 'link', before: group?.link ?? null, after: p.link }]),
    // the priority that a package has set is kept
    ...(found === undefined || (p.link !== undefined && found !== p.priority)
      ? [{ attribute: 'priority', before: found ?? null, after: p.priority }]
      : []),
    ...(state === 'selected' && (group?.value !== wanted || group.isAuto)
      ? [{ attribute: 'selected', before: group?.isAuto ? 'auto' : (group?.value ?? null), after: wanted }]
      : []),
  ];
}

function commands(p: Params, found: Found): string[] {
  const run = (...words: string[]): string => `update-alternatives ${quoteAll(words)}`;
  const { path: wanted = '' } = p;
  const changed = new Set(diff(p, found).map(({ attribute }) => attribute));
  const link = p.link ?? found.group?.link ?? '';
  return [
    ...(changed.has('mode') ? [run('--auto', p.name)] : []),
    ...(changed.has('choice') ? [run('--remove', p.name, wanted)] : []),
    ...(changed.has('link') || changed.has('priority')
      ? [run('--install', link, p.name, wanted, String(p.priority))]
      : []),
    ...(changed.has('selected') ? [run('--set', p.name, wanted)] : []),
  ];
}

/** The predicted state of the group after update-alternatives(1). */
function after(p: Params, { group }: Found): AlternativeAnswer {
  const { path: wanted = '', state } = p;
  const choices = { ...group?.choices };
  if (state === 'absent') {
    const rest = Object.fromEntries(Object.entries(choices).filter(([choice]) => choice !== wanted));
    return settle({
      link: group?.link ?? '',
      choices: rest,
      isAuto: group?.isAuto !== false || group.value === wanted,
      value: group?.value,
    });
  }
  const link = p.link ?? group?.link ?? '';
  if (state === 'auto') return settle({ link, choices, isAuto: true, value: undefined });
  if (choices[wanted] === undefined || p.link !== undefined) choices[wanted] = p.priority;
  const isAuto = state === 'present' && group?.isAuto !== false;
  return settle({ link, choices, isAuto, value: state === 'selected' ? wanted : group?.value });
}

function settle(group: Omit<Alternative, 'value'> & { readonly value: string | undefined }): AlternativeAnswer {
  const sorted = Object.entries(group.choices).sort(([a], [b]) => (a < b ? -1 : 1));
  const [best] = [...sorted].sort(([, a], [, b]) => b - a);
  if (!best) return null;
  return { ...group, choices: Object.fromEntries(sorted), value: group.isAuto ? best[0] : (group.value ?? best[0]) };
}
