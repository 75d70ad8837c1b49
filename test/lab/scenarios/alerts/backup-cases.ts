import { critical, warning, type RuleCase, type Series } from './rule-case.ts';

const timer = { host: 'db2', name: 'mysql-backup.timer', state: 'active' };
const timerRuns = (values: number): Series => [
  'node_systemd_unit_state{host="db2",name="mysql-backup.timer",state="active"}',
  `1x${values}`,
];
const repository = { host: 'db2', repository: 'away' };
const sent = (success: string, last: string): Series[] => [
  ['mysql_repository_success{host="db2",repository="away"}', success],
  ['mysql_repository_last_success_timestamp_seconds{host="db2",repository="away"}', last],
];
const notSent = 'backups on db2 do not reach the repository away';
const rehearsed: Series = ['mysql_rehearsal_last_success_timestamp_seconds{host="db2"}', '60x150'];
const HOURS_OF_36_DAYS = '864h';

/** What is told of backups and of rehearsals; values are six hours apart. */
export const BACKUP_CASES: readonly RuleCase[] = [
  {
    alert: 'BackupMissing',
    series: [timerRuns(8)],
    at: '30h',
    fires: [[warning('backups', timer), 'the databases on db2 have never been backed up']],
  },
  // the sending fails
  {
    alert: 'BackupNotSent',
    series: sent('0x9', '60+21600x9'),
    at: '12h',
    fires: [[warning('backups', repository), notSent]],
  },
  // nothing is sent any more
  {
    alert: 'BackupNotSent',
    series: sent('1x9', '60x9'),
    at: '12h',
    fires: [[warning('backups', repository), notSent]],
  },
  { alert: 'BackupNotSent', series: sent('1x9', '60+21600x9'), at: '12h', fires: [] },
  {
    alert: 'RehearsalFailed',
    series: [['mysql_rehearsal_success{host="db2"}', '0x5']],
    at: '6h',
    fires: [
      [critical('backups', { host: 'db2' }), 'the last rehearsal of a restore on db2 failed: backups may be unusable'],
    ],
  },
  { alert: 'RehearsalFailed', series: [['mysql_rehearsal_success{host="db2"}', '1x5']], at: '6h', fires: [] },
  {
    alert: 'RestoreNotRehearsed',
    series: [rehearsed],
    at: HOURS_OF_36_DAYS,
    fires: [[warning('backups', { host: 'db2' }), 'no restore of the databases on db2 has been rehearsed for 36 days']],
  },
  { alert: 'RestoreNotRehearsed', series: [rehearsed], at: '804h', fires: [] },
  {
    alert: 'RestoreNeverRehearsed',
    series: [timerRuns(150)],
    at: HOURS_OF_36_DAYS,
    fires: [[warning('backups', timer), 'no restore of the databases on db2 has ever been rehearsed']],
  },
  { alert: 'RestoreNeverRehearsed', series: [timerRuns(150), rehearsed], at: HOURS_OF_36_DAYS, fires: [] },
];
