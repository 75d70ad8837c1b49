import * as z from 'zod';
import { ModuleFailure } from '../../module-api/module.ts';
import type { Change, Owned } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, text } from '../../module-api/params.ts';
import { editCrontab } from './cron-entry.ts';
import { applyOrRemove, diffOrRemove, predictOrRemove } from '../text/edit-or-remove.ts';
import type { FoundText, TextEdit } from '../text/text-file.ts';
import { textQueries } from '../text/text-file.ts';

const time = (description: string) =>
  text()
    .pipe(z.string().regex(/^[0-9A-Za-z*,/-]+$/, 'must be a time of crontab(5): *, 5, 1-5, */10'))
    .default('*')
    .describe(description);

const shape = z.strictObject({
  name: text()
    .pipe(z.string().regex(/^[^\n]+$/, 'must be one line'))
    .optional()
    .describe('What the entry is called, in a comment before it; with env, the variable.'),
  job: text()
    .pipe(z.string().regex(/^[^\n]+$/, 'must be one line'))
    .optional()
    .describe('The command; with env, the value. A % in it means a new line to cron, unless there is a \\ before it.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the entry is there.'),
  minute: time('Minute, 0 to 59.'),
  hour: time('Hour, 0 to 23.'),
  day: time('Day of the month.'),
  month: time('Month, 1 to 12.'),
  weekday: time('Day of the week, 0 to 6, 0 is Sunday.'),
  special_time: z
    .enum(['annually', 'daily', 'hourly', 'monthly', 'reboot', 'weekly', 'yearly'])
    .optional()
    .describe('A name in place of the times.'),
  user: text().default('root').describe('Whose crontab it is; with cron_file, as whom the job runs.'),
  cron_file: text()
    .pipe(
      z
        .string()
        .regex(
          /^(\/.+|[A-Za-z0-9_-]+)$/,
          'must be a path, or a name of letters, digits, - and _: cron leaves other files alone',
        ),
    )
    .optional()
    .describe('A file in /etc/cron.d, in place of the user’s crontab.'),
  disabled: bool().default(false).describe('Keep the entry as a comment.'),
  env: bool().default(false).describe('The entry is a variable, for the jobs below it.'),
  backup: bool().default(false).describe('Keep the file as it was, beside it, with the time in its name.'),
});

export type CronParams = z.output<typeof shape>;

const params = shape
  .refine((p) => p.name !== undefined || (p.state === 'absent' && p.cron_file !== undefined), {
    path: ['name'],
    message: 'is needed: it is how the entry is found again',
  })
  .refine((p) => p.state === 'absent' || p.job !== undefined, {
    path: ['job'],
    message: 'is needed with state: present',
  })
  .refine(
    (p) => p.special_time === undefined || [p.minute, p.hour, p.day, p.month, p.weekday].every((t) => t === '*'),
    {
      path: ['special_time'],
      message: 'does not go with minute, hour, day, month and weekday',
    },
  );

/** Jobs of cron, in a user's crontab or in a file of their own. */
export const cron = defineState({
  name: 'cron',
  summary: 'Keeps entries of a crontab.',
  params,
  notTaken: {
    insertafter: 'Write the whole file with template where the order of its lines matters.',
    insertbefore: 'Write the whole file with template where the order of its lines matters.',
  },
  aliases: { value: 'job', dom: 'day', dow: 'weekday' },
  examples: [
    '- cron:\n    name: back up\n    hour: 3\n    minute: 17\n    job: /usr/local/bin/back-up\n    cron_file: back-up\n',
    '- cron:\n    name: PATH\n    env: true\n    job: /usr/local/bin:/usr/bin:/bin\n    user: app\n',
    '- cron:\n    name: back up\n    state: absent\n',
  ],
  returns: { cron_file: 'The file.' },
  queries: (p) => textQueries(fileOf(p)),
  diff: (p, s: FoundText) => diff(p, s),
  apply: (p, s: FoundText) => applyOrRemove(editOf(p), s),
  predict: (p, s: FoundText, context) => predictOrRemove(editOf(p), s, context),
  writes: (p) => ({ keys: [`file:${fileOf(p)}`] }),
  result: (p) => ({ cron_file: fileOf(p) }),
  owns: (p): Owned[] => {
    const { name, user, cron_file, env } = p;
    return p.state === 'absent'
      ? []
      : [
          {
            key: `cron:${fileOf(p)}:${name ?? ''}`,
            remove: { module: 'cron', params: { name, user, cron_file, env, state: 'absent' } },
          },
        ];
  },
});

const SPOOL = '/var/spool/cron/crontabs';

function fileOf(p: CronParams): string {
  if (p.cron_file === undefined) return `${SPOOL}/${p.user}`;
  return p.cron_file.startsWith('/') ? p.cron_file : `/etc/cron.d/${p.cron_file}`;
}

function diff(p: CronParams, found: FoundText): Change[] {
  if (p.state === 'present' && !found.parent.exists) {
    throw new ModuleFailure('cron is not installed', 'The apt module installs it.');
  }
  return diffOrRemove(editOf(p), found);
}

/** cron takes a crontab only as crontab(1) makes it: its user's, and for nobody else. */
const editOf = (p: CronParams): TextEdit => ({
  path: fileOf(p),
  attributes:
    p.state === 'absent'
      ? {}
      : p.cron_file === undefined
        ? { mode: '0600', owner: p.user, group: 'crontab' }
        : { mode: '0644', owner: 'root', group: 'root' },
  backup: p.backup,
  validate: undefined,
  whenAbsent: p.state === 'absent' ? 'leave' : 'create',
  edit: (before) => editCrontab(p, before),
});
