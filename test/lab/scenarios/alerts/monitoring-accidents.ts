import { type Accident, older } from './accident.ts';

// each host's load times that of all others
const WRONG_RULE = 'groups: [{ name: wrong, rules: [{ record: wrong, expr: node_load1 * on () node_load5 }] }]';
const LAST_RUN = '/var/lib/provision/last-run.prom';
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
];
