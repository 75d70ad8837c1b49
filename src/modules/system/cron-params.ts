import * as z from 'zod';
import { bool, text } from '../../module-api/params.ts';

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

export const cronParams = shape
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
