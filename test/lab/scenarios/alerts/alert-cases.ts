import { critical, warning, type RuleCase, type Series } from './rule-case.ts';

const disk = 'host="db1",mountpoint="/",fstype="ext4"';
const bytes = (free: string): Series[] => [
  [`node_filesystem_avail_bytes{${disk}}`, free],
  [`node_filesystem_size_bytes{${disk}}`, '100x600'],
];

/** The rules that a test on real hosts can't well try, and what must not be an alert. */
export const ALERT_CASES: readonly RuleCase[] = [
  {
    alert: 'DiskNearlyFull',
    series: bytes('8x20'),
    at: '10m',
    fires: [[warning('hosts', { host: 'db1', mountpoint: '/', fstype: 'ext4' }), '/ on db1 has 8 % left']],
  },
  { alert: 'DiskNearlyFull', series: bytes('50x20'), at: '10m', fires: [] },
  {
    alert: 'DiskFull',
    series: bytes('2x20'),
    at: '10m',
    fires: [[critical('hosts', { host: 'db1', mountpoint: '/', fstype: 'ext4' }), '/ on db1 has 2.0 % left']],
  },
  {
    alert: 'DiskFillsUp',
    series: bytes('60-0.1x600'),
    at: '480m',
    fires: [[warning('hosts', { host: 'db1', mountpoint: '/', fstype: 'ext4' }), '/ on db1 will be full within a day']],
  },
  {
    alert: 'InodesNearlyUsed',
    series: [
      [`node_filesystem_files_free{${disk}}`, '3x20'],
      [`node_filesystem_files{${disk}}`, '100x20'],
    ],
    at: '10m',
    fires: [
      [warning('hosts', { host: 'db1', mountpoint: '/', fstype: 'ext4' }), '/ on db1 has 3 % of its inodes left'],
    ],
  },
  {
    alert: 'ReadOnlyFileSystem',
    series: [[`node_filesystem_readonly{${disk}}`, '0x10 1x10']],
    at: '15m',
    fires: [[critical('hosts', { host: 'db1', mountpoint: '/', fstype: 'ext4' }), '/ on db1 became read-only']],
  },
  {
    alert: 'MemoryNearlyFull',
    series: [
      ['node_memory_MemAvailable_bytes{host="db1"}', '3x20'],
      ['node_memory_MemTotal_bytes{host="db1"}', '100x20'],
    ],
    at: '10m',
    fires: [[warning('hosts', { host: 'db1' }), 'db1 has 3 % of its memory left']],
  },
  {
    alert: 'CpuBusy',
    series: [['node_cpu_seconds_total{host="db1",mode="idle"}', '0+1x60']],
    at: '50m',
    fires: [[warning('hosts', { host: 'db1' }), 'the processors of db1 are 98 % busy']],
  },
  {
    alert: 'ClockNotInSync',
    series: [
      ['node_timex_sync_status{host="db1"}', '0x20'],
      ['node_timex_maxerror_seconds{host="db1"}', '16x20'],
    ],
    at: '15m',
    fires: [[warning('hosts', { host: 'db1' }), 'the clock of db1 is not synchronized']],
  },
  {
    alert: 'ClockWrong',
    series: [['node_time_seconds{host="db1"}', '10+60x20']],
    at: '10m',
    fires: [[warning('hosts', { host: 'db1' }), 'the clock of db1 is 10 s off the clock of the monitoring server']],
  },
  {
    alert: 'SiteSlow',
    series: [
      ['probe_success{job="site",instance="url"}', '1x20'],
      ['probe_duration_seconds{job="site",instance="url"}', '3x20'],
    ],
    at: '10m',
    fires: [[warning('site', { job: 'site', instance: 'url' }), 'url takes 3.0 s to answer']],
  },
  {
    alert: 'SlowRequests',
    series: [
      ['nginx_request_seconds_bucket{site="site",le="1"}', '0+1x20'],
      ['nginx_request_seconds_bucket{site="site",le="3"}', '0+10x20'],
      ['nginx_request_seconds_bucket{site="site",le="+Inf"}', '0+10x20'],
    ],
    at: '15m',
    fires: [[warning('site', { site: 'site' }), '5 % of the requests for site take longer than 2.9 s']],
  },
  {
    alert: 'CertificateEndsSoon',
    series: [['probe_ssl_earliest_cert_expiry{job="certificate",host="db1"}', '86400x20']],
    at: '10m',
    fires: [
      [
        critical('certificates', { job: 'certificate', host: 'db1' }),
        'the certificate of db1 expires in 1.0 days: run provision',
      ],
    ],
  },
  {
    alert: 'ReplicaBehind',
    series: [['mysql_slave_status_seconds_behind_master{host="db2"}', '90x20']],
    at: '10m',
    fires: [[warning('databases', { host: 'db2' }), 'db2 is 90 s behind the primary']],
  },
  {
    alert: 'ReplicationBroken',
    series: [['mysql_up{host="db2"}', '1x20']],
    at: '10m',
    fires: [[critical('databases', { host: 'db2' }), 'replication on db2 has stopped']],
  },
  {
    alert: 'ConnectionsNearlyUsed',
    series: [
      ['mysql_global_status_threads_connected{host="db1"}', '90x20'],
      ['mysql_global_variables_max_connections{host="db1"}', '100x20'],
    ],
    at: '10m',
    fires: [[warning('databases', { host: 'db1' }), 'db1 uses 90% of its maximum number of connections']],
  },
  {
    alert: 'NotAnswering',
    series: [
      ['mysql_up{host="db1",job="mysqld"}', '0x20'],
      ['node_systemd_unit_state{host="db1",name="mariadb.service",state="active"}', '1x20'],
    ],
    at: '10m',
    fires: [
      [
        warning('databases', { host: 'db1', job: 'mysqld' }),
        'the database server on db1 is running but does not answer',
      ],
    ],
  },
  {
    alert: 'BalancerErrors',
    series: [
      ['haproxy_backend_connection_errors_total{host="lb1",proxy="web_tls"}', '0+30x20'],
      ['haproxy_backend_response_errors_total{host="lb1",proxy="web_tls"}', '0x20'],
      ['haproxy_backend_sessions_total{host="lb1",proxy="web_tls"}', '0+100x20'],
    ],
    at: '10m',
    fires: [[warning('balancers', { host: 'lb1', proxy: 'web_tls' }), '30.0 % of the sessions of web_tls on lb1 fail']],
  },
  {
    alert: 'BalancerFull',
    series: [
      ['haproxy_process_current_connections{host="lb1"}', '90x20'],
      ['haproxy_process_max_connections{host="lb1"}', '100x20'],
    ],
    at: '10m',
    fires: [[critical('balancers', { host: 'lb1' }), 'lb1 uses 90% of its maximum number of connections']],
  },
  {
    alert: 'BalancerSlow',
    series: [
      ['haproxy_backend_connect_time_average_seconds{host="lb1",proxy="web_tls"}', '2x20'],
      ['haproxy_backend_sessions_total{host="lb1",proxy="web_tls"}', '0+100x20'],
    ],
    at: '10m',
    fires: [
      [warning('balancers', { host: 'lb1', proxy: 'web_tls' }), 'lb1 takes 2.0 s to connect to a server of web_tls'],
    ],
  },
  {
    alert: 'ConnectionsDropped',
    series: [
      ['nginx_connections_accepted{host="web1"}', '0+100x20'],
      ['nginx_connections_handled{host="web1"}', '0+90x20'],
    ],
    at: '10m',
    fires: [
      [
        warning('web servers', { host: 'web1' }),
        'nginx on web1 drops connections: nginx_worker_connections is too low',
      ],
    ],
  },
  {
    alert: 'Drift',
    series: [
      ['provision_run_changes{host="web1"}', '1x600'],
      ['provision_run_timestamp_seconds{host="web1"}', '1x100 2x100 3x100 4x100 5x200'],
    ],
    at: '600m',
    fires: [
      [
        warning('provision', { host: 'web1' }),
        'each run of provision changes web1 again: find out what reverts the changes',
      ],
    ],
  },
  {
    alert: 'Drift',
    series: [
      ['provision_run_changes{host="web1"}', '1x200 0x200 1x200'],
      ['provision_run_timestamp_seconds{host="web1"}', '1x100 2x100 3x100 4x100 5x200'],
    ],
    at: '600m',
    fires: [],
  },
  {
    alert: 'WebServerOut',
    series: [
      ['haproxy_server_status{host="lb1",proxy="web_tls",server="web1",state="DOWN"}', '1x20'],
      ['probe_success{job="application",host="app1"}', '1x20'],
    ],
    at: '10m',
    fires: [
      [
        warning('web servers', { server: 'web1', host: 'web1' }),
        'balancers exclude web1, since its health checks fail',
      ],
    ],
  },
  {
    alert: 'NoPrimary',
    series: [
      ['mysql_up{host="db2"}', '1x20'],
      ['mysql_global_variables_read_only{host="db2"}', '1x20'],
      ['up{job="mysqld",host="db1"}', '0x20'],
    ],
    at: '10m',
    fires: [[critical('databases'), 'no database server is writable; the primary in the inventory is db1']],
  },
  // what must not be blamed
  {
    alert: 'NoPrimary',
    series: [
      ['mysql_up{host="db2"}', '1x20'],
      ['mysql_global_variables_read_only{host="db2"}', '1x20'],
      ['up{job="mysqld",host="db1"}', '0x20'],
      ['node_systemd_unit_state{host="db1",name="mariadb.service",state="active"}', '1x20'],
    ],
    at: '10m',
    fires: [],
  },
  {
    alert: 'WebServerOut',
    series: [
      ['haproxy_server_status{host="lb1",proxy="web_tls",server="web1",state="DOWN"}', '1x20'],
      ['probe_success{job="application",host="app1"}', '0x20'],
      ['probe_success{job="application",host="app2"}', '1x20'],
    ],
    at: '10m',
    fires: [],
  },
  {
    alert: 'RedundancyLost',
    series: [
      ['probe_success{job="application",host="app1"}', '0x20'],
      ['probe_success{job="application",host="app2"}', '1x20'],
    ],
    at: '10m',
    fires: [[warning('applications', { host: 'app2' }), 'only app2 is left of the applications']],
  },
  {
    alert: 'ExporterDown',
    series: [
      ['up{job="nginx",host="web1"}', '0x20'],
      ['up{job="node",host="web1"}', '1x20'],
      ['node_systemd_unit_state{host="web1",name="prometheus-nginx-exporter.service",state="active"}', '1x20'],
    ],
    at: '10m',
    fires: [],
  },
];
