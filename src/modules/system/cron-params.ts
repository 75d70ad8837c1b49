import * as z from 'zod';
import { bool, text } from '../../module-api/params.ts';
import { isAccountName } from '../../query/accounts/passwd.ts';
import { CRON_FIELDS, cronTimeProblem } from './cron-time.ts';
import type { CronField } from './cron-time.ts';

const time = (field: CronField, description: string) =>
  text()
    .pipe(
      z.string().superRefine((value, context) => {
        const problem = cronTimeProblem(value, field);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      }),
    )
    .default('*')
    .describe(description);

/** The maximum line length that cron(8) reads. */
const MAX_JOB_LENGTH = 998;

const shape = z.strictObject({
  name: text()
    .pipe(z.string().regex(/^[^\n]+$/, 'must be one line'))
    .optional()
    .describe('Name of the entry, written in a comment before it. With env, the name of the variable.'),
  job: text()
    .pipe(
      z
        .string()
        .regex(/^[^\n\r]*$/, 'must be one line')
        .max(MAX_JOB_LENGTH, `must have at most ${MAX_JOB_LENGTH} characters: cron does not accept longer lines`),
    )
    .optional()
    .describe(
      'The command; with env, the value of the variable. cron treats % as a line break unless it is escaped with \\.',
    ),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the entry is there.'),
  minute: time(CRON_FIELDS.minute, 'Minute, 0 to 59.'),
  hour: time(CRON_FIELDS.hour, 'Hour, 0 to 23.'),
  day: time(CRON_FIELDS.day, 'Day of the month.'),
  month: time(CRON_FIELDS.month, 'Month, 1 to 12.'),
  weekday: time(CRON_FIELDS.weekday, 'Day of the week, 0 to 7; 0 and 7 mean Sunday.'),
  special_time: z
    .enum(['annually', 'daily', 'hourly', 'monthly', 'reboot', 'weekly', 'yearly'])
    .optional()
    .describe('Name of a schedule, instead of the times.'),
  user: text()
    .refine(isAccountName, 'is not the name of a user')
    .default('root')
    .describe('Owner of the crontab. With cron_file, the user that runs the job.'),
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
    .describe('File in /etc/cron.d, instead of the user’s crontab.'),
  disabled: bool().default(false).describe('Keep the entry as a comment.'),
  env: bool().default(false).describe('The entry sets a variable for the jobs below it.'),
  backup: bool()
    .default(false)
    .describe('Keep a copy of the previous file in the same directory, with the time in its name.'),
});

export const cronParams = shape
  .refine((p) => p.name !== undefined || (p.state === 'absent' && p.cron_file !== undefined), {
    path: ['name'],
    message: 'is needed: it identifies the entry',
  })
  .refine((p) => p.state === 'absent' || p.job !== undefined, {
    path: ['job'],
    message: 'is needed with state: present',
  })
  .refine((p) => p.env || p.job?.trim() !== '', { path: ['job'], message: 'must be a command' })
  .refine((p) => !p.env || p.name === undefined || /^[A-Za-z_]\w*$/.test(p.name), {
    path: ['name'],
    message: 'must be the name of a variable with env',
  })
  .refine((p) => !p.env || !/'.*"|".*'/.test(p.job ?? ''), {
    path: ['job'],
    message: 'cannot hold both kinds of quotes with env',
  })
  .refine(
    (p) => p.special_time === undefined || [p.minute, p.hour, p.day, p.month, p.weekday].every((t) => t === '*'),
    {
      path: ['special_time'],
      message: 'does not go with minute, hour, day, month and weekday',
    },
  );

export type CronParams = z.output<typeof shape>;
