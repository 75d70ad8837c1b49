import { type Accident, critical, left, older, service } from './accident.ts';

const EXPORTED = '/var/lib/prometheus/node-exporter';
const BACKUP = `${EXPORTED}/mysql-backup.prom`;
const REHEARSAL = `${EXPORTED}/mysql-rehearsal.prom`;
const follow = (delay: number): string =>
  `mariadb -e "STOP SLAVE; CHANGE MASTER TO MASTER_DELAY = ${delay}; START SLAVE"`;

/** What happens to the databases and to their backups. */
export const DATABASE_ACCIDENTS: readonly Accident[] = [
  {
    what: 'replication stops',
    breaks: [['db2', 'mariadb -e "STOP SLAVE SQL_THREAD"']],
    tells: [critical('ReplicationBroken', { host: 'db2' }), left('databases', 'db1')],
    mends: [['db2', 'mariadb -e "START SLAVE"']],
  },
  {
    what: 'the replica lags behind',
    breaks: [
      ['db2', follow(600)],
      ['db1', 'mariadb -e "INSERT INTO app.notes (text) VALUES (1)"'],
    ],
    tells: [{ alertname: 'ReplicaBehind', host: 'db2' }],
    tellsNot: ['ReplicationBroken', 'RedundancyLost'],
    mends: [['db2', follow(0)]],
  },
  {
    what: 'the replica is stopped',
    breaks: [['db2', 'systemctl stop mariadb']],
    tells: [
      service('db2', 'mariadb.service|mysql.service', 'databases'),
      { alertname: 'CommitsNotReplicated', host: 'db1' },
    ],
    tellsNot: ['NoPrimary', 'SiteDown'],
    mends: [['db2', 'systemctl start mariadb']],
  },
  {
    what: 'the replica hangs',
    breaks: [['db2', 'systemctl kill -s STOP mariadb']],
    tells: [{ alertname: 'NotAnswering', host: 'db2', component: 'databases' }],
    tellsNot: ['ServiceDown', 'ExporterDown', 'NoPrimary', 'SiteDown'],
    mends: [['db2', 'systemctl kill -s CONT mariadb']],
  },
  {
    what: 'a database has nearly as many connections as it may',
    breaks: [
      ['db2', 'mariadb -e "SET GLOBAL max_connections = 40"'],
      ['db2', 'for i in $(seq 36); do mariadb -e "SELECT SLEEP(120)" >/dev/null 2>&1 </dev/null & done'],
    ],
    tells: [{ alertname: 'ConnectionsNearlyUsed', host: 'db2' }],
    tellsNot: ['SiteDown'],
    mends: [['db2', 'pkill -x mariadb; mariadb -e "SET GLOBAL max_connections = DEFAULT"']],
  },
  {
    what: 'no database can be written to',
    breaks: [['db1', 'systemctl stop mysql-guard; mariadb -e "SET GLOBAL read_only = ON"']],
    tells: [critical('NoPrimary'), critical('SiteDown')],
    mends: [['db1', 'mariadb -e "SET GLOBAL read_only = OFF"; systemctl start mysql-guard']],
  },
  {
    what: 'two databases can be written to',
    breaks: [['db2', 'mariadb -e "SET GLOBAL read_only = OFF"']],
    tells: [critical('SplitBrain')],
    mends: [['db2', 'mariadb -e "SET GLOBAL read_only = ON"']],
  },
  {
    what: 'a backup fails',
    breaks: [['db2', 'mv /usr/bin/mariadb-dump /usr/bin/away; systemctl start mysql-backup || true']],
    tells: [
      { alertname: 'BackupFailed', host: 'db2' },
      { alertname: 'UnitFailed', name: 'mysql-backup.service' },
    ],
    mends: [['db2', 'mv /usr/bin/away /usr/bin/mariadb-dump; systemctl start mysql-backup']],
  },
  {
    what: 'the last backup is old',
    breaks: [['db2', older('mysql_backup_last_success_timestamp_seconds', BACKUP, 30)]],
    tells: [{ alertname: 'BackupOld', host: 'db2' }],
    mends: [['db2', 'mysql-backup-tell backup 1']],
  },
  {
    what: 'nothing backs up',
    breaks: [['db2', 'systemctl stop mysql-backup.timer']],
    tells: [critical('NothingBacksUp')],
    mends: [['db2', 'systemctl start mysql-backup.timer']],
  },
  {
    what: 'backups do not reach their repository',
    breaks: [
      ['mon1', 'mv /srv/mysql-backup /srv/away'],
      ['db2', 'mysql-binlogs || true'],
    ],
    tells: [{ alertname: 'BackupNotSent', host: 'db2', repository: 'store' }],
    tellsNot: ['BackupFailed'],
    mends: [
      ['mon1', 'mv /srv/away /srv/mysql-backup'],
      ['db2', 'mysql-binlogs'],
    ],
  },
  {
    what: 'a rehearsal of a restore fails',
    breaks: [['db2', 'mysql-backup-tell rehearsal 0']],
    tells: [critical('RehearsalFailed', { host: 'db2' })],
    mends: [['db2', 'mysql-backup-tell rehearsal 1']],
  },
  {
    what: 'no restore has been rehearsed for long',
    breaks: [
      ['db2', 'mysql-backup-tell rehearsal 1'],
      ['db2', older('mysql_rehearsal_last_success_timestamp_seconds', REHEARSAL, 36 * 24)],
    ],
    tells: [{ alertname: 'RestoreNotRehearsed', host: 'db2' }],
    mends: [['db2', 'mysql-backup-tell rehearsal 1']],
  },
  {
    what: 'there has never been a backup or a rehearsal, where neither may take a moment',
    variables: { monitoring_server_backup_hours: 0, monitoring_server_rehearsal_days: 0 },
    breaks: [['db2', `rm -f ${BACKUP} ${REHEARSAL}`]],
    tells: [
      { alertname: 'BackupMissing', host: 'db2' },
      { alertname: 'RestoreNeverRehearsed', host: 'db2' },
    ],
    mends: [['db2', 'mysql-backup-tell backup 1; mysql-backup-tell rehearsal 1']],
  },
];
