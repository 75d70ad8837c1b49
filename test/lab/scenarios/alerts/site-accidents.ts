import { type Accident, critical, holds, left, service } from './accident.ts';

const APPLICATIONS = ['app1', 'app2'];
const BALANCERS = ['lb1', 'lb2'];
const on = (hosts: readonly string[], command: string) => hosts.map((host) => [host, command] as const);
// a table that can be read for an instant each second alone
const LOCKS = `systemd-run -q --unit=locks sh -c 'while :; do mariadb -e "LOCK TABLES app.notes WRITE; SELECT SLEEP(1)"; done'`;
const small = (file: string, from: string, to: string, unit: string): string =>
  `cp -p ${file} ${file}.away; sed -i "s/${from}/${to}/" ${file}; systemctl reload ${unit}`;
const whole = (file: string, unit: string): string => `mv ${file}.away ${file}; systemctl reload ${unit}`;

/** What users notice, or would if there were not two of each. */
export const SITE_ACCIDENTS: readonly Accident[] = [
  {
    what: 'an application server is stopped',
    breaks: [['app1', 'systemctl stop app.socket app.service']],
    tells: [service('app1', 'app.service', 'applications'), left('applications', 'app2')],
    tellsNot: ['WebServerOut', 'SiteDown', 'NotAnswering', 'AllDown'],
    mends: [['app1', 'systemctl start app.socket app.service']],
  },
  {
    what: 'an application hangs',
    breaks: [['app2', 'systemctl kill -s STOP app.service']],
    tells: [{ alertname: 'NotAnswering', host: 'app2', component: 'applications' }],
    tellsNot: ['ServiceDown', 'WebServerOut'],
    mends: [['app2', 'systemctl kill -s CONT app.service']],
  },
  {
    what: 'an application crashes again and again',
    breaks: [['app2', 'for i in 1 2 3 4 5 6; do systemctl kill -s KILL app.service; sleep 4; done']],
    tells: [{ alertname: 'CrashLoop', host: 'app2', name: 'app.service' }],
    mends: [],
    endMs: 420_000,
    endsLate: true,
  },
  {
    what: 'all applications are stopped',
    breaks: on(APPLICATIONS, 'systemctl stop app.socket app.service'),
    tells: [critical('AllDown', { component: 'applications' }), critical('SiteDown')],
    tellsNot: ['WebServerOut', 'RedundancyLost'],
    mends: on(APPLICATIONS, 'systemctl start app.socket app.service'),
  },
  {
    what: 'nginx is stopped',
    breaks: [['web2', 'systemctl stop nginx']],
    tells: [
      service('web2', 'nginx.service', 'web servers'),
      left('web servers', 'web1'),
      { alertname: 'WebServerOut', server: 'web2' },
    ],
    tellsNot: ['NotAnswering', 'ExporterDown', 'SiteDown'],
    mends: [['web2', 'systemctl start nginx']],
  },
  {
    what: 'nginx hangs',
    breaks: [['web2', 'pkill -STOP nginx']],
    tells: [{ alertname: 'NotAnswering', host: 'web2', component: 'web servers' }],
    tellsNot: ['ServiceDown', 'ExporterDown'],
    mends: [['web2', 'pkill -CONT nginx']],
  },
  {
    what: 'nginx may have too few connections',
    breaks: [
      ['web2', small('/etc/nginx/nginx.conf', 'worker_connections .*', 'worker_connections 24;', 'nginx')],
      ['web2', holds('holds', 100, '127.0.0.1', 1)],
    ],
    tells: [{ alertname: 'ConnectionsDropped', host: 'web2' }],
    mends: [
      ['web2', 'systemctl stop holds'],
      ['web2', whole('/etc/nginx/nginx.conf', 'nginx')],
    ],
    endMs: 420_000,
    endsLate: true,
  },
  {
    what: 'keepalived is stopped on the balancer that waits',
    breaks: [['lb2', 'systemctl stop keepalived']],
    tells: [service('lb2', 'keepalived.service', 'balancers'), left('balancers', 'lb1')],
    tellsNot: ['FloatingAddress', 'SiteDown'],
    mends: [['lb2', 'systemctl start keepalived']],
  },
  {
    what: 'nobody holds the floating address',
    breaks: on(['lb2', 'lb1'], 'systemctl stop keepalived'),
    tells: [critical('FloatingAddress', { address: '10.77.0.10' }), critical('SiteDown')],
    mends: on(BALANCERS, 'systemctl start keepalived'),
  },
  {
    what: 'two hosts hold the floating address',
    breaks: [['lb2', 'ip addr add 10.77.0.10/32 dev eth0']],
    tells: [critical('FloatingAddress', { address: '10.77.0.10' })],
    mends: [['lb2', 'ip addr del 10.77.0.10/32 dev eth0']],
  },
  {
    what: 'HAProxy is stopped on both',
    breaks: on(BALANCERS, 'systemctl stop haproxy'),
    tells: [critical('AllDown', { component: 'balancers' }), critical('SiteDown')],
    mends: on(BALANCERS, 'systemctl start haproxy'),
  },
  {
    what: 'HAProxy hangs on the balancer that waits',
    breaks: [['lb2', 'systemctl kill -s STOP haproxy']],
    tells: [{ alertname: 'NotAnswering', host: 'lb2', component: 'balancers' }],
    tellsNot: ['ServiceDown', 'ExporterDown', 'SiteDown'],
    mends: [['lb2', 'systemctl kill -s CONT haproxy']],
  },
  {
    what: 'a balancer has as many connections as it may',
    breaks: [
      ['lb2', small('/etc/haproxy/haproxy.cfg', '^    maxconn .*', '    maxconn 40', 'haproxy')],
      ['web1', holds('holds', 36, '10.77.0.12', 300)],
    ],
    tells: [critical('BalancerFull', { host: 'lb2' })],
    tellsNot: ['SiteDown'],
    mends: [
      ['web1', 'systemctl stop holds'],
      ['lb2', whole('/etc/haproxy/haproxy.cfg', 'haproxy')],
    ],
  },
  {
    what: 'the database makes pages slow',
    variables: { monitoring_server_slow_seconds: 0.3 },
    breaks: [['db2', LOCKS]],
    tells: [{ alertname: 'SiteSlow' }, { alertname: 'SlowRequests', site: 'site' }],
    tellsNot: ['SiteDown', 'ErrorRate'],
    mends: [['db2', 'systemctl stop locks']],
    endMs: 420_000,
  },
];
