import { type Accident, older } from './accident.ts';

// each host's load times that of all others
const WRONG_RULE = 'groups: [{ name: wrong, rules: [{ record: wrong, expr: node_load1 * on () node_load5 }] }]';
const LAST_RUN = '/var/lib/provision/last-run.prom';
const DISK = '/srv/small';
const smallDisk = (options = ''): string =>
  `truncate -s 40M /var/tmp/small; mkfs.ext4 -q ${options} /var/tmp/small; mkdir -p ${DISK}; mount -o loop /var/tmp/small ${DISK}`;
const NO_DISK = `umount ${DISK}; rm -r ${DISK} /var/tmp/small`;
const disk = (alertname: string) => ({ alertname, host: 'web1', mountpoint: DISK });

/** What happens to monitoring itself, to hosts, and to the runs of provision. */
export const MONITORING_ACCIDENTS: readonly Accident[] = [
  {
    what: 'Prometheus does not take its configuration',
    breaks: [
      [
        'mon1',
        'cd /etc/prometheus; cp -p prometheus.yml away; echo nonsense >>prometheus.yml; systemctl reload prometheus',
      ],
    ],
    tells: [{ alertname: 'ConfigurationNotLoaded', job: 'prometheus' }],
    mends: [['mon1', 'cd /etc/prometheus; mv away prometheus.yml; systemctl reload prometheus']],
  },
  {
    what: 'a rule can not be evaluated',
    breaks: [['mon1', `echo '${WRONG_RULE}' >/etc/prometheus/rules/wrong.yml; systemctl reload prometheus`]],
    tells: [{ alertname: 'RuleFails', component: 'monitoring' }],
    mends: [['mon1', 'rm /etc/prometheus/rules/wrong.yml; systemctl reload prometheus']],
    endMs: 480_000,
    endsLate: true,
  },
  {
    what: 'an exporter is stopped',
    breaks: [['app1', 'systemctl stop prometheus-node-exporter']],
    tells: [{ alertname: 'HostDown', host: 'app1' }],
    mends: [['app1', 'systemctl start prometheus-node-exporter']],
  },
  {
    what: 'one of several exporters is stopped',
    breaks: [['db1', 'systemctl stop prometheus-mysqld-exporter']],
    tells: [{ alertname: 'ExporterDown', host: 'db1', job: 'mysqld' }],
    tellsNot: ['NoPrimary', 'ServiceDown', 'SiteDown'],
    mends: [['db1', 'systemctl start prometheus-mysqld-exporter']],
  },
  {
    what: 'a file of metrics is none',
    breaks: [['web1', 'echo no metric >/var/lib/prometheus/node-exporter/wrong.prom']],
    tells: [{ alertname: 'MetricsFileUnread', host: 'web1' }],
    mends: [['web1', 'rm /var/lib/prometheus/node-exporter/wrong.prom']],
  },
  {
    what: 'provision has not run for a day',
    breaks: [['web1', older('provision_run_timestamp_seconds', LAST_RUN, 30)]],
    tells: [{ alertname: 'RunMissing', host: 'web1' }],
    mends: [['web1', older('provision_run_timestamp_seconds', LAST_RUN, 0)]],
  },
  {
    what: 'a disk is full',
    breaks: [['web1', `${smallDisk()}; cat /dev/zero >${DISK}/zeros 2>/dev/null || true`]],
    tells: [disk('DiskNearlyFull'), { ...disk('DiskFull'), severity: 'critical' }],
    mends: [['web1', NO_DISK]],
  },
  {
    what: 'a disk has no inodes left',
    breaks: [['web1', `${smallDisk('-N 64')}; for i in $(seq 60); do touch ${DISK}/$i 2>/dev/null || true; done`]],
    tells: [disk('InodesNearlyUsed')],
    tellsNot: ['DiskNearlyFull'],
    mends: [['web1', NO_DISK]],
  },
  {
    what: 'a file system becomes read-only',
    breaks: [['web1', `${smallDisk()}; sleep 10; mount -o remount,ro ${DISK}`]],
    tells: [{ ...disk('ReadOnlyFileSystem'), severity: 'critical' }],
    mends: [['web1', NO_DISK]],
  },
];
