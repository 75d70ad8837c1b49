import { ModuleFailure } from '../../module-api/module.ts';
import type { Change, Owned } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { editCrontab } from './cron-entry.ts';
import { applyOrRemove, diffOrRemove, predictOrRemove } from '../text/edit-or-remove.ts';
import type { FoundText, TextEdit } from '../text/text-file.ts';
import { textQueries } from '../text/text-file.ts';
import type { CronParams } from './cron-params.ts';
import { cronParams } from './cron-params.ts';

/** Manages cron jobs, in a user's crontab or in a file of /etc/cron.d. */
export const cron = defineState({
  name: 'cron',
  summary: 'Manages the entries of a crontab.',
  params: cronParams,
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

/** cron accepts only crontabs with the owner and mode that crontab(1) sets: owned by the user and private. */
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
