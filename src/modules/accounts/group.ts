import * as z from 'zod';
import type { Answers, Change, Prediction } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, integer, text } from '../../module-api/params.ts';
import type { Step } from '../../module-api/step.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import type { Query } from '../../query/query.ts';
import type { GroupAnswer } from '../../query/accounts/group.ts';
import { group as groupQuery } from '../../query/accounts/group.ts';
import { isAccountName } from '../../query/accounts/passwd.ts';
import { quote } from '../../query/quote.ts';

const params = z.strictObject({
  name: text().refine(isAccountName, 'is not the name of a group').describe('The group.'),
  gid: integer().pipe(z.int().min(0)).optional().describe('The numeric ID.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether it exists.'),
  system: bool().default(false).describe('Create a new group as a system group.'),
  non_unique: bool().default(false).describe('Allow a gid that another group has.'),
  force: bool().default(false).describe('Remove the group even if it is the primary group of a user.'),
});

type Params = z.output<typeof params>;
type Found = Answers<{ group: Query<GroupAnswer> }>;

export const group = defineState({
  name: 'group',
  summary: 'Creates and removes user groups.',
  params,
  notTaken: {
    gid_max: 'Set GID_MAX in /etc/login.defs, or give gid.',
    gid_min: 'Set GID_MIN in /etc/login.defs, or give gid.',
    local: leftOut('groups are always kept in /etc/group.'),
  },
  examples: ['- group:\n    name: deploy\n    system: true\n', '- group:\n    name: old\n    state: absent\n'],
  returns: { name: 'The group.', gid: 'The numeric ID.', state: 'present or absent.', system: 'As given.' },
  queries: (p) => ({ group: groupQuery(p.name) }),
  diff: (p, s) => diff(p, s),
  apply: (p, s): Step[] => [{ kind: 'run', script: command(p, s) }],
  predict: (p, { group }): Prediction[] => {
    const answer = p.state === 'absent' ? null : { gid: p.gid ?? group?.gid };
    return [{ query: groupQuery(p.name), answer }];
  },
  writes: (p) => ({ keys: [`group:${p.name}`, 'file:/etc/group', 'file:/etc/gshadow'] }),
  result: (p, { group }) => ({
    name: p.name,
    state: p.state,
    system: p.system,
    ...(group?.gid !== undefined && { gid: group.gid }),
  }),
});

function diff(p: Params, { group }: Found): Change[] {
  if (p.state === 'absent') return group ? [{ attribute: 'state', before: 'present', after: 'absent' }] : [];
  const differs = p.gid !== undefined && group?.gid !== p.gid;
  return [
    ...(group ? [] : [{ attribute: 'state', before: 'absent', after: 'present' }]),
    ...(differs ? [{ attribute: 'gid', before: group?.gid ?? null, after: p.gid }] : []),
  ];
}

function command(p: Params, { group }: Found): string {
  const name = quote(p.name);
  if (p.state === 'absent') return `groupdel${p.force ? ' -f' : ''} -- ${name}`;
  const id = p.gid === undefined ? '' : ` -g ${p.gid}${p.non_unique ? ' -o' : ''}`;
  return group ? `groupmod${id} -- ${name}` : `groupadd${p.system ? ' -r' : ''}${id} -- ${name}`;
}
